package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ukey/ui/help"
	"ukey/ui/kit"
)

// shortcut is a key that the window listens to while no dialog is open.
type shortcut struct {
	key  fyne.KeyName
	ctrl bool   // with Ctrl, on a Mac ⌘
	name string // the ID of what it does
	act  func(*Window)
}

// shortcuts are all of them, in the order in which the help lists them.
func shortcuts() []shortcut {
	return []shortcut{
		{key: fyne.KeyU, ctrl: true, name: "ui.renew", act: (*Window).openRenewal},
		{key: fyne.KeyP, ctrl: true, name: "ui.pin", act: (*Window).openPIN},
		{key: fyne.KeyI, ctrl: true, name: "ui.details", act: (*Window).openDetails},
		{key: fyne.KeyF5, name: "ui.refresh", act: (*Window).refresh},
		{key: fyne.KeyR, ctrl: true, name: "ui.refresh", act: (*Window).refresh},
		{key: fyne.KeyF1, name: "home.help", act: func(w *Window) { w.openHelp(w.model.article()) }},
	}
}

// typed is given the keys that nobody else took.
func (w *Window) typed(event *fyne.KeyEvent) {
	if pages := map[fyne.KeyName]float32{fyne.KeyPageDown: 1, fyne.KeyPageUp: -1}[event.Name]; pages != 0 && w.pane.scroll != nil {
		kit.Turn(w.pane.scroll, pages)
	}
	for _, s := range shortcuts() {
		if s.key == event.Name && !s.ctrl {
			s.act(w)
		}
	}
}

// addShortcuts binds those with Ctrl; the others come through typed.
func (w *Window) addShortcuts() {
	for _, s := range shortcuts() {
		if !s.ctrl {
			continue
		}
		bound := &desktop.CustomShortcut{KeyName: s.key, Modifier: fyne.KeyModifierShortcutDefault}
		w.win.Canvas().AddShortcut(bound, func(fyne.Shortcut) {
			if !w.stage.Busy() {
				s.act(w)
			}
		})
	}
}

// shortcutList is the table of the help: what the keys do, several for one
// thing in one line.
func (w *Window) shortcutList() []help.Shortcut {
	var list []help.Shortcut
	for _, s := range shortcuts() {
		keys, what := string(s.key), w.words.T(s.name)
		if s.ctrl {
			keys = "Ctrl+" + keys
		}
		if i := slices.IndexFunc(list, func(x help.Shortcut) bool { return x.What == what }); i >= 0 {
			list[i].Keys += ", " + keys
			continue
		}
		list = append(list, help.Shortcut{Keys: keys, What: what})
	}
	return list
}
