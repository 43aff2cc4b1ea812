package environment

import (
	"slices"

	"ukey/app"
)

// group is a number of layers that people look for together.
type group struct {
	name   string
	layers []app.Layer
	// whole is set where the lines depend on each other, and are looked at
	// again together.
	whole bool
}

// groups are all that is shown, from top to bottom.
func groups() []group {
	return []group{
		{"key", []app.Layer{
			app.LayerDriver, app.LayerUSB, app.LayerReaders, app.LayerHolders, app.LayerSlot,
			app.LayerToken, app.LayerPIN, app.LayerCertificate, app.LayerChain,
		}, true},
		{"network", []app.Layer{
			app.LayerProxy, app.LayerName, app.LayerConnection, app.LayerTLS, app.LayerEST, app.LayerClock,
		}, true},
		{"reminders", []app.Layer{app.LayerMessages, app.LayerTray, app.LayerResident, app.LayerAutostart}, false},
		{"computer", []app.Layer{
			app.LayerFolder, app.LayerSettings, app.LayerSystem, app.LayerScreen, app.LayerBrowser, app.LayerPDF,
		}, false},
	}
}

// together are the layers that are looked at again with this one.
func together(l app.Layer) []app.Layer {
	for _, g := range groups() {
		if g.whole && slices.Contains(g.layers, l) {
			return g.layers
		}
	}
	return []app.Layer{l}
}

// findings are what is known so far.
type findings struct {
	checks  map[app.Layer][]app.Check
	waiting map[app.Layer]bool // is being looked at
	// opened and closed are the lines that the person has opened or closed;
	// the others are open where something is wrong.
	opened, closed map[app.Layer]bool
	detailed       map[app.Layer]bool // lines whose details are shown
	// fixing is the fix that is being carried out, trouble what came of the
	// last one where it failed.
	fixing  *app.Fix
	trouble map[app.Fix]error
}

func newFindings() *findings {
	return &findings{
		checks: map[app.Layer][]app.Check{}, waiting: map[app.Layer]bool{},
		opened: map[app.Layer]bool{}, closed: map[app.Layer]bool{}, detailed: map[app.Layer]bool{},
		trouble: map[app.Fix]error{},
	}
}

// result is the worst of a layer's checks, skipped if none was done.
func (f *findings) result(l app.Layer) app.Result {
	checks := f.checks[l]
	for _, result := range []app.Result{app.ResultFailed, app.ResultWarning, app.ResultInfo, app.ResultOK} {
		if slices.ContainsFunc(checks, func(c app.Check) bool { return c.Result == result }) {
			return result
		}
	}
	return app.ResultSkipped
}

// open tells whether a line is open.
func (f *findings) open(l app.Layer) bool {
	switch {
	case len(f.checks[l]) == 0, f.closed[l]:
		return false
	case f.opened[l]:
		return true
	}
	result := f.result(l)
	return result == app.ResultFailed || result == app.ResultWarning
}

// toggle opens or closes a line.
func (f *findings) toggle(l app.Layer) {
	open := f.open(l)
	f.opened[l], f.closed[l] = !open, open
}

// report is what was found, in the order of a report.
func (f *findings) report() []app.Check {
	var all []app.Check
	for _, l := range app.Layers() {
		all = append(all, f.checks[l]...)
	}
	return all
}
