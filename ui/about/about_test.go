package about

import (
	"strings"
	"testing"
	"testing/fstest"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/app/discovery"
	"ukey/app/settings"
	"ukey/assets"
	"ukey/token"
	"ukey/ui/screen"
	"ukey/ui/uitest"
)

func options() Options {
	return Options{
		Version: "1.0.0",
		Snapshot: &app.Snapshot{Drivers: []app.Driver{
			{Library: discovery.Library{Path: "/usr/lib/softhsm/libsofthsm2.so", Vendor: "SoftHSM"}, State: app.DriverLoaded},
			{Library: discovery.Library{Path: "/opt/slow/libslow.so"}, State: app.DriverPending},
			{Library: discovery.Library{Path: "/opt/broken/libbroken.so"}, State: app.DriverFailing, Err: token.ErrDriver},
		}},
		Contacts: []settings.Contact{{
			Name:  settings.Text{settings.Chinese: "证书客服热线", settings.English: "Certificate hotline"},
			Phone: "0755-12345678",
		}},
	}
}

func open(t *testing.T, l uitest.Look, size fyne.Size, opts Options) (*uitest.Screen, *screen.Host) {
	t.Helper()
	s, host := uitest.Open(t, l, size)
	Open(host, opts)
	return s, &host
}

func chinese(t *testing.T, opts Options) *uitest.Screen {
	t.Helper()
	s, _ := open(t, uitest.Usual, uitest.Normal, opts)
	return s
}

func TestItSaysWhichProgramThisIs(t *testing.T) {
	s := chinese(t, options())
	s.Says("UKey管家", "版本 1.0.0", "SoftHSM", "/usr/lib/softhsm/libsofthsm2.so", "libslow.so", "证书客服热线：0755-12345678")
	if strings.Contains(s.Text(), "broken") {
		t.Error("a driver that fails is called in use")
	}
}

func TestItIsHonestAboutWhatItDoesNotKnow(t *testing.T) {
	chinese(t, Options{Version: "1.0.0"}).Says("现在没有驱动在使用。", "本软件里没有登记客服电话")
}

func TestItLeadsToTheHelp(t *testing.T) {
	s, host := uitest.Open(t, uitest.Usual, uitest.Normal)
	var article string
	host.Help = func(id string) { article = id }
	Open(host, options())
	s.Press("打电话之前，请准备好这些")
	if article != "support" {
		t.Errorf("it leads to %q", article)
	}
}

func TestLicencesAreReadByKeyboard(t *testing.T) {
	s, host := uitest.Open(t, uitest.Usual, uitest.Normal)
	var saved []byte
	host.Save = func(_, _ string, data []byte) { saved = data }
	Open(host, options())
	s.Press("开源许可")
	s.Says("UKey管家", "Apache License", "fyne.io/fyne/v2")
	s.Key(fyne.KeyDown)
	s.Says("SIL OPEN FONT LICENSE Version 1.1")
	s.Key(fyne.KeyEnd)
	s.Says("modernc.org/sqlite", "全文很长")
	s.Key(fyne.KeyPageDown)
	s.Press("保存全文")
	if len(saved) < 2*longest {
		t.Errorf("%d bytes were saved", len(saved))
	}
	s.Key(fyne.KeyEscape)
	s.Says("正在使用的驱动") // the page below
	s.Key(fyne.KeyEscape)
	if top := s.Win.Canvas().Overlays().Top(); top != nil {
		t.Errorf("%T is still open", top)
	}
}

func TestEveryLicenceHasItsText(t *testing.T) {
	list, err := licences()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 40 {
		t.Fatalf("only %d are listed", len(list))
	}
	for _, l := range list {
		text, err := l.text()
		if err != nil || len(text) < 200 || l.Licence == "" {
			t.Errorf("%s: %d bytes of %q, %v", l.Name, len(text), l.Licence, err)
		}
	}
	if err := fstest.TestFS(assets.Licences(), "index.json", list[0].File); err != nil {
		t.Error(err)
	}
}

func TestParagraphsFlowAndTitlesStay(t *testing.T) {
	title := "          Apache License\n    Version 2.0, January 2004"
	for paragraph, want := range map[string]string{
		title: title,
		"Permission is hereby granted, free of charge, to any person\n   obtaining a copy of this software and associated files\nto deal.": "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated files to deal.",
	} {
		if got := flowing(paragraph); got != want {
			t.Errorf("%q\nbecomes %q", paragraph, got)
		}
	}
}

func TestTheTextsAreAllThereInEachLanguage(t *testing.T) {
	uitest.Texts{Area: "about"}.Check(t)
}
