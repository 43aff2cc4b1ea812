package ui

import (
	"context"
	"testing"

	"ukey/app"
	"ukey/app/settings"
	"ukey/ui/preferences"
)

// keeper keeps nothing.
type keeper struct{ preferences.Keeper }

func (keeper) Settings() *settings.Settings { return &settings.Settings{} }
func (keeper) Stale() bool                  { return false }

func TestTheEnvironmentCheckIsOneClickAway(t *testing.T) {
	opts := chinese()
	opts.Preferences = keeper{}
	h := open(t, opts)
	asked := make(chan app.Examination, 1)
	h.desk.doctor = func(_ context.Context, e app.Examination) *app.Report {
		asked <- e
		for _, l := range app.Layers() {
			var checks []app.Check
			if l == app.LayerDriver {
				checks = []app.Check{{
					Layer: l, Result: app.ResultFailed, Finding: app.FoundNoDriver, Err: &app.NoTokenError{NoDriver: true},
					Fixes: []app.Fix{{Kind: app.FixSettings, Target: app.PageDrivers}},
				}}
			}
			e.Told(l, checks)
		}
		return &app.Report{}
	}
	h.toolbar.environment.Press()
	h.Until("the verdict", func() bool { return h.Button("打开设置") != nil })
	h.Says("1 项需要处理")
	if e := <-asked; e.Scale != 100 || len(e.Layers) > 0 {
		t.Errorf("%+v", e)
	}
	h.Press("打开设置")
	if want := h.words.T("preferences.page.drivers"); h.title() != want {
		t.Errorf("%q is open, want %q", h.title(), want)
	}
}
