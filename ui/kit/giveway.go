package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// giveWay has its first child on a line with the second one as long as that
// leaves it enough room, and above it where it does not.
type giveWay struct{ gap, least, width float32 }

// GiveWay puts acts at the right of words, centred on them. Where that would
// leave the words less than a width, the acts go under them: in large type and
// in English buttons are much wider than in Chinese.
func GiveWay(gap, least float32, words, acts fyne.CanvasObject) *fyne.Container {
	return container.New(&giveWay{gap: gap, least: least}, words, acts)
}

// beside is the width left for the words beside the acts; false if the acts
// stand under them.
func (l *giveWay) beside(objects []fyne.CanvasObject, width float32) (float32, bool) {
	left := width - l.gap - objects[1].MinSize().Width
	return left, left >= max(l.least, objects[0].MinSize().Width)
}

func (l *giveWay) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	words, acts := objects[0], objects[1]
	natural := acts.MinSize()
	left, fits := l.beside(objects, size.Width)
	if !fits {
		height := HeightFor(words, size.Width)
		words.Move(fyne.Position{})
		words.Resize(fyne.NewSize(size.Width, height))
		acts.Move(fyne.NewPos(max(size.Width-natural.Width, 0), height+l.gap/2))
		acts.Resize(natural)
		return
	}
	height := HeightFor(words, left)
	words.Move(fyne.NewPos(0, (size.Height-height)/2))
	words.Resize(fyne.NewSize(left, height))
	acts.Move(fyne.NewPos(size.Width-natural.Width, (size.Height-natural.Height)/2))
	acts.Resize(natural)
}

func (l *giveWay) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := max(objects[0].MinSize().Width, objects[1].MinSize().Width)
	return fyne.NewSize(width, l.heightFor(objects, max(width, l.width)))
}

func (l *giveWay) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	acts := objects[1].MinSize().Height
	if left, fits := l.beside(objects, width); fits {
		return max(HeightFor(objects[0], left), acts)
	}
	return HeightFor(objects[0], width) + l.gap/2 + acts
}
