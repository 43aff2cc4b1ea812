package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ukey/ui/kit"
	"ukey/ui/look"
)

// frame is the window's layout: the strip at the top, what the window is about,
// the tiles, the status bar. The tiles give way where the window is low.
type frame struct {
	laid func() // called after each layout
}

// leastBody is how low the middle may get beside the tiles, with type of normal
// size.
const leastBody float32 = 340

func newFrame(top, body, tiles, status fyne.CanvasObject, laid func()) *fyne.Container {
	return container.New(frame{laid}, top, body, tiles, status)
}

func (f frame) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	top, tiles, status := objects[0], objects[2], objects[3]
	above, below := kit.HeightFor(top, size.Width), kit.HeightFor(status, size.Width)
	middle, strip := size.Height-above-below, kit.HeightFor(tiles, size.Width)
	if roomy := middle-strip >= look.Enlarged(leastBody); roomy != tiles.Visible() {
		show(tiles, roomy)
	}
	if !tiles.Visible() {
		strip = 0
	}
	y := float32(0)
	for i, height := range []float32{above, middle - strip, strip, below} {
		objects[i].Move(fyne.NewPos(0, y))
		objects[i].Resize(fyne.NewSize(size.Width, height))
		y += height
	}
	f.laid()
}

// MinSize is that of the window, which says so itself.
func (frame) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
