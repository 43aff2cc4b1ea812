package app_test

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"ukey/app"
	"ukey/app/environment"
	"ukey/app/settings"
	"ukey/token"
)

// fakeComputer is a computer on which everything is as it should be, unless a
// test changes it.
type fakeComputer struct {
	system   environment.System
	folders  []environment.Folder
	mended   []string
	library  environment.Library
	readers  environment.Service
	devices  []environment.Device
	holders  []string
	desktop  environment.Desktop
	programs map[environment.Purpose][]string
}

func (c *fakeComputer) System() environment.System                   { return c.system }
func (c *fakeComputer) Folders(context.Context) []environment.Folder { return c.folders }
func (c *fakeComputer) MendFolder(path string) error                 { c.mended = append(c.mended, path); return nil }
func (c *fakeComputer) Library(string) environment.Library           { return c.library }
func (c *fakeComputer) Readers() environment.Service                 { return c.readers }
func (c *fakeComputer) Devices() ([]environment.Device, bool)        { return c.devices, true }
func (c *fakeComputer) Holders(context.Context, []string) []string   { return c.holders }
func (c *fakeComputer) Desktop(context.Context) environment.Desktop  { return c.desktop }
func (c *fakeComputer) Programs(p environment.Purpose) []string      { return c.programs[p] }

func healthyComputer() *fakeComputer {
	return &fakeComputer{
		system:  environment.System{Name: "Debian GNU/Linux 12", Architecture: "amd64", Bits: 64},
		folders: []environment.Folder{folder(environment.FolderFine)},
		readers: environment.ServiceRuns,
		devices: []environment.Device{{Vendor: "096e", Product: "0807", Name: "ePass3003"}},
		desktop: environment.Desktop{Tray: true, Notifies: true, Server: "xfce4-notifyd 0.8"},
		programs: map[environment.Purpose][]string{
			environment.Browser: {"Firefox"}, environment.PDFReader: {"Adobe Acrobat", "Evince"},
		},
	}
}

func folder(state environment.FolderState) environment.Folder {
	return environment.Folder{
		Kept:  environment.Kept{Use: environment.StateFolder, Path: "/home/li/.local/state/ukey"},
		State: state, Free: 1 << 30, FreeKnown: true, Ours: true,
	}
}

// seesKey is a driver with a key, blind one without.
func seesKey() *fakeDriver {
	return &fakeDriver{name: "/opt/vendor/libkey.so", tokens: []token.Info{key("/opt/vendor/libkey.so", "1")}}
}
func blind() *fakeDriver { return &fakeDriver{name: "/opt/vendor/libkey.so"} }

func TestDoctorFindsAHealthyComputerHealthy(t *testing.T) {
	r := doctor(t, app.Config{Drivers: []token.Driver{seesKey()}, Computer: healthyComputer()})
	for layer, want := range map[app.Layer]app.Finding{
		app.LayerReaders: app.FoundReadersRun, app.LayerUSB: app.FoundUSB, app.LayerHolders: app.FoundNoHolders,
		app.LayerSystem: app.FoundSystem, app.LayerFolder: app.FoundFolder,
		app.LayerTray: app.FoundTray, app.LayerMessages: app.FoundMessages,
		app.LayerBrowser: app.FoundBrowsers, app.LayerPDF: app.FoundPDF,
	} {
		expectCheck(t, r, layer, app.ResultOK, want)
		if c := one(t, r, layer); len(c.Fixes) > 0 {
			t.Errorf("%s is to be mended: %v", layer, c.Fixes)
		}
	}
}

func TestDoctorTellsWhatIsWrongWithTheComputer(t *testing.T) {
	denied := &fs.PathError{Op: "access", Path: "/dev/bus/usb/001/004", Err: fs.ErrPermission}
	for _, test := range []struct {
		name    string
		driver  token.Driver
		change  func(*fakeComputer)
		layer   app.Layer
		result  app.Result
		finding app.Finding
		fix     app.FixKind // of the first fix; empty if there is none
	}{
		{"service stopped, key seen", seesKey(), func(c *fakeComputer) { c.readers = environment.ServiceStopped }, app.LayerReaders, app.ResultInfo, app.FoundReadersStopped, app.FixCommand},
		{"service stopped, no key seen", blind(), func(c *fakeComputer) { c.readers = environment.ServiceStopped }, app.LayerReaders, app.ResultWarning, app.FoundReadersStopped, app.FixCommand},
		{"service absent, nothing plugged in", blind(), func(c *fakeComputer) { c.readers, c.devices = environment.ServiceAbsent, nil }, app.LayerReaders, app.ResultInfo, app.FoundReadersAbsent, ""},
		{"service absent, with a known installer", blind(), func(c *fakeComputer) { c.readers, c.system.Installer = environment.ServiceAbsent, "dnf" }, app.LayerReaders, app.ResultWarning, app.FoundReadersAbsent, app.FixCommand},
		{"service absent, with another", blind(), func(c *fakeComputer) { c.readers, c.system.Installer = environment.ServiceAbsent, "apk" }, app.LayerReaders, app.ResultWarning, app.FoundReadersAbsent, ""},
		{"device denied, no key seen", blind(), func(c *fakeComputer) { c.devices[0].Err = denied }, app.LayerUSB, app.ResultFailed, app.FoundUSBDenied, app.FixCommand},
		{"device denied, key seen", seesKey(), func(c *fakeComputer) { c.devices[0].Err = denied }, app.LayerUSB, app.ResultOK, app.FoundUSB, ""},
		{"nothing plugged in", blind(), func(c *fakeComputer) { c.devices = nil }, app.LayerUSB, app.ResultWarning, app.FoundNoUSB, ""},
		{"others there, key seen", seesKey(), func(c *fakeComputer) { c.holders = []string{"assistant"} }, app.LayerHolders, app.ResultInfo, app.FoundHolders, ""},
		{"others there, no key seen", blind(), func(c *fakeComputer) { c.holders = []string{"assistant"} }, app.LayerHolders, app.ResultWarning, app.FoundHolders, ""},
		{"old system", seesKey(), func(c *fakeComputer) { c.system.Old = true }, app.LayerSystem, app.ResultWarning, app.FoundSystemOld, ""},
		{"folder to come", seesKey(), func(c *fakeComputer) { c.folders[0] = folder(environment.FolderToCome) }, app.LayerFolder, app.ResultInfo, app.FoundFolderToCome, ""},
		{"folder open", seesKey(), func(c *fakeComputer) { c.folders[0] = folder(environment.FolderOpen) }, app.LayerFolder, app.ResultWarning, app.FoundFolderOpen, app.FixFolder},
		{"folder closed", seesKey(), func(c *fakeComputer) { c.folders[0] = folder(environment.FolderUnwritable) }, app.LayerFolder, app.ResultFailed, app.FoundFolderClosed, app.FixFolder},
		{"folder closed, another's", seesKey(), func(c *fakeComputer) {
			c.folders[0] = folder(environment.FolderUnwritable)
			c.folders[0].Ours = false
		}, app.LayerFolder, app.ResultFailed, app.FoundFolderClosed, ""},
		{"folder blocked", seesKey(), func(c *fakeComputer) { c.folders[0] = folder(environment.FolderBlocked) }, app.LayerFolder, app.ResultFailed, app.FoundFolderBlocked, ""},
		{"little space", seesKey(), func(c *fakeComputer) { c.folders[0].Free = 50 << 20 }, app.LayerFolder, app.ResultWarning, app.FoundFolderScarce, ""},
		{"no space", seesKey(), func(c *fakeComputer) { c.folders[0].Free = 1 << 20 }, app.LayerFolder, app.ResultFailed, app.FoundFolderFull, ""},
		{"no tray", seesKey(), func(c *fakeComputer) { c.desktop.Tray = false }, app.LayerTray, app.ResultWarning, app.FoundNoTray, ""},
		{"no notifications", seesKey(), func(c *fakeComputer) { c.desktop.Notifies = false }, app.LayerMessages, app.ResultWarning, app.FoundNoMessages, ""},
		{"no desktop", seesKey(), func(c *fakeComputer) { c.desktop = environment.Desktop{Err: environment.ErrNoDesktop} }, app.LayerTray, app.ResultSkipped, app.FoundDesktopUnknown, ""},
		{"desktop broken", seesKey(), func(c *fakeComputer) { c.desktop = environment.Desktop{Err: errors.New("x")} }, app.LayerMessages, app.ResultWarning, app.FoundDesktopUnknown, ""},
		{"no browser", seesKey(), func(c *fakeComputer) { c.programs = nil }, app.LayerBrowser, app.ResultWarning, app.FoundNoBrowser, ""},
		{"no PDF reader", seesKey(), func(c *fakeComputer) { c.programs = nil }, app.LayerPDF, app.ResultInfo, app.FoundNoPDF, ""},
		{"another PDF reader", seesKey(), func(c *fakeComputer) { c.programs[environment.PDFReader] = []string{"Evince"} }, app.LayerPDF, app.ResultInfo, app.FoundNoAdobe, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			computer := healthyComputer()
			test.change(computer)
			r := doctor(t, app.Config{Drivers: []token.Driver{test.driver}, Computer: computer})
			expectCheck(t, r, test.layer, test.result, test.finding)
			var fix app.FixKind
			if fixes := one(t, r, test.layer).Fixes; len(fixes) > 0 {
				fix = fixes[0].Kind
			}
			if fix != test.fix {
				t.Errorf("the fix is %q, want %q", fix, test.fix)
			}
		})
	}
}

// switches are a resident program and its entry at login.
type switches struct {
	running, entered bool
	err              error
}

func (s *switches) Running(context.Context) (bool, error) { return s.running, nil }
func (s *switches) Start(context.Context) error           { s.running = s.err == nil; return s.err }
func (s *switches) Enabled() (bool, error)                { return s.entered, nil }
func (s *switches) Enable() error                         { s.entered = s.err == nil; return s.err }

func TestTheResidentProgramIsMissedOnlyWhereItIsWanted(t *testing.T) {
	look := func(s *switches, wanted bool) *app.Report {
		t.Helper()
		return doctor(t, app.Config{Background: app.Background{Wanted: wanted, AtLogin: wanted, Login: s, Resident: s}})
	}
	r := look(&switches{running: true, entered: true}, true)
	expectCheck(t, r, app.LayerResident, app.ResultOK, app.FoundResident)
	expectCheck(t, r, app.LayerAutostart, app.ResultOK, app.FoundAutostart)
	r = look(&switches{}, false)
	expectCheck(t, r, app.LayerResident, app.ResultInfo, app.FoundResidentOff)
	expectCheck(t, r, app.LayerAutostart, app.ResultInfo, app.FoundAutostartOff)
	r = look(&switches{}, true)
	expectCheck(t, r, app.LayerResident, app.ResultWarning, app.FoundNoResident)
	expectCheck(t, r, app.LayerAutostart, app.ResultWarning, app.FoundNoAutostart)
}

func TestWhatAProgramCanFixIsFixed(t *testing.T) {
	s, computer := &switches{}, healthyComputer()
	computer.folders[0] = folder(environment.FolderOpen)
	driver := &retried{fakeDriver: blind()}
	driver.fail(&token.SetAsideError{Library: driver.name, Crashes: 3, Last: token.ErrDriverHung})
	a := app.New(app.Config{
		Drivers: []token.Driver{driver}, Computer: computer, Clock: clock,
		Background: app.Background{Wanted: true, AtLogin: true, Login: s, Resident: s},
	})
	var kinds []app.FixKind
	for _, c := range a.Doctor(t.Context(), app.Examination{}).Checks {
		for _, f := range c.Fixes {
			if !f.Automatic() {
				continue
			}
			kinds = append(kinds, f.Kind)
			if err := a.Fix(t.Context(), f); err != nil {
				t.Errorf("%s: %v", f.Kind, err)
			}
		}
	}
	want := []app.FixKind{app.FixRetry, app.FixFolder, app.FixResident, app.FixAutostart}
	if !slices.Equal(kinds, want) {
		t.Errorf("offered %v, want %v", kinds, want)
	}
	if !s.running || !s.entered || !slices.Equal(computer.mended, []string{computer.folders[0].Path}) || driver.retries != 1 {
		t.Errorf("%+v, mended %v, retried %d times", s, computer.mended, driver.retries)
	}
}

// retried is a driver that works again after it is asked to.
type retried struct {
	*fakeDriver
	retries int
}

func (d *retried) Retry() { d.retries++; d.fail(nil) }

func TestWhatNoProgramCanFixIsRefused(t *testing.T) {
	broken := &switches{err: errors.New("broken")}
	hung := blind()
	hung.fail(token.ErrDriverHung)
	a := app.New(app.Config{
		Drivers: []token.Driver{hung}, Computer: healthyComputer(), Clock: clock,
		Background: app.Background{Login: broken, Resident: broken},
	})
	for _, test := range []struct {
		fix  app.Fix
		want error
	}{
		{app.Fix{Kind: app.FixFolder, Target: "/etc"}, app.ErrNotFixable},
		{app.Fix{Kind: app.FixRetry, Target: "/nowhere.so"}, app.ErrNotFixable},
		{app.Fix{Kind: app.FixRetry, Target: hung.name}, token.ErrDriverHung},
		{app.Fix{Kind: app.FixCommand, Target: "true"}, app.ErrNotFixable},
		{app.Fix{Kind: app.FixAutostart}, broken.err},
		{app.Fix{Kind: app.FixResident}, broken.err},
	} {
		if err := a.Fix(t.Context(), test.fix); !errors.Is(err, test.want) {
			t.Errorf("%+v: %v, want %v", test.fix, err, test.want)
		}
	}
	bare := app.New(app.Config{})
	for _, kind := range []app.FixKind{app.FixFolder, app.FixRetry, app.FixAutostart, app.FixResident} {
		if err := bare.Fix(t.Context(), app.Fix{Kind: kind}); !errors.Is(err, app.ErrNotFixable) {
			t.Errorf("%s with nothing there: %v", kind, err)
		}
	}
}

func TestTheCommandForUSBNamesTheDeviceAlone(t *testing.T) {
	computer := healthyComputer()
	computer.devices[0].Err, computer.devices[0].Name = fs.ErrPermission, "UKey'; rm -rf ~; '"
	r := doctor(t, app.Config{Drivers: []token.Driver{blind()}, Computer: computer})
	command := one(t, r, app.LayerUSB).Fixes[0].Target
	if !strings.Contains(command, `ATTR{idVendor}=="096e", ATTR{idProduct}=="0807"`) || strings.Contains(command, "rm -rf") {
		t.Error(command)
	}
}

func TestEachLayerIsToldOnceAndAsSoonAsItIsKnown(t *testing.T) {
	slow := blind()
	end := slow.hang()
	settled := make(chan struct{})
	told := map[app.Layer]int{}
	var r *app.Report
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		r = app.New(app.Config{Drivers: []token.Driver{slow}, Computer: healthyComputer(), Clock: clock}).
			Doctor(t.Context(), app.Examination{Told: func(l app.Layer, _ []app.Check) {
				if told[l]++; l == app.LayerFolder {
					close(settled)
				}
			}})
	}()
	<-settled // although the driver has not answered
	close(end)
	<-finished
	for _, l := range app.Layers() {
		if told[l] != 1 {
			t.Errorf("%s was told %d times", l, told[l])
		}
	}
	var order []app.Layer
	for _, c := range r.Checks {
		order = append(order, c.Layer)
	}
	place := func(l app.Layer) int { return slices.Index(app.Layers(), l) }
	if !slices.IsSortedFunc(order, func(a, b app.Layer) int { return place(a) - place(b) }) {
		t.Errorf("out of order: %v", order)
	}
}

func TestOneLayerIsLookedAtAlone(t *testing.T) {
	driver := blind()
	end := driver.hang() // nobody may wait for it
	defer close(end)
	var told []app.Layer
	r := app.New(app.Config{
		Drivers: []token.Driver{driver}, Computer: healthyComputer(),
		Notices: []settings.Notice{{Kind: settings.Unknown, Option: "colour"}},
	}).Doctor(t.Context(), app.Examination{
		Layers: []app.Layer{app.LayerFolder, app.LayerSettings},
		Told:   func(l app.Layer, _ []app.Check) { told = append(told, l) },
	})
	slices.Sort(told)
	if !slices.Equal(told, []app.Layer{app.LayerFolder, app.LayerSettings}) || len(r.Checks) != 2 {
		t.Errorf("told %v, found %+v", told, r.Checks)
	}
}
