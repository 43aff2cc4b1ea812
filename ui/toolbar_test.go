package ui

import (
	"testing"

	"ukey/app/settings"
	"ukey/ui/words"
)

func TestTheUpdatePageIsOfferedWhereThereIsOne(t *testing.T) {
	opts := chinese()
	opts.Brand.Updates = "https://ca.example/downloads"
	h := open(t, opts)
	h.toolbar.update.Press()
	h.Says("软件升级", "v1.0.0", "本软件不会自行下载或安装新版本。")
	h.press("home.update.open")
	if h.stage.Busy() {
		t.Errorf("there is still a dialog:\n%s", h.Text())
	}
}

func TestWithoutAnUpdatePageItSaysWhomToAsk(t *testing.T) {
	h := open(t, chinese())
	h.toolbar.update.Press()
	h.Says("没有设置下载页面。", "电脑管理员")
	if h.Button(h.words.T("home.update.open")) != nil {
		t.Error("it offers a page all the same")
	}
}

func TestOnlyPagesOnTheWebAreOpened(t *testing.T) {
	h := open(t, chinese())
	for _, address := range []string{"javascript:alert(1)", "file:///etc/passwd", "https:", "calc.exe", "https://a b"} {
		h.browse(address)
		if h.title() != "没有打开网页" {
			t.Errorf("%s was opened", address)
			continue
		}
		h.Says(address)
		h.Key(fyneEscape)
	}
}

func TestABrandStandsInPlaceOfTheProductsOwnName(t *testing.T) {
	p := words.New(words.Chinese)
	if name, caption := brand(p, settings.Brand{}); name != "数字证书" || caption != "深圳市电子公共服务" {
		t.Errorf("without a brand it says %q, %q", name, caption)
	}
	own := settings.Brand{Name: settings.Text{settings.English: "Harbour CA"}}
	if name, caption := brand(p, own); name != "Harbour CA" || caption != "" {
		t.Errorf("with a brand it says %q, %q", name, caption)
	}
}
