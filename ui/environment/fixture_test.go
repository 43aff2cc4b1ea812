package environment

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/app/discovery"
	"ukey/app/environment"
	"ukey/token"
	"ukey/ui/screen"
	"ukey/ui/uitest"
)

func TestMain(m *testing.M) {
	time.Local = time.FixedZone("CST", 8*60*60) // the times on the screen
	os.Exit(m.Run())
}

// fakeDesk finds what a test says. Where a gate is set, it tells no more until
// that is closed.
type fakeDesk struct {
	mu       sync.Mutex
	checks   map[app.Layer][]app.Check
	gate     map[app.Layer]chan struct{}
	asked    []app.Examination
	fixed    []app.Fix
	fixErr   error
	fixing   chan struct{} // closed when a fix may end; nil for at once
	finished chan struct{} // is sent to at the end of each examination
}

func (d *fakeDesk) Doctor(ctx context.Context, e app.Examination) *app.Report {
	d.mu.Lock()
	d.asked = append(d.asked, e)
	d.mu.Unlock()
	layers := e.Layers
	if len(layers) == 0 {
		layers = app.Layers()
	}
	for _, l := range layers {
		d.mu.Lock()
		gate, checks := d.gate[l], d.checks[l]
		d.mu.Unlock()
		if gate != nil {
			select {
			case <-gate:
			case <-ctx.Done():
				d.finished <- struct{}{}
				return &app.Report{}
			}
		}
		e.Told(l, checks)
	}
	d.finished <- struct{}{}
	return &app.Report{}
}

func (d *fakeDesk) Fix(ctx context.Context, f app.Fix) error {
	if d.fixing != nil {
		select {
		case <-d.fixing:
		case <-ctx.Done():
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fixed = append(d.fixed, f)
	return d.fixErr
}

// find replaces what is found in a layer.
func (d *fakeDesk) find(l app.Layer, checks ...app.Check) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range checks {
		checks[i].Layer = l
	}
	d.checks[l] = checks
}

// healthy is a desk on which everything is fine.
func healthy() *fakeDesk {
	d := &fakeDesk{checks: map[app.Layer][]app.Check{}, gate: map[app.Layer]chan struct{}{}, finished: make(chan struct{}, 16)}
	ok := func(l app.Layer, finding app.Finding, c app.Check) {
		c.Result, c.Finding = app.ResultOK, finding
		d.find(l, c)
	}
	const ca = "https://ca.example.cn:8443"
	key := &app.Key{Info: token.Info{
		ID:           token.ID{Driver: "/opt/vendor/libkey.so", Serial: "7A21-0049-3381-5526", Label: "单位证书"},
		Manufacturer: "Feitian", Model: "ePass3003",
	}}
	certificate := &app.Certificate{
		Certificate: token.Certificate{Label: "签名证书", Use: token.Signature, NotAfter: uitest.Today.AddDate(0, 6, 0)},
		Validity:    token.Validity{Status: token.Valid},
	}
	driver := &app.Driver{
		Library: discovery.Library{Path: "/opt/vendor/libkey.so", Vendor: "Feitian", Source: discovery.BuiltIn}, State: app.DriverLoaded,
	}
	ok(app.LayerDriver, "driver-loaded", app.Check{Driver: driver, Library: environment.Library{Machine: "amd64", Bits: 64, Package: "vendor-driver"}})
	ok(app.LayerUSB, app.FoundUSB, app.Check{Devices: []environment.Device{{Vendor: "096e", Product: "0807", Name: "ePass3003"}}})
	ok(app.LayerReaders, app.FoundReadersRun, app.Check{})
	ok(app.LayerHolders, app.FoundNoHolders, app.Check{})
	ok(app.LayerSlot, app.FoundSlots, app.Check{Driver: driver, Slots: []token.Slot{{Occupied: true, Initialised: true}}})
	ok(app.LayerToken, app.FoundToken, app.Check{Key: key})
	ok(app.LayerPIN, app.FoundPINOK, app.Check{Key: key})
	ok(app.LayerCertificate, app.FoundValid, app.Check{Key: key, Certificate: certificate})
	ok(app.LayerChain, app.FoundChainTrusted, app.Check{Key: key, Certificate: certificate})
	ok(app.LayerProxy, app.FoundNoProxy, app.Check{})
	ok(app.LayerName, app.FoundCAName, app.Check{URL: ca})
	ok(app.LayerConnection, app.FoundConnection, app.Check{URL: ca})
	ok(app.LayerTLS, app.FoundCATrusted, app.Check{URL: ca})
	ok(app.LayerEST, app.FoundCAAnswers, app.Check{URL: ca})
	ok(app.LayerClock, app.FoundClockRight, app.Check{})
	ok(app.LayerMessages, app.FoundMessages, app.Check{Programs: []string{"xfce4-notifyd 0.8"}})
	ok(app.LayerTray, app.FoundTray, app.Check{})
	ok(app.LayerResident, app.FoundResident, app.Check{})
	ok(app.LayerAutostart, app.FoundAutostart, app.Check{})
	ok(app.LayerFolder, app.FoundFolder, app.Check{Folder: stateFolder()})
	ok(app.LayerSettings, app.FoundSettingsFine, app.Check{})
	ok(app.LayerSystem, app.FoundSystem, app.Check{System: &environment.System{Name: "Debian GNU/Linux 12 (bookworm)", Desktop: "XFCE", Session: "x11"}})
	ok(app.LayerScreen, app.FoundScreen, app.Check{Scale: 100})
	ok(app.LayerBrowser, app.FoundBrowsers, app.Check{Programs: []string{"Google Chrome", "Firefox"}})
	d.find(app.LayerPDF, app.Check{Result: app.ResultInfo, Finding: app.FoundNoAdobe, Programs: []string{"Evince"}})
	return d
}

func stateFolder() *environment.Folder {
	return &environment.Folder{
		Kept: environment.Kept{Use: environment.StateFolder, Path: "/home/wangxiaoming/.local/state/ukey"},
		Free: 58 << 30, FreeKnown: true, Ours: true,
	}
}

// The fixes that failing offers.
var (
	retry  = app.Fix{Kind: app.FixRetry, Target: "/opt/vendor/libkey.so"}
	mend   = app.Fix{Kind: app.FixFolder, Target: "/home/wangxiaoming/.local/state/ukey"}
	launch = app.Fix{Kind: app.FixResident}
)

// failing is a desk on which a driver has been set aside, the key may not be
// used, and more is wrong around it.
func failing() *fakeDesk {
	d := healthy()
	aside := &token.SetAsideError{Library: "/opt/vendor/libkey.so", Crashes: 3, Last: token.ErrDriverHung}
	denied := &fs.PathError{Op: "access", Path: "/dev/bus/usb/001/004", Err: fs.ErrPermission}
	d.find(app.LayerDriver, app.Check{
		Result: app.ResultFailed, Finding: "driver-set-aside", Err: aside,
		Driver: &app.Driver{Library: discovery.Library{Path: "/opt/vendor/libkey.so", Source: discovery.BuiltIn}, State: app.DriverSetAside, Err: aside},
		Fixes:  []app.Fix{retry, {Kind: app.FixDownload, Target: "https://ca.example.cn/drivers"}, {Kind: app.FixSettings, Target: app.PageDrivers}},
	})
	d.find(app.LayerUSB, app.Check{
		Result: app.ResultFailed, Finding: app.FoundUSBDenied, Err: denied,
		Devices: []environment.Device{{Vendor: "096e", Product: "0807", Name: "ePass3003", Err: denied}},
		Fixes:   []app.Fix{{Kind: app.FixCommand, Target: "sudo udevadm trigger --subsystem-match=usb"}},
	})
	d.find(app.LayerSlot)
	d.find(app.LayerToken, app.Check{Result: app.ResultSkipped, Finding: app.FoundTokenNotLooked})
	d.find(app.LayerPIN)
	d.find(app.LayerCertificate)
	d.find(app.LayerChain)
	d.find(app.LayerFolder,
		app.Check{Result: app.ResultOK, Finding: app.FoundFolder, Folder: stateFolder()},
		app.Check{Result: app.ResultWarning, Finding: app.FoundFolderOpen, Folder: stateFolder(), Fixes: []app.Fix{mend}})
	d.find(app.LayerResident, app.Check{Result: app.ResultWarning, Finding: app.FoundNoResident, Fixes: []app.Fix{launch}})
	return d
}

var errFix = errors.New("open /home/wangxiaoming/.local/state/ukey: read-only file system")

// rig is the screen on a fake desk.
type rig struct {
	*uitest.Screen
	desk   *fakeDesk
	host   screen.Host
	page   string // of the settings that was opened
	copied string
	saved  map[string][]byte
	helped string
}

func open(t *testing.T, d *fakeDesk, l uitest.Look, size fyne.Size) *rig {
	t.Helper()
	r := &rig{desk: d, saved: map[string][]byte{}}
	r.Screen, r.host = uitest.Open(t, l, size)
	r.host.Copy = func(_, text string) { r.copied = text }
	r.host.Save = func(_, name string, data []byte) { r.saved[name] = data }
	r.host.Help = func(article string) { r.helped = article }
	Open(r.host, d, Options{Scale: 100, Version: "1.0.0", Settings: func(page string) { r.page = page }})
	return r
}

// settle waits until everything has been looked at.
func (r *rig) settle() {
	r.T.Helper()
	again := r.host.Words.T("environment.again")
	r.Until("the end of the check", func() bool { b := r.Button(again); return b != nil && !b.Disabled() })
}
