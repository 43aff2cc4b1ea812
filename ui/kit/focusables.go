package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Focusables are the widgets under an object that can have the focus, in the
// order in which Tab goes through them.
func Focusables(o fyne.CanvasObject) (all []fyne.Focusable) {
	if !o.Visible() {
		return nil
	}
	if f, ok := o.(fyne.Focusable); ok {
		if d, ok := o.(fyne.Disableable); !ok || !d.Disabled() {
			all = append(all, f)
		}
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			all = append(all, Focusables(child)...)
		}
	case *Prose:
		for _, piece := range o.box.Objects {
			all = append(all, Focusables(piece)...)
		}
	case *Curtain:
		all = append(all, Focusables(o.content)...)
	case *container.Scroll:
		all = append(all, Focusables(o.Content)...)
	}
	return all
}
