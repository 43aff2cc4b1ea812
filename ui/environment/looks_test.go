//go:build !race

package environment

import (
	"strings"
	"testing"

	"ukey/app"
	"ukey/app/discovery"
	"ukey/ui/look"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

// In the least window, in which there is the least room for long words.
func TestTheCheckLooksRight(t *testing.T) {
	label := func(r *rig, id string) string { return r.host.Words.T("environment." + id) }
	for name, c := range map[string]struct {
		desk  func() *fakeDesk
		bring func(*rig)
	}{
		"fine":    {healthy, (*rig).settle},
		"failing": {failing, (*rig).settle},
		"running": {func() *fakeDesk { return withGate(failing(), app.LayerName) }, func(r *rig) {
			told, _, _ := strings.Cut(r.host.Words.T("environment.running", "Done", 5, "All", "|"), "|")
			r.Until("what stands before the gate", func() bool { return r.says(told) })
		}},
		"again": {failing, func(r *rig) {
			r.settle()
			r.desk.mu.Lock()
			withGate(r.desk, app.LayerUSB)
			r.desk.mu.Unlock()
			r.fold(r.host.Words.Layer(app.LayerDriver)).Press()
			r.Press(label(r, "again.line")) // the last one in sight of the walk
		}},
		"detailed": {failing, func(r *rig) {
			r.settle()
			r.fold(r.host.Words.Layer(app.LayerDriver)).Press()
			r.Press(label(r, "details"))
		}},
		"fixing": {func() *fakeDesk { return withFix(failing(), nil, make(chan struct{})) }, func(r *rig) {
			r.settle()
			r.Press(label(r, "fix."+string(app.FixRetry)))
		}},
		"not-fixed": {func() *fakeDesk { return withFix(failing(), errFix, nil) }, func(r *rig) {
			r.settle()
			r.Press(label(r, "fix."+string(app.FixRetry)))
			r.Until("the reason", func() bool { return r.says(r.host.Words.Error(errFix).Text) })
		}},
		"save": {healthy, func(r *rig) {
			r.settle()
			r.Press(label(r, "save"))
		}},
	} {
		uitest.EachLook(t, name, func(t *testing.T, l uitest.Look) *uitest.Screen {
			r := open(t, c.desk(), l, uitest.Small)
			c.bring(r)
			return r.Screen
		})
	}
}

// withGate holds the desk up before a layer, for as long as the screen is open.
func withGate(d *fakeDesk, before app.Layer) *fakeDesk {
	d.gate[before] = make(chan struct{})
	return d
}

// withFix has fixes end as told, once they may; nil for at once.
func withFix(d *fakeDesk, end error, once chan struct{}) *fakeDesk {
	d.fixErr, d.fixing = end, once
	return d
}

func TestADriverThatOtherProgramsHaveRegisteredLooksRight(t *testing.T) {
	for _, l := range []uitest.Look{uitest.Usual, {Language: words.English, Theme: look.Dark, Text: look.LargeText}} {
		d := healthy()
		d.find(app.LayerDriver, d.checks[app.LayerDriver][0], app.Check{
			Result: app.ResultInfo, Finding: app.FoundUnusedDriver, Driver: &app.Driver{
				Library: discovery.Library{Path: "/usr/lib/x86_64-linux-gnu/pkcs11/opensc-pkcs11.so", Source: discovery.P11Kit},
				State:   app.DriverFailing,
			},
		})
		r := open(t, d, l, uitest.Small)
		r.settle()
		r.fold(r.host.Words.Layer(app.LayerDriver)).Press()
		r.Looks("registered")
	}
}
