package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// thin is how high a line of progress is.
const thin float32 = 6

type busy struct{}

// NewBusy is a thin line that moves until it is retired.
func NewBusy() *fyne.Container {
	return container.New(busy{}, widget.NewProgressBarInfinite())
}

func (busy) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(fyne.NewSize(size.Width, thin))
}

func (busy) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(80, thin) }

// Retire stops what moves within an object that is taken off the screen. Fyne
// would go on animating it, and drawing the window sixty times a second.
func Retire(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			Retire(child)
		}
	case *container.Scroll:
		Retire(o.Content)
	case *widget.ProgressBarInfinite:
		o.Stop()
	}
}
