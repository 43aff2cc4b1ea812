package report_test

import (
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"ukey/app"
	"ukey/app/discovery"
	"ukey/app/environment"
	"ukey/app/settings"
	"ukey/token"
	"ukey/ui/report"
	"ukey/ui/words"
)

var now = time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)

const (
	home   = "/home/wangxiaoming"
	serial = "7A21-0049-3381-5526"
	label  = "王小明的UKey"
)

func certificate(t *testing.T, name string) app.Certificate {
	t.Helper()
	data, err := os.ReadFile("../testdata/certificates/" + name + ".pem")
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(data)
	c := token.ParseCertificate(block.Bytes)
	c.Label = "zhang.san@example.com"
	return app.Certificate{Certificate: c, Validity: c.Validity(now, 30)}
}

// everything is a report with a check of each kind, on a key with those
// certificates, and with an error that names all that it can.
func everything(certificates ...app.Certificate) *app.Report {
	key := &app.Key{
		Info:         token.Info{ID: token.ID{Driver: home + "/libkey.so", Serial: serial, Label: label}, Manufacturer: "Maker", Model: "M1"},
		Certificates: certificates, Also: []string{home + "/libother.so"},
	}
	r := &app.Report{At: now}
	for _, layer := range app.Layers() {
		for i := range certificates {
			r.Checks = append(r.Checks, app.Check{
				Layer: layer, Result: app.ResultFailed, Finding: "certificate-expired", Key: key, Certificate: &certificates[i],
				// Some authorities write letters before the code.
				Err: fmt.Errorf("%w: %s of %s, SF%sA, 电话 13800138000, 身份证 440301199001011234",
					fs.ErrPermission, certificates[i].Subject, label, certificates[i].CreditCode()),
			})
		}
		r.Checks = append(r.Checks,
			app.Check{Layer: layer, Result: app.ResultOK, Finding: app.FoundToken, Key: key},
			app.Check{Layer: layer, Result: app.ResultFailed, Finding: app.FoundSeveralTokens, Err: &app.AmbiguousTokenError{Keys: []token.ID{key.ID}}},
			app.Check{
				Layer: layer, Result: app.ResultFailed, Finding: app.FoundFolderClosed, Err: &fs.PathError{Op: "open", Path: home, Err: fs.ErrPermission},
				Folder: &environment.Folder{Kept: environment.Kept{Use: environment.StateFolder, Path: home + "/.local/state/ukey"}},
				Fixes:  []app.Fix{{Kind: app.FixFolder, Target: home + "/.local/state/ukey"}},
			},
			app.Check{
				Layer: layer, Result: app.ResultFailed, Finding: "driver-failing", Err: errors.New("open " + home + "/libkey.so"),
				Driver: &app.Driver{Library: discovery.Library{Path: home + "/libkey.so", Source: discovery.Settings}, State: app.DriverFailing},
			},
			app.Check{Layer: layer, Result: app.ResultWarning, Finding: app.FoundSettingUnknown, Notice: &settings.Notice{Option: "x", Source: home + "/config.yaml"}},
			app.Check{Layer: layer, Result: app.ResultFailed, Finding: app.FoundProxyAway, Proxy: "http://wang:geheim@proxy.example:3128", URL: "https://ca"},
		)
	}
	return r
}

// Nothing that is personal in the fixture is in what goes to support, in
// whatever language and form.
func TestNothingPersonalLeavesTheComputer(t *testing.T) {
	certificates := []app.Certificate{certificate(t, "signature"), certificate(t, "encryption-expired")}
	personal := []string{
		"wangxiaoming", "王小明", serial, "7A21-0049", "zhang.san", "13800138000", "440301199001011234", "geheim",
	}
	for i := range certificates {
		c := &certificates[i]
		sum := c.SHA256()
		personal = append(personal, c.Owner(), c.Subject.CommonName(), c.CreditCode(),
			fmt.Sprintf("%X", c.Serial), fmt.Sprintf("%x", c.Serial), c.Serial.String(), hex.EncodeToString(sum[:]))
	}
	r := everything(certificates...)
	for _, lang := range words.Languages() {
		p := words.New(lang)
		m := r.Masker()
		whole := report.Headed(p, r, "1.0.0") + string(report.New(p, r, "1.0.0").JSON())
		masked := m.Text(report.Headed(p, r, "1.0.0")) + string(report.New(p, r, "1.0.0").Masked(m).JSON())
		for _, secret := range personal {
			if secret == "" {
				t.Fatal("the fixture has nothing to hide")
			}
			if strings.Contains(masked, secret) {
				t.Errorf("%s: %q is in the report", lang, secret)
			}
		}
		// What the test looks for has to be there to be masked.
		for _, secret := range []string{"wangxiaoming", label, serial, certificates[0].Owner(), certificates[1].Owner()} {
			if !strings.Contains(whole, secret) {
				t.Errorf("%s: %q was never in it", lang, secret)
			}
		}
		if !strings.Contains(masked, "5526") {
			t.Errorf("%s: the key cannot be told apart any more", lang)
		}
	}
}

// To mask a report changes nothing in it for those who have it already.
func TestMaskingLeavesTheReportAsItIs(t *testing.T) {
	r := everything(certificate(t, "signature"))
	p := words.New(words.Chinese)
	doc := report.New(p, r, "1.0.0")
	before := string(doc.JSON())
	doc.Masked(r.Masker())
	if string(doc.JSON()) != before {
		t.Error("changed")
	}
}

func TestTheTextSaysWhatToDo(t *testing.T) {
	r := &app.Report{At: now, Checks: []app.Check{
		{Layer: app.LayerSettings, Result: app.ResultOK, Finding: app.FoundSettingsFine},
		{
			Layer: app.LayerReaders, Result: app.ResultWarning, Finding: app.FoundReadersStopped,
			Fixes: []app.Fix{{Kind: app.FixCommand, Target: "sudo systemctl enable --now pcscd.socket"}},
		},
	}}
	want := "Settings\n  [OK] Nothing wrong.\nSmart card service\n" +
		"  [Warning] Installed, not running. Most UKeys do not need it.\n" +
		"    If your UKey works as a card reader, start this service and check again.\n" +
		"    sudo systemctl enable --now pcscd.socket\n" +
		"\nNothing has failed, but there is something to take note of.\n"
	if got := report.Text(words.New(words.English), r, false); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	doc := report.New(words.New(words.English), r, "1.0.0")
	if doc.At != "2026-11-22T01:00:00Z" || doc.Result != app.ResultWarning || doc.Checks[1].Fixes[0].Kind != "command" {
		t.Errorf("%+v", doc)
	}
}
