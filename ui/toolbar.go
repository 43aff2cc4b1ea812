package ui

import (
	"fyne.io/fyne/v2"

	"ukey/ui/kit"
	"ukey/ui/look"
)

// toolbar is the strip at the top: what can be done at the left, the window's
// own matters at the right.
type toolbar struct {
	w                   *Window
	content             *fyne.Container
	renew, pin          *kit.ToolButton
	environment, update *kit.ToolButton
	help, about         *kit.ToolButton
	refresh, settings   *kit.ToolButton
}

func newToolbar(w *Window) *toolbar {
	t := &toolbar{w: w}
	t.renew = kit.NewToolButton(w.icons.renew, w.words.T("ui.renew"), w.openRenewal)
	t.pin = kit.NewToolButton(w.icons.pin, w.words.T("ui.pin"), w.openPIN)
	t.environment = kit.NewToolButton(w.icons.check, w.words.T("home.environment"), w.openEnvironment)
	t.update = kit.NewToolButton(w.icons.update, w.words.T("home.update"), w.openUpdate)
	t.help = kit.NewToolButton(w.icons.help, w.words.T("home.help"), func() { w.openHelp("") })
	t.about = kit.NewToolButton(w.icons.about, w.words.T("ui.about"), w.openAbout)
	t.refresh = kit.NewSideTool(w.icons.refresh, w.words.T("ui.refresh"), w.refresh)
	t.settings = kit.NewSideTool(w.icons.settings, w.words.T("ui.settings"), w.openPreferences)
	t.content = kit.Inset(look.S1, 12, look.S1, 12, kit.Toolbar(look.S1,
		[]*kit.ToolButton{t.renew, t.pin, t.environment, t.update, t.help, t.about},
		[]*kit.ToolButton{t.refresh, t.settings}))
	return t
}

// show greys out what the selected key does not allow.
func (t *toolbar) show() {
	enable(t.renew, t.w.renewable())
	enable(t.pin, t.w.model.key() != nil)
	enable(t.refresh, !t.w.refreshing)
}

type disableable interface {
	Enable()
	Disable()
}

func enable(o disableable, on bool) {
	if on {
		o.Enable()
	} else {
		o.Disable()
	}
}
