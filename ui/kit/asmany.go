package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// asMany shows of its children as many as there is room for.
type asMany struct{ gap float32 }

// AsMany puts objects of one size side by side. Those that the width has no room
// for are hidden, from the last one on.
func AsMany(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&asMany{gap}, objects...)
}

func (l *asMany) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var x float32
	for _, o := range objects {
		width := o.MinSize().Width
		if fits := x+width <= size.Width; fits != o.Visible() {
			if fits {
				o.Show()
			} else {
				o.Hide()
			}
		}
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(width, size.Height))
		x += width + l.gap
	}
}

func (l *asMany) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}
