package environment

import (
	"testing"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/ui/look"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

func TestEverythingIsFine(t *testing.T) {
	r := open(t, healthy(), words.Chinese, look.Light, usual)
	r.settle()
	r.Says("一切正常", "共检查 25 项，2026-11-22 09:00。", "UKey和驱动", "到期提醒")
	r.Looks("fine")
}

func TestSeveralThingsAreWrong(t *testing.T) {
	for name, test := range map[string]struct {
		language words.Language
		mode     look.Mode
		size     fyne.Size
	}{
		"failing":         {words.Chinese, look.Light, usual},
		"failing-small":   {words.Chinese, look.Dark, fyne.NewSize(860, 560)},
		"failing-english": {words.English, look.Light, usual},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, failing(), test.language, test.mode, test.size)
			r.settle()
			r.Looks(name)
		})
	}
}

func TestWhileItLooksEachLineShowsWhatIsKnown(t *testing.T) {
	d := failing()
	gate := make(chan struct{})
	d.gate[app.LayerName] = gate
	r := open(t, d, words.Chinese, look.Light, usual)
	r.Until("the driver's line", func() bool { return uitest.Contains(r.Text(), "再试一次这个驱动") })
	r.Until("the clock's line", func() bool { return uitest.Contains(r.Text(), "已完成 5 /") })
	r.Says("正在检测", "检查中")
	r.Looks("running")
	close(gate)
	r.settle()
	r.Says("2 项需要处理，2 项需要注意")
}
