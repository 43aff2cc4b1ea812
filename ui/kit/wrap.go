package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// wrap puts its children side by side with their natural sizes, centred on each
// other, and goes on in the next line where the room ends.
type wrap struct {
	gap   float32
	width float32 // at the last layout; 0 before
}

// Wrap puts objects side by side, in as many lines as they need.
func Wrap(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrap{gap: gap}, objects...)
}

func (w *wrap) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w.width = size.Width
	w.place(objects, size.Width, func(o fyne.CanvasObject, x, y float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(o.MinSize())
	})
}

// place tells where each child goes and returns the height of all.
func (w *wrap) place(objects []fyne.CanvasObject, width float32, put func(o fyne.CanvasObject, x, y float32)) float32 {
	var x, y, high float32
	var line []fyne.CanvasObject
	end := func() {
		var at float32
		for _, o := range line {
			size := o.MinSize()
			put(o, at, y+(high-size.Height)/2)
			at += size.Width + w.gap
		}
	}
	for _, o := range visible(objects) {
		size := o.MinSize()
		if x > 0 && x+size.Width > width {
			end()
			x, y, high, line = 0, y+high+w.gap, 0, nil
		}
		line = append(line, o)
		x += size.Width + w.gap
		high = max(high, size.Height)
	}
	end()
	return y + high
}

func (w *wrap) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var width float32
	for _, o := range visible(objects) {
		width = max(width, o.MinSize().Width)
	}
	return fyne.NewSize(width, w.heightFor(objects, measured(width, w.width)))
}

func (w *wrap) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return w.place(objects, width, func(fyne.CanvasObject, float32, float32) {})
}
