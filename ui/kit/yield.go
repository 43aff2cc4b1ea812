package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// yield makes a drawing smaller where the page that holds it would else have
// to be scrolled.
type yield struct {
	drawing *canvas.Raster
	full    fyne.Size
}

// leastDrawing is how low a drawing gets, as a share of its height. If that is
// not enough the page scrolls.
const leastDrawing float32 = 0.4

// Yield shows a page whose drawing gives way to the words and buttons under it:
// what can be done about a state is to be in view.
func Yield(drawing *canvas.Raster, page fyne.CanvasObject) *fyne.Container {
	return container.New(&yield{drawing, drawing.MinSize()}, page)
}

func (y *yield) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y.drawing.SetMinSize(y.full)
	if over := HeightFor(objects[0], size.Width) - size.Height; over > 0 {
		y.drawing.SetMinSize(fyne.NewSize(y.full.Width, max(y.full.Height-over, y.full.Height*leastDrawing)))
	}
	objects[0].Resize(size)
}

func (y *yield) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }
