package app

import (
	"context"
	"slices"
	"sync"
	"time"

	"ukey/app/settings"
)

// Examination says what Doctor is to look at. The zero value is everything.
type Examination struct {
	// Selector, as Snapshot.Find takes it, names the only key to look at; the
	// drivers are all looked at in any case, since it may be behind each of
	// them. An empty one stands for all keys there are.
	Selector string
	// Layers are the only ones to tell of; all if empty.
	Layers []Layer
	// Scale is that of the person's screen in percent, 0 where there is none.
	Scale int
	// Told is called with the checks of a layer as soon as they are known, in
	// no order of layers, by one goroutine at a time. Each layer is told
	// once, also one that has nothing to be checked here. It may be nil.
	Told func(Layer, []Check)
}

// Doctor looks at everything that a renewal needs, from the settings to the
// CA, and at the computer around it, and says of each what it found. It asks
// for no PIN and changes nothing: what can be done about a finding, Fix does.
// Nothing secret is in its report, but what is personal is; see Report.Masker.
func (a *App) Doctor(ctx context.Context, e Examination) *Report {
	d := &doctor{App: a, Examination: e, found: map[Layer][]Check{}, at: a.Clock()}
	d.keys = sync.OnceValue(func() *keysSeen { return d.lookForKeys(ctx) })
	d.ca = sync.OnceValue(func() *caAnswer { return a.askCA(ctx) })
	var looking sync.WaitGroup
	for _, p := range parts() {
		if slices.ContainsFunc(p.layers, d.wants) {
			looking.Go(func() { d.tell(p.layers, p.look(d, ctx)) })
		}
	}
	looking.Wait()
	return d.report()
}

// doctor is one examination under way.
type doctor struct {
	*App
	Examination

	// keys and ca are looked at once, when a part first needs them; the others
	// wait for it.
	keys func() *keysSeen
	ca   func() *caAnswer

	telling sync.Mutex
	found   map[Layer][]Check
	missing error
	at      time.Time
}

// part is what is looked at in one go.
type part struct {
	layers []Layer
	look   func(*doctor, context.Context) []Check
}

// parts are all parts, in the order of a report.
func parts() []part {
	return []part{
		{[]Layer{LayerSettings}, (*doctor).settings},
		{[]Layer{LayerDriver}, (*doctor).drivers},
		{[]Layer{LayerSlot}, (*doctor).slots},
		{[]Layer{LayerToken, LayerPIN, LayerCertificate}, (*doctor).tokens},
		{[]Layer{LayerChain}, (*doctor).chains},
		{[]Layer{LayerClock}, (*doctor).clock},
		{[]Layer{LayerProxy, LayerName, LayerConnection, LayerTLS, LayerEST}, (*doctor).wayToCA},
		{[]Layer{LayerUSB}, (*doctor).usb},
		{[]Layer{LayerReaders}, (*doctor).readers},
		{[]Layer{LayerHolders}, (*doctor).holders},
		{[]Layer{LayerSystem, LayerScreen}, (*doctor).system},
		{[]Layer{LayerFolder}, (*doctor).folders},
		{[]Layer{LayerTray, LayerMessages}, (*doctor).desktop},
		{[]Layer{LayerResident, LayerAutostart}, (*doctor).background},
		{[]Layer{LayerBrowser, LayerPDF}, (*doctor).programs},
	}
}

// Layers are the layers of a report, in its order.
func Layers() []Layer {
	var all []Layer
	for _, p := range parts() {
		all = append(all, p.layers...)
	}
	return all
}

func (d *doctor) wants(l Layer) bool {
	return len(d.Examination.Layers) == 0 || slices.Contains(d.Examination.Layers, l)
}

// tell keeps what a part has found.
func (d *doctor) tell(layers []Layer, checks []Check) {
	d.telling.Lock()
	defer d.telling.Unlock()
	for _, l := range layers {
		if !d.wants(l) {
			continue
		}
		for _, c := range checks {
			if c.Layer == l {
				d.found[l] = append(d.found[l], c)
			}
		}
		if d.Told != nil {
			d.Told(l, d.found[l])
		}
	}
}

func (d *doctor) report() *Report {
	r := &Report{At: d.at, Missing: d.missing}
	for _, l := range Layers() {
		r.Checks = append(r.Checks, d.found[l]...)
	}
	return r
}

// keysSeen are the keys, and those of them that are looked at.
type keysSeen struct {
	all, looked *Snapshot
	missing     error
}

func (d *doctor) lookForKeys(ctx context.Context) *keysSeen {
	s := d.List(ctx)
	k := &keysSeen{all: s, looked: s}
	if d.Selector != "" {
		k.looked, k.missing = s.Only(d.Selector)
	}
	d.telling.Lock()
	defer d.telling.Unlock()
	d.missing = k.missing
	return k
}

func (d *doctor) settings(context.Context) []Check {
	if len(d.Notices) == 0 {
		return []Check{{Layer: LayerSettings, Result: ResultOK, Finding: FoundSettingsFine}}
	}
	var checks []Check
	for i := range d.Notices {
		c := Check{Layer: LayerSettings, Result: ResultWarning, Finding: FoundSettingUnknown, Notice: &d.Notices[i]}
		switch d.Notices[i].Kind {
		case settings.Locked:
			c.Finding = FoundSettingLocked
		case settings.Untrusted:
			c.Finding = FoundSettingsUntrusted
		}
		checks = append(checks, c)
	}
	return checks
}
