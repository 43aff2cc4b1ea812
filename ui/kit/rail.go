package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// railed is a mark, a line that runs from it to the next mark, and what stands
// beside them.
type railed struct {
	gap   float32 // between the mark and what stands beside it
	below float32 // room under that, which the line crosses
	width float32
}

// onRail puts a mark before an object. Unless it is the last of its rail, a
// line leads from the mark down to the next one.
func onRail(mark, beside fyne.CanvasObject, gap, below float32, last bool) *fyne.Container {
	line := NewSurface(theme.ColorNameSeparator)
	if last {
		line.Hide()
		below = 0
	}
	return container.New(&railed{gap: gap, below: below}, mark, line, beside)
}

func (l *railed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	const thick, apart = float32(2), float32(4)
	mark, line, beside := objects[0], objects[1], objects[2]
	edge := mark.MinSize()
	left := edge.Width + l.gap
	height := HeightFor(beside, size.Width-left)
	// One line of text is centred on its mark; more begin beside it.
	top := max((edge.Height-height)/2, 0)
	mark.Move(fyne.Position{})
	mark.Resize(edge)
	beside.Move(fyne.NewPos(left, top))
	beside.Resize(fyne.NewSize(size.Width-left, height))
	line.Move(fyne.NewPos((edge.Width-thick)/2, edge.Height+apart))
	line.Resize(fyne.NewSize(thick, max(size.Height-edge.Height-2*apart, 0)))
}

func (l *railed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := objects[0].MinSize().Width + l.gap + objects[2].MinSize().Width
	return fyne.NewSize(width, l.heightFor(objects, measured(width, l.width)))
}

func (l *railed) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	edge := objects[0].MinSize()
	return max(edge.Height, HeightFor(objects[2], width-edge.Width-l.gap)) + l.below
}
