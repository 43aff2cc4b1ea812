// Package about is 关于我们: which program this is, in which version, the
// drivers that it uses, whom to call, and the licences of all that is linked
// into it.
package about

import (
	"cmp"
	"path/filepath"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/app/settings"
	"ukey/assets"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/screen"
)

// Options are what the page says beside the program's own name.
type Options struct {
	Version string
	// Snapshot tells which drivers are in use; nil before the first one.
	Snapshot *app.Snapshot
	Contacts []settings.Contact
}

// width of the page. The licences have all that the smallest window has.
const width, licencesWidth float32 = 560, 820

// Open shows the page.
func Open(host screen.Host, opts Options) {
	p := host.Words
	d := host.Stage.NewDialog(width).About("support")
	done := kit.NewButton(p.T("ui.close"), kit.Primary, d.Close)
	d.Present(kit.Content{
		Title: p.T("ui.about"),
		Body:  body(host, opts),
		First: done, Buttons: []*kit.Button{done},
		Side:  kit.NewButton(p.T("about.licences"), kit.Plain, func() { openLicences(host) }),
		Enter: d.Close, Escape: d.Close,
	})
}

func body(host screen.Host, opts Options) fyne.CanvasObject {
	p := host.Words
	icon := fyne.NewStaticResource("about-key.svg", assets.Icon(assets.IconKey))
	drivers := kit.Column(look.S2)
	list := driversInUse(opts.Snapshot)
	for _, x := range list {
		drivers.Add(kit.TopRow(look.S2, 1, kit.Inset(3, 0, 0, 0, kit.NewMark(x.tone, 14)), kit.Column(2,
			kit.Body(x.name).Wrapped(), kit.Caption(x.path).Wrapped())))
	}
	if len(list) == 0 {
		drivers.Add(kit.Quiet(p.T("about.drivers.none")).Wrapped())
	}
	return kit.Column(look.S3,
		kit.GrowRow(look.S3, 1, kit.NewIcon(icon, look.AccentText, 44), kit.Column(2,
			kit.Headline(p.T("ui.title")).Wrapped(), kit.Quiet(p.T("about.version", "Version", opts.Version)).Wrapped())),
		kit.Body(p.T("about.what")).Wrapped(),
		kit.Rule(),
		kit.Column(look.S2, kit.Body(p.T("about.drivers")).Bold(), drivers),
		kit.Rule(),
		kit.Column(look.S2, kit.Body(p.T("about.contacts")).Bold(), contacts(host, opts.Contacts)),
		kit.Rule(),
		kit.Caption(p.T("about.licence")).Wrapped(),
	)
}

// contacts are names and numbers; the help has the rest.
func contacts(host screen.Host, list []settings.Contact) fyne.CanvasObject {
	p := host.Words
	lines := kit.Column(look.S1)
	for _, c := range list {
		name := c.Name.In(settings.Language(p.Language()))
		lines.Add(kit.Body(p.T("about.contact", "Name", name, "Reach", cmp.Or(c.Phone, c.URL))).Wrapped())
	}
	if len(list) == 0 {
		lines.Add(kit.Quiet(p.T("about.contacts.none")).Wrapped())
	}
	lines.Add(kit.NewProse(kit.Run{Text: p.T("about.contacts.more"), Act: func() { host.Help("support") }}))
	return lines
}

// driverView is a driver as the page shows it.
type driverView struct {
	name, path string
	tone       kit.Tone
}

// driversInUse are those that work, or are expected to.
func driversInUse(s *app.Snapshot) (list []driverView) {
	if s == nil {
		return nil
	}
	for _, d := range s.Drivers {
		tone := kit.Good
		switch d.State {
		case app.DriverLoaded:
		case app.DriverPending:
			tone = kit.Working
		default:
			continue
		}
		list = append(list, driverView{name: cmp.Or(d.Vendor, filepath.Base(d.Path)), path: d.Path, tone: tone})
	}
	return list
}
