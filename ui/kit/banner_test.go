package kit

import (
	"testing"

	"fyne.io/fyne/v2"

	"ukey/ui/look"
)

func TestABannerWithoutACaptionIsCentredOnItsIcon(t *testing.T) {
	useOurTheme(t)
	both := NewBanner(tick, "数字证书", "深圳市电子公共服务", nil)
	alone := NewBanner(tick, "数字证书", "", nil)
	if high, low := both.HeightFor(240), alone.HeightFor(240); low >= high {
		t.Errorf("%v high without the caption, %v with it", low, high)
	}
	alone.Resize(fyne.NewSize(240, alone.HeightFor(240)))
	row := alone.content.Objects[0].(*fyne.Container)
	middle := func(o fyne.CanvasObject) float32 { return o.Position().Y + o.Size().Height/2 }
	if icon, words := middle(row.Objects[0]), middle(row.Objects[1]); icon-words > 1 || words-icon > 1 {
		t.Errorf("the icon's middle is at %v, the name's at %v", icon, words)
	}
}

func TestRowsOfAnOutlineHaveRoomForLargeType(t *testing.T) {
	useOurTheme(t)
	fyne.CurrentApp().Settings().SetTheme(look.New(look.Light).WithText(look.LargeText))
	o := NewOutline(nil, nil)
	o.SetRows([]OutlineRow{{ID: "key", Title: "单位证书", Caption: "序列号 1"}, {ID: "certificate", Depth: 1, Title: "签名证书"}})
	for _, line := range o.lines {
		if room := line.height() - line.content.MinSize().Height; room < 8 {
			t.Errorf("%s: %v pixels around the type", line.row.Title, room)
		}
	}
}
