package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"ukey/ui/kit"
)

// walk visits everything that can be seen: the top dialog, or the window.
func (h *harness) walk(visit func(fyne.CanvasObject)) {
	root := h.win.Canvas().Overlays().Top()
	if root == nil {
		root = h.win.Canvas().Content()
	}
	walk(root, visit)
}

func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, visit)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, visit)
		}
	}
}

// text is everything that can be read, a line for each text.
func (h *harness) text() string {
	var lines []string
	h.walk(func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Text:
			lines = append(lines, o.Text())
		case *canvas.Text:
			lines = append(lines, o.Text)
		}
	})
	return strings.Join(lines, "\n")
}

// containsFolded looks for a text whatever lines it is broken into.
func containsFolded(in, text string) bool {
	fold := func(s string) string { return strings.NewReplacer("\n", "", " ", "").Replace(s) }
	return strings.Contains(fold(in), fold(text))
}
