package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// between is a body with a strip over and a strip under it.
type between struct{}

// Between gives the body the room that the strips leave. Either strip may be
// Gap(0, 0).
func Between(top, body, bottom fyne.CanvasObject) *fyne.Container {
	return container.New(between{}, top, body, bottom)
}

func (between) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	top, body, bottom := objects[0], objects[1], objects[2]
	var above, below float32
	if top.Visible() {
		above = HeightFor(top, size.Width)
	}
	if bottom.Visible() {
		below = HeightFor(bottom, size.Width)
	}
	top.Move(fyne.Position{})
	top.Resize(fyne.NewSize(size.Width, above))
	body.Move(fyne.NewPos(0, above))
	body.Resize(fyne.NewSize(size.Width, size.Height-above-below))
	bottom.Move(fyne.NewPos(0, size.Height-below))
	bottom.Resize(fyne.NewSize(size.Width, below))
}

func (between) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range visible(objects) {
		size = fyne.NewSize(max(size.Width, o.MinSize().Width), size.Height+o.MinSize().Height)
	}
	return size
}

// split is a sidebar and what is beside it.
type split struct{ width float32 }

// sideShare is the most of a narrow window that its sidebar takes.
const sideShare = 0.4

// Split puts a sidebar of that width, a hairline at its edge, at the left.
func Split(width float32, side, main fyne.CanvasObject) *fyne.Container {
	return container.New(&split{width}, side, Rule(), main)
}

func (s *split) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	side := min(s.width, size.Width*sideShare)
	x := float32(0)
	for i, width := range []float32{side, 1, size.Width - side - 1} {
		objects[i].Move(fyne.NewPos(x, 0))
		objects[i].Resize(fyne.NewSize(width, size.Height))
		x += width
	}
}

func (s *split) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(s.width, 0) }

// atLeast gives its child all room, and keeps the window from getting smaller
// than that.
type atLeast struct{ size fyne.Size }

// AtLeast is an object that wants no less than that size, whatever it holds.
func AtLeast(size fyne.Size, o fyne.CanvasObject) *fyne.Container {
	return container.New(&atLeast{size}, o)
}

func (a *atLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }
func (a *atLeast) MinSize([]fyne.CanvasObject) fyne.Size              { return a.size }

// middle centres its child, which is at most so wide.
type middle struct{ width float32 }

// Middle centres an object of at most that width in the room there is.
func Middle(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&middle{width}, o)
}

func (m *middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(m.width, size.Width)
	height := HeightFor(objects[0], width)
	objects[0].Resize(fyne.NewSize(width, height))
	objects[0].Move(fyne.NewPos((size.Width-width)/2, max((size.Height-height)/2, 0)))
}

func (m *middle) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (m *middle) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return HeightFor(objects[0], min(m.width, width))
}
