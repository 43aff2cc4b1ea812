package ui

import (
	"context"
	"crypto/x509"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/app/settings"
	"ukey/ui/kit"
	"ukey/ui/preferences"
	"ukey/ui/words"
)

// inFile keeps settings in a file of the test.
type inFile struct {
	t    *testing.T
	path string
}

func (k inFile) Settings() *settings.Settings {
	s, err := settings.Load(settings.Sources{UserFile: k.path})
	if err != nil {
		k.t.Fatal(err)
	}
	return s
}

func (k inFile) Set(options map[string]any) error                      { return settings.Save(k.path, options) }
func (inFile) Stale() bool                                             { return false }
func (inFile) Roots(string) ([]*x509.Certificate, error)               { return nil, nil }
func (inFile) TryCA(context.Context) error                             { return nil }
func (inFile) TryDriver(context.Context, string) (keys int, err error) { return 0, nil }
func (inFile) Folders() []preferences.Folder                           { return nil }

func TestAChangeUnderSettingsIsInForceInTheWholeWindow(t *testing.T) {
	t.Setenv("FYNE_SCALE", "")
	o := chinese()
	kept := inFile{t, filepath.Join(t.TempDir(), "config.yaml")}
	o.Preferences = kept
	h := open(t, o)
	h.plug(snapshot(companyKey(t)))

	h.toolbar.settings.Press()
	h.Says("设置", "语言与外观")
	h.Walk(func(x fyne.CanvasObject) {
		if p, ok := x.(*kit.Pill); ok && p.Label() == "English" {
			p.Press()
		}
	})
	h.Says("Settings", "Looks")
	h.Key(fyne.KeyEscape)
	h.Says("Renew now", "Encryption certificate")
	<-h.saves.Settled()
	if h.opts.Settings.Language != words.English || kept.Settings().Language != settings.English {
		t.Errorf("the window speaks %s, kept is %s", h.opts.Settings.Language, kept.Settings().Language)
	}
}
