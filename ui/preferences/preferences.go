// Package preferences is 设置: what a person can choose, each change in force
// at once where it can be, and kept.
//
// Start with [Open]. What a page shows is made from the settings by functions
// without a window (view.go); what the administrator has fixed is shown and
// cannot be changed.
package preferences

import (
	"context"
	"crypto/x509"
	"reflect"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/app/settings"
	"ukey/assets"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/screen"
)

// Keeper reads and keeps the settings, and tries what they say. It is safe for
// concurrent use. The methods that take a context may take as long as a key or a
// server does.
type Keeper interface {
	// Settings are those in force for whoever starts now.
	Settings() *settings.Settings
	// Set keeps options, as settings.Save takes them. The error is for a
	// person; nothing was changed then. It may take as long as a disk does, for
	// which no other method waits.
	Set(options map[string]any) error
	// Stale tells whether something was set that the running program does not
	// follow until it starts again.
	Stale() bool
	// Roots are the certificates in a file with the CA's roots. It may take as long
	// as a disk does as well.
	Roots(path string) ([]*x509.Certificate, error)
	// TryCA asks the CA of the settings, through their proxy, whether it is there.
	TryCA(ctx context.Context) error
	// TryDriver asks a library how many keys it sees.
	TryDriver(ctx context.Context, path string) (keys int, err error)
	// Folders are where this program keeps things.
	Folders() []Folder
}

// Folder is one of the places where this program keeps things.
type Folder struct {
	Kind FolderKind
	Path string
}

// FolderKind says what a folder is for.
type FolderKind string

// The kinds.
const (
	ForSettings FolderKind = "settings"
	ForData     FolderKind = "data"
	ForLogs     FolderKind = "logs"
)

// Config is what the screen asks for beside the window's own.
type Config struct {
	// Page is the page to begin with, by its name; the first one if there is
	// none of that name.
	Page   string
	Keeper Keeper
	// Saves are the window's, for the Keeper.
	Saves *Saves
	// Drivers are those of the running program.
	Drivers func() []app.Driver
	// Apply puts the looks of the settings into force and returns the window as
	// it is then, which may speak another language.
	Apply func(*settings.Settings) screen.Host
	// Pick asks for a file whose name has one of the patterns, such as "*.pem".
	Pick func(title string, patterns []string, take func(path string))
	// Show opens a folder in the desktop's file manager.
	Show func(folder string)
	// Applications lists the applications of this computer.
	Applications func()
	// Restart ends the program and starts it again.
	Restart func()
}

// page is one of the pages.
type page string

// The pages, in the order in which they are listed.
const (
	pageLooks     page = "looks"
	pageReminders page = "reminders"
	pageDrivers   page = "drivers"
	pageCA        page = "ca"
	pageNetwork   page = "network"
	pageData      page = "data"
)

var pages = []struct {
	page page
	icon assets.IconName
}{
	{pageLooks, assets.IconSettings},
	{pageReminders, assets.IconExpiring},
	{pageDrivers, assets.IconKey},
	{pageCA, assets.IconOrganisation},
	{pageNetwork, assets.IconCheck},
	{pageData, assets.IconSave},
}

// preferences is the screen while it is open. All of it belongs to Fyne's
// goroutine.
type preferences struct {
	host   screen.Host
	c      Config
	dialog *kit.Dialog
	drawn  *settings.Settings // what the page shows
	list   *kit.Outline
	page   page
	body   *fyne.Container // the page's content
	footer *fyne.Container // what is said of a restart
	// tried is what came of trying a driver, by its path, or the CA, by "".
	tried    map[string]trial
	outcomes map[string]*fyne.Container // where that is shown on the page
	// naming is set while the address of a proxy is asked for that is not kept
	// yet.
	naming bool
	// leave keeps what is being typed; nil if the page has nothing of the kind.
	leave func()
}

// width is all that the smallest window has.
const width float32 = 880

// Open shows the screen. One that is open already stays.
func Open(host screen.Host, c Config) {
	if host.Stage.Busy() {
		return
	}
	s := &preferences{host: host, c: c, page: pageOf(c.Page), tried: map[string]trial{}, footer: kit.Row(look.S2)}
	s.dialog = host.Stage.NewDialog(width).Tall().About("preferences")
	s.dialog.OnClose = s.finish
	s.list = kit.NewOutline(func(id string) { s.turn(page(id)) }, nil)
	s.list.Select(string(s.page))
	s.dialog.Present(s.content())
}

// pageOf is the page of that name, or the first one.
func pageOf(name string) page {
	for _, p := range pages {
		if p.page == page(name) {
			return p.page
		}
	}
	return pageLooks
}

// T is a text in the language that the window speaks now.
func (s *preferences) T(id string, data ...any) string {
	return s.host.Words.T(id, data...)
}

// turn goes to another page.
func (s *preferences) turn(to page) {
	s.finish()
	s.page, s.naming = to, false
	s.list.Select(string(to))
	s.dialog.Present(s.content())
}

// finish keeps what is being typed.
func (s *preferences) finish() {
	if s.leave != nil {
		s.leave()
		s.leave = nil
	}
}

// content draws the page.
func (s *preferences) content() kit.Content {
	var rows []kit.OutlineRow
	for _, p := range pages {
		icon := fyne.NewStaticResource(string(p.icon)+".svg", assets.Icon(p.icon))
		rows = append(rows, kit.OutlineRow{ID: string(p.page), Icon: icon, Title: s.T("preferences.page." + string(p.page))})
	}
	s.list.SetRows(rows)
	s.leave, s.outcomes = nil, map[string]*fyne.Container{}
	s.body, s.drawn = kit.Column(look.S3), s.c.Saves.Settings()
	switch s.page {
	case pageDrivers:
		s.drawDrivers()
	case pageCA:
		s.drawCA()
	case pageNetwork:
		s.drawNetwork()
	case pageData:
		s.drawData()
	default:
		s.drawRows(rowsOf(s.T, s.page, s.drawn))
	}
	s.remind()
	done := kit.NewButton(s.T("preferences.close"), kit.Secondary, s.dialog.Close)
	return kit.Content{
		Title: s.T("preferences.page." + string(s.page)), Body: s.body, First: s.list,
		Beside: kit.Column(look.S4, kit.Inset(0, 0, 0, look.S2, kit.Strong(s.T("preferences.title"))), s.list),
		Side:   s.footer, Buttons: []*kit.Button{done},
		Enter: s.dialog.Close, Escape: s.dialog.Close,
	}
}

// again draws the page anew. The person stays where he is on it.
func (s *preferences) again() { s.dialog.Redraw(s.content()) }

// remind says at the bottom that the program has to be started again.
func (s *preferences) remind() {
	s.footer.Objects = nil
	if s.c.Keeper.Stale() {
		s.footer.Objects = []fyne.CanvasObject{
			kit.NewMark(kit.Info, 16), kit.Caption(s.T("preferences.restart.text")), kit.NewLink(s.T("preferences.restart"), s.c.Restart),
		}
	}
}

// set puts options into force and keeps them.
func (s *preferences) set(options map[string]any) {
	s.c.Saves.Set(options, s.kept)
	s.enforce()
}

// enforce shows everything as the settings are now.
func (s *preferences) enforce() {
	s.host = s.c.Apply(s.c.Saves.Settings())
	if s.dialog.Open() {
		s.again()
	}
}

// kept is told how keeping a choice went. One that was not kept is taken back.
// The page stays as it is if it is right: the person may be typing.
func (s *preferences) kept(err error) {
	switch {
	case err != nil:
		s.enforce()
		s.complain(err)
	case !s.dialog.Open():
	case !reflect.DeepEqual(s.drawn, s.c.Saves.Settings()):
		s.enforce()
	default:
		s.remind()
		s.dialog.Fit()
	}
}
