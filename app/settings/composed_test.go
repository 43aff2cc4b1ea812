package settings_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/app/settings"
)

const own = `
brand:
  name: {zh-Hans: 深圳市电子公共服务数字证书, en: Shenzhen certificates}
  caption: 0755-12345678
services:
  - {name: {ZH-CN: 商事登记, en: Registration}, url: 'https://amr.example/?from=ukey#top', icon: organisation}
  - {name: 可信二维码, url: ''}
items:
  - {id: licence, name: 营业执照, url: http://licence.example}
  - id: seal
    name: {en: Seal}
    reason: {zh-Hans: 请到柜台办理}
contacts:
  - {name: 客服, phone: 0755-12345678, hours: 工作日 9:00–18:00, url: https://help.example}
`

func TestNamesAndListsAreReadFromFiles(t *testing.T) {
	s := load(t, settings.Sources{UserFile: write(t, own)})
	same := func(text string) settings.Text {
		return settings.Text{settings.Chinese: text, settings.English: text}
	}
	want := defaults()
	want.Brand = settings.Brand{
		Name:    settings.Text{settings.Chinese: "深圳市电子公共服务数字证书", settings.English: "Shenzhen certificates"},
		Caption: same("0755-12345678"),
	}
	want.Services = []settings.Service{
		{Name: settings.Text{settings.Chinese: "商事登记", settings.English: "Registration"}, URL: "https://amr.example/?from=ukey#top", Icon: "organisation"},
		{Name: same("可信二维码")},
	}
	want.Items = []settings.Item{
		{ID: "licence", Name: same("营业执照"), URL: "http://licence.example"},
		{ID: "seal", Name: settings.Text{settings.English: "Seal"}, Reason: settings.Text{settings.Chinese: "请到柜台办理"}},
	}
	want.Contacts = []settings.Contact{{Name: same("客服"), Phone: "0755-12345678", Hours: same("工作日 9:00–18:00"), URL: "https://help.example"}}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Error(diff)
	}
}

// A name in the person's file takes the place of the machine's in all
// languages, unless it is locked.
func TestNamesAreOneOption(t *testing.T) {
	machine := "brand: {name: {zh-Hans: 机器, en: Machine}, caption: 机器}\nlocked: [brand.caption]\n"
	from := settings.Sources{MachineFile: write(t, machine), UserFile: write(t, "brand: {name: {en: Mine}, caption: {zh-Hans: 我, en: Me}}\n")}
	s := load(t, from)
	if diff := cmp.Diff(settings.Text{settings.English: "Mine"}, s.Brand.Name); diff != "" {
		t.Error(diff)
	}
	if s.Brand.Caption.In(settings.English) != "机器" {
		t.Errorf("the locked caption is %v", s.Brand.Caption)
	}
	if diff := cmp.Diff([]settings.Notice{{settings.Locked, "brand.caption", from.UserFile}}, s.Notices); diff != "" {
		t.Error(diff)
	}
}

func TestListsAreNotReadFromTheEnvironment(t *testing.T) {
	s := load(t, settings.Sources{Getenv: env(map[string]string{
		"UKEY_SERVICES": "x", "UKEY_BRAND_NAME": "x", "UKEY_SCALE": "125", "UKEY_REMINDERS_ON": "off", "UKEY_REMINDERS_DAYS": "7, 30,7", "UKEY_AUTOSTART": "1",
	})})
	want := defaults()
	want.Scale, want.Autostart, want.Reminders = 125, true, settings.Reminders{Days: []int{30, 7}, From: 8, Until: 20}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Error(diff)
	}
}

func TestErrorsNameTheEntry(t *testing.T) {
	for file, want := range map[string]struct {
		option string
		fault  settings.Fault
	}{
		"services: 7":           {"services", settings.NotList},
		"services: [a]":         {"services[0]", settings.NotEntry},
		"services: [{url: ''}]": {"services[0].name", settings.Missing},
		"services: [{name: a}, {name: b}, {name: c, url: 'javascript:alert(1)'}]": {"services[2].url", settings.NotWeb},
		"services: [{name: a, url: 'file:///etc/passwd'}]":                        {"services[0].url", settings.NotWeb},
		"services: [{name: a, url: 'https://bank.example@evil.example/'}]":        {"services[0].url", settings.NotPlainURL},
		"services: [{name: a, url: 'https:///nowhere'}]":                          {"services[0].url", settings.NotWeb},
		"services: [{name: {fr: a}}]":                                             {"services[0].name.fr", settings.NotChoice},
		"items: [{name: a}]":                                                      {"items[0].id", settings.Missing},
		"items: [{id: a, name: a}, {id: a, name: b}]":                             {"items[1].id", settings.Twice},
		// YAML takes it for an octal number; people would be given a wrong one.
		"contacts: [{name: a, phone: 075512345}]": {"contacts[0].phone", settings.NotText},
		"brand: {name: {en: 7}}":                  {"brand.name.en", settings.NotText},
		"brand: {name: [a]}":                      {"brand.name", settings.NotText},
	} {
		from := settings.Sources{UserFile: write(t, file)}
		_, err := settings.Load(from)
		e, ok := errors.AsType[*settings.Error](err)
		value, hasValue := errors.AsType[*settings.ValueError](err)
		if !ok || !hasValue || e.Option != want.option || value.Fault != want.fault || e.Source != from.UserFile {
			t.Errorf("%s: got %v, want %s of %s", file, err, want.fault, want.option)
		}
	}
}

func TestUnknownFieldsAreNoticed(t *testing.T) {
	from := settings.Sources{UserFile: write(t, "services: [{name: a}, {name: b, colour: red}]\n")}
	s := load(t, from)
	if diff := cmp.Diff([]settings.Notice{{settings.Unknown, "services[1].colour", from.UserFile}}, s.Notices); diff != "" {
		t.Error(diff)
	}
}

// FuzzLoad holds whatever is in a file to this: it is refused with an error
// that names the file, or what comes of it is within what Settings promises.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{own, "scale: 150\nreminders: {on: true, days: [7]}\n", "services: [{name: a, url: 'https://a.example'}]", "- a", "a: &a [*a]", "ca.url: https://x", "brand: {name: {1: a}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		from := settings.Sources{UserFile: write(t, content)}
		s, err := settings.Load(from)
		if err != nil {
			if e, ok := errors.AsType[*settings.Error](err); !ok || e.Source != from.UserFile {
				t.Errorf("error %v does not name the file", err)
			}
			return
		}
		if s.Scale < settings.MinScale || s.Scale > settings.MaxScale || s.Proxy == "" {
			t.Errorf("scale %d, proxy %q", s.Scale, s.Proxy)
		}
		for _, d := range s.Reminders.Days {
			if d < 1 {
				t.Errorf("a reminder %d days before", d)
			}
		}
		web := func(url string) {
			if url != "" && !strings.HasPrefix(strings.ToLower(url), "https://") && !strings.HasPrefix(strings.ToLower(url), "http://") {
				t.Errorf("the browser would be handed %q", url)
			}
		}
		for _, x := range s.Services {
			web(x.URL)
		}
		for _, x := range s.Items {
			web(x.URL)
		}
		for _, x := range s.Contacts {
			web(x.URL)
		}
	})
}

func TestThePageForUpdatesIsOneOnTheWeb(t *testing.T) {
	for text, want := range map[string]string{
		"brand: {updates: https://ca.example/downloads}": "https://ca.example/downloads",
		"brand: {updates: javascript:alert(1)}":          "",
	} {
		file := filepath.Join(t.TempDir(), "config.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := settings.Load(settings.Sources{UserFile: file})
		switch {
		case want == "" && err == nil:
			t.Errorf("%s is taken", text)
		case want != "" && (err != nil || s.Brand.Updates != want):
			t.Errorf("%s: %v", text, err)
		}
	}
}
