package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"ukey/ui/look"
	"ukey/ui/words"
)

// openSettings drops a menu from the button: language, theme, and the
// applications, for which no key has to be plugged in.
func (w *Window) openSettings(under fyne.CanvasObject) {
	menu := fyne.NewMenu("")
	choice := func(label string, chosen bool, s Settings) {
		item := fyne.NewMenuItem(label, func() { w.apply(s) })
		item.Checked = chosen
		menu.Items = append(menu.Items, item)
	}
	now := w.opts.Settings
	for _, l := range words.Languages() {
		other := now
		other.Language = l
		choice(words.New(l).T("ui.language.name"), l == now.Language, other)
	}
	menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
	for _, mode := range []look.Mode{look.System, look.Light, look.Dark} {
		other := now
		other.Theme = mode
		choice(w.words.T("ui.theme."+string(mode)), mode == now.Theme, other)
	}
	menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(w.words.T("ui.applications"), w.openApplications))
	canvas := w.win.Canvas()
	popup := widget.NewPopUpMenu(menu, canvas)
	corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(under)
	popup.ShowAtPosition(fyne.NewPos(corner.X+under.Size().Width-popup.MinSize().Width, corner.Y+under.Size().Height))
	canvas.Focus(popup)
}
