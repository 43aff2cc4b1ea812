package preferences

import (
	"context"
	"path/filepath"
	"runtime"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/app/settings"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// driverRow is one library on the page of drivers.
type driverRow struct {
	path, vendor string
	state        string // ID of its words
	tone         kit.Tone
}

// driverRows are the libraries that are set, in their order, or those that were
// found. What the running program has not loaded waits for the next start.
func driverRows(s *settings.Settings, drivers []app.Driver) []driverRow {
	var rows []driverRow
	if len(s.Modules) == 0 {
		for _, d := range drivers {
			rows = append(rows, newDriverRow(d))
		}
		return rows
	}
	for _, path := range s.Modules {
		i := slices.IndexFunc(drivers, func(d app.Driver) bool { return d.Path == path })
		if i < 0 {
			rows = append(rows, driverRow{path: path, state: "preferences.driver.later", tone: kit.Neutral})
			continue
		}
		rows = append(rows, newDriverRow(drivers[i]))
	}
	return rows
}

func newDriverRow(d app.Driver) driverRow {
	tones := map[app.DriverState]kit.Tone{
		app.DriverLoaded: kit.Good, app.DriverPending: kit.Working, app.DriverMissing: kit.Neutral,
	}
	r := driverRow{path: d.Path, vendor: d.Vendor, state: "preferences.driver." + string(d.State), tone: kit.Bad}
	if tone, ok := tones[d.State]; ok {
		r.tone = tone
	}
	return r
}

// paths are the libraries as they would be set.
func paths(rows []driverRow) []string {
	var all []string
	for _, r := range rows {
		all = append(all, r.path)
	}
	return all
}

// libraryPatterns are the names that PKCS#11 libraries have on a system; some of
// them end in a version.
func libraryPatterns(system string) []string {
	if system == "windows" {
		return []string{"*.dll"}
	}
	return []string{"*.so", "*.so.*", "*.dylib"}
}

func (s *preferences) drawDrivers() {
	now := s.drawn
	locked := now.Locked(settings.Modules)
	rows := driverRows(now, s.c.Drivers())
	own := len(now.Modules) > 0
	s.drawRow(row{
		name: s.T("preferences.drivers"), hint: s.T("preferences.drivers.hint"), locked: locked,
		choices: []choice{
			{s.T("preferences.drivers.found"), !own, map[string]any{settings.Modules: nil}},
			{s.T("preferences.drivers.own"), own, map[string]any{settings.Modules: paths(rows)}},
		},
	}, func(c choice) { s.set(c.set) })
	if len(rows) == 0 {
		s.body.Add(kit.NewNotice(kit.Warning, s.T("preferences.drivers.none"), s.T("preferences.drivers.none.next")))
	}
	list := kit.Column(look.S2)
	for i := range rows {
		list.Add(s.driver(rows, i, own && !locked))
	}
	s.body.Add(list)
	s.body.Add(kit.Row(look.S2, s.button(s.T("preferences.driver.add"), locked, func() {
		s.c.Pick(s.T("preferences.driver.add"), libraryPatterns(runtime.GOOS), func(path string) { s.add(rows, path) })
	})))
}

// add puts a library after those that are there.
func (s *preferences) add(rows []driverRow, path string) {
	if all := paths(rows); !slices.Contains(all, path) {
		s.set(map[string]any{settings.Modules: append(all, path)})
	}
}

// driver is one library with what can be done about it. Only a list of the
// person's own can be changed.
func (s *preferences) driver(rows []driverRow, i int, change bool) fyne.CanvasObject {
	r := rows[i]
	name := r.vendor
	if name == "" {
		name = filepath.Base(r.path)
	}
	acts := kit.Row(0, kit.NewLink(s.T("preferences.try"), func() { s.tryDriver(r.path) }))
	if change {
		if i > 0 {
			acts.Add(kit.NewLink(s.T("preferences.driver.up"), func() {
				all := paths(rows)
				all[i-1], all[i] = all[i], all[i-1]
				s.set(map[string]any{settings.Modules: all})
			}))
		}
		acts.Add(kit.NewLink(s.T("preferences.driver.remove"), func() {
			if rest := slices.Delete(paths(rows), i, i+1); len(rest) > 0 {
				s.set(map[string]any{settings.Modules: rest})
			} else {
				s.set(map[string]any{settings.Modules: nil})
			}
		}))
	}
	card := kit.Column(2,
		kit.GrowRow(look.S2, 0, kit.Body(name).Bold().Wrapped(), kit.NewChip(r.tone, s.T(r.state))),
		kit.Caption(r.path).Wrapped(),
		kit.Inset(0, 0, 0, -look.S2, acts),
		s.outcome(r.path))
	return kit.Layers(kit.NewBox(theme.ColorNameOverlayBackground, theme.ColorNameSeparator), kit.Inset(12, look.S3, look.S2, look.S3, card))
}

// tryDriver asks a library for its keys, beside what the window does with it.
func (s *preferences) tryDriver(path string) {
	s.try(path, func(ctx context.Context) (string, error) {
		keys, err := s.c.Keeper.TryDriver(ctx, path)
		return s.host.Words.N("preferences.driver.works", keys), err
	})
}

// try runs something that takes long and shows what came of it.
func (s *preferences) try(what string, run func(context.Context) (good string, err error)) {
	if s.tried[what].running {
		return
	}
	s.tell(what, trial{running: true})
	pressed := s.host.Stage.Focused()
	s.host.Work.Start(func(ctx context.Context) {
		good, err := run(ctx)
		s.host.Work.Post(func() {
			t := trial{tone: kit.Good, text: good}
			if err != nil {
				t = trial{tone: kit.Bad, text: s.host.Words.Error(err).Line()}
			}
			s.tell(what, t)
			if box := s.outcomes[what]; box != nil && s.host.Stage.Focused() == pressed {
				kit.Reveal(box) // unless the person is elsewhere by now
			}
		})
	})
}
