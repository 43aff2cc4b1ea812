package ui

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/assets"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/preferences"
	"ukey/ui/words"
	"ukey/ui/work"
)

// sidebarWidth is that with type of normal size.
const sidebarWidth float32 = 280

// Window is the program's one window.
type Window struct {
	app   fyne.App
	win   fyne.Window
	desk  Desk
	opts  Options
	work  *work.Worker
	words *words.Printer
	icons icons
	stage *kit.Stage
	model model
	// curtain is what the window holds; everything is behind it.
	curtain *kit.Curtain

	toolbar *toolbar
	sidebar *sidebar
	pane    *pane
	status  *statusBar

	// guards are told of each snapshot by the dialogs that are open, which
	// have to know when their key is pulled out.
	guards []*guard
	// refreshing is set while the keys are read again, outdated if a verb has
	// changed one of them meanwhile.
	refreshing, outdated bool
	// follower keeps up with what is unfinished. offered are the keys that a
	// person has been spoken to about, wizard is the one that is open.
	follower   *follower
	offered    map[keySelf]bool
	wizard     *wizard
	saves      *preferences.Saves // nil without Preferences
	list       *applicationList   // nil while it is closed
	renewals   *renewalList       // nil while it is closed
	lastCopied *kit.ToolButton    // the copy button that shows a tick
	// summons is what the window is to show as soon as it can; nil if nothing.
	summons *summons
	// leaving is set while closing the window is under way; leaveDialog asks
	// how, nil while it does not.
	leaving     bool
	leaveDialog *kit.Dialog
	// holds keep the window open; waiting says so to a person who wants to close
	// it, nil while nobody does.
	holds   []*hold
	waiting *kit.Dialog
	// lastFolder is where files were last found, and put. choice is what the
	// desktop is being asked; nil while it is not.
	lastFolder map[fileUse]string
	choice     *choice
	told       atomic.Bool   // the desktop tells whether it is light or dark
	reach      chan struct{} // see askServer
	// first holds the newest snapshot until the first frame takes it.
	first chan *app.Snapshot
}

// guard calls gone once when the key is not in a snapshot any more.
type guard struct {
	key  token.ID
	gone func()
}

func newWindow(fyneApp fyne.App, desk Desk, opts Options) *Window {
	if opts.Settings.Scale > 100 {
		scale(opts.Settings.Scale)
	}
	w := &Window{
		app: fyneApp, desk: desk, opts: opts,
		work:    work.New(opts.onUI),
		icons:   loadIcons(),
		first:   make(chan *app.Snapshot, 1),
		reach:   make(chan struct{}, 1),
		model:   model{unfolded: map[token.ID]bool{}},
		offered: map[keySelf]bool{}, lastFolder: map[fileUse]string{},
	}
	if opts.Preferences != nil {
		w.saves = preferences.NewSaves(opts.Preferences, w.work)
	}
	w.askDesktop()
	fyneApp.Settings().SetTheme(w.theme())
	w.follower = newFollower(w)
	w.win = fyneApp.NewWindow(assets.AppName)
	w.win.SetPadded(false)
	w.stage = kit.NewStage(w.win.Canvas(), w.typed)
	w.stage.Help = w.openHelp
	w.appear()
	w.win.SetOnDropped(w.dropped)
	w.win.SetCloseIntercept(w.leave)
	w.addShortcuts()
	w.look()
	w.work.Post(w.watchServer) // once the window runs: there is enough to be done before
	w.offerCrashes()
	return w
}

// appear puts the window on the screen. That takes the system longer than
// anything else at the start, so the fonts, the words and the keys are read
// meanwhile, and are there when the first frame is drawn.
func (w *Window) appear() {
	warmed := look.Warm(w.app.Settings().Theme())
	spoken := make(chan *words.Printer, 1)
	w.work.Start(func(context.Context) { spoken <- words.New(w.opts.Settings.Language) })
	w.watch()
	w.hang(func() {
		w.words = <-spoken
		warmed()
		w.awaitFirst()
		w.furnish()
	})
	w.win.Resize(w.opts.Settings.startSize())
	w.win.Show()
	w.curtain.Raise()
}

// compose builds everything anew, in the language of words. What is selected
// stays.
func (w *Window) compose() {
	kit.Retire(w.pane.content)
	w.hang(w.furnish)
	w.curtain.Raise()
}

// hang gives the window a curtain, behind which furnish builds everything.
func (w *Window) hang(furnish func()) {
	w.curtain = kit.NewCurtain(w.opts.Settings.leastSize(), furnish)
	w.win.SetContent(w.curtain)
}

func (w *Window) furnish() {
	speak(w.opts.Settings.Language)
	w.win.SetTitle(w.words.T("ui.title"))
	w.toolbar = newToolbar(w)
	w.sidebar = newSidebar(w)
	w.pane = newPane(w)
	w.status = newStatusBar(w)

	top := kit.Column(0, w.toolbar.content, kit.Rule())
	if w.opts.Demo != nil {
		top.Add(demoBanner(w))
	}
	body := kit.Split(look.Enlarged(sidebarWidth), w.sidebar.content, w.pane.content)
	// Fyne paints the ground of the window itself.
	w.curtain.Reveal(newFrame(top, body,
		kit.Column(0, kit.Rule(), newTiles(w)), kit.Column(0, kit.Rule(), w.status.content), w.sidebar.inView))
	w.show()
}

// demoBanner says that nothing here is real, and how to go on.
func demoBanner(w *Window) fyne.CanvasObject {
	text := w.words.T("ui.demo", "PIN", w.opts.Demo.PIN)
	return kit.Layers(
		kit.NewSurface(look.AccentTint),
		kit.Inset(look.S2, look.S3, look.S2, look.S3, kit.GrowRow(look.S2, 1,
			kit.NewMark(kit.Info, 16), kit.Body(text).In(look.AccentText).Wrapped())),
	)
}

// Show brings the window to the front, as it is.
func (w *Window) Show() { w.win.Show() }

// Run is all of the program's life: it returns when the window has been closed
// and every task has ended.
func (w *Window) Run() {
	w.warm()
	w.app.Run() // the window shows already: to show it again costs a tenth of the start
	w.Close()
}

// Close ends all tasks and waits for them. It is safe to call again.
func (w *Window) Close() {
	if w.wizard != nil {
		w.wizard.keep() // what was typed last
	}
	w.work.Close()
}

// watch shows the keys from now on.
func (w *Window) watch() {
	w.work.Start(func(ctx context.Context) {
		// The only error is the context's, when the window closes.
		_ = w.desk.Watch(ctx, func(s *app.Snapshot) {
			select {
			case <-w.first: // this one is newer
			default:
			}
			w.first <- s
			w.work.Post(func() { w.take(s) })
		})
	})
}

// awaitFirst gives keys that answer at once the time to be in the very first
// frame: to draw one that says 读取中 and then another takes longer.
func (w *Window) awaitFirst() {
	select {
	case s := <-w.first:
		w.model.update(s)
	case <-time.After(w.opts.patience):
	}
}

// firstFrameGrace is less than it takes to draw a frame twice.
const firstFrameGrace = 60 * time.Millisecond

// take shows a new snapshot and tells the dialogs. It reports whether the
// snapshot was news.
func (w *Window) take(s *app.Snapshot) bool {
	if !w.model.update(s) {
		return false
	}
	w.forget(s)
	w.show()
	for _, g := range slices.Clone(w.guards) {
		if w.model.snapshot.Key(g.key) == nil {
			w.unguard(g)
			g.gone()
		}
	}
	if w.wizard != nil {
		w.wizard.keysChanged()
	}
	if w.renewals != nil {
		w.renewals.show()
	}
	w.answerSummons()
	w.look()
	return true
}

// show brings the model to the screen.
func (w *Window) show() {
	w.sidebar.show()
	w.pane.show()
	w.toolbar.show()
	w.status.show()
}

// pick selects what a person chose.
func (w *Window) pick(s selection) {
	w.model.selected = s
	w.status.say("")
	w.show()
	w.sidebar.outline.Reveal() // it may have been chosen elsewhere
}

func (w *Window) guard(key token.ID, gone func()) *guard {
	g := &guard{key: key, gone: gone}
	w.guards = append(w.guards, g)
	return g
}

func (w *Window) unguard(g *guard) {
	w.guards = slices.DeleteFunc(w.guards, func(x *guard) bool { return x == g })
}

// copy puts text on the clipboard and says so, by its name.
func (w *Window) copy(name, text string) {
	w.app.Clipboard().SetContent(text)
	w.status.say(w.words.T("ui.copied", "Name", name))
}
