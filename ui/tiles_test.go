package ui

import (
	"net/url"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/app/settings"
	"ukey/assets"
	"ukey/ui/kit"
	"ukey/ui/words"
)

func TestTheBuiltInServicesAreNamedAndLeadToTheWebIfAnywhere(t *testing.T) {
	for _, language := range words.Languages() {
		for i, v := range viewServices(words.New(language), builtInServices()) {
			if v.name == "" || v.icon == assets.IconServiceSite {
				t.Errorf("service %d has the name %q and the icon %s", i, v.name, v.icon)
			}
			if written := builtInServices()[i].URL; written != v.address {
				t.Errorf("%s cannot be opened at %q", v.name, written)
			}
		}
	}
}

func TestWhatIsNoPageOnTheWebIsNotOpenYet(t *testing.T) {
	name := settings.Text{settings.Chinese: "商事登记"}
	views := viewServices(words.New(words.Chinese), []settings.Service{
		{Name: name, URL: "https://register.example/a?b=c", Icon: "registration"},
		{Name: name, URL: "file:///bin/sh", Icon: "../drivers"},
		{Name: name},
	})
	want := []serviceView{
		{name: "商事登记", site: "register.example", address: "https://register.example/a?b=c", icon: assets.IconServiceRegistration},
		{name: "商事登记", icon: assets.IconServiceSite},
		{name: "商事登记", icon: assets.IconServiceSite},
	}
	for i := range want {
		if views[i] != want[i] {
			t.Errorf("service %d is shown as %+v", i, views[i])
		}
	}
}

// tile finds a tile that can be seen.
func (h *harness) tile(name string) *kit.Tile {
	var found *kit.Tile
	h.Walk(func(o fyne.CanvasObject) {
		if tile, ok := o.(*kit.Tile); ok && tile.Label() == name {
			found = tile
		}
	})
	return found
}

func TestATileOpensItsSiteOrSaysThatThereIsNone(t *testing.T) {
	o := chinese()
	o.Services = []settings.Service{
		{Name: settings.Text{settings.Chinese: "商事登记"}, URL: "https://register.example"},
		{Name: settings.Text{settings.Chinese: "可信二维码"}},
	}
	h := open(t, o)
	h.plug(snapshot(companyKey(t)))
	h.tile("商事登记").Press()
	h.Says("已在浏览器中打开：商事登记（register.example）")
	h.tile("可信二维码").Press()
	h.Says("“可信二维码”暂未开通。")
}

func TestTilesThatHaveNoRoomAreUnderMore(t *testing.T) {
	h := open(t, chinese())
	h.small()
	if h.tile("商事登记") == nil || h.tile("客服") != nil {
		t.Fatalf("in a small window there are the wrong tiles:\n%s", h.Text())
	}
	h.openServices()
	h.Says("商事登记", "amr.sz.gov.cn", "客服", "暂未开通")
	h.Key(fyneEscape)
	h.win.Resize(fyne.NewSize(2*startWidth, startHeight))
	if h.tile("客服") == nil {
		t.Error("in a wide window a tile is hidden")
	}
	h.win.Resize(fyne.NewSize(leastWidth, leastBody+120))
	if h.tile("商事登记") != nil {
		t.Error("in a low window the tiles take the room that the certificate needs")
	}
}

func FuzzOnlyTheWebIsOpened(f *testing.F) {
	for _, address := range []string{"https://a.example", "javascript:alert(1)", "http:/a", "//a", "file:///etc", "https://u:p@a.example"} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		u, err := webAddress(address)
		if err != nil {
			return
		}
		if again, err := url.Parse(u.String()); err != nil || (again.Scheme != "https" && again.Scheme != "http") || again.Host == "" {
			t.Errorf("%q is opened as %q", address, u)
		}
	})
}
