package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// aside measures two children that stand on one line as long as that leaves the
// first one, which wraps, enough room, and else one above the other.
type aside struct {
	gap   float32 // between them on a line
	apart float32 // between them above each other
	least float32 // room for the first one on a line
	width float32 // at the last layout; 0 before
}

// beside is the width left for the first child beside the second one; false if
// they stand above each other.
func (l *aside) beside(objects []fyne.CanvasObject, width float32) (float32, bool) {
	left := width - l.gap - objects[1].MinSize().Width
	return left, left >= max(l.least, objects[0].MinSize().Width)
}

func (l *aside) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := max(objects[0].MinSize().Width, objects[1].MinSize().Width)
	return fyne.NewSize(width, l.heightFor(objects, max(width, l.width)))
}

func (l *aside) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	second := objects[1].MinSize().Height
	if left, fits := l.beside(objects, width); fits {
		return max(HeightFor(objects[0], left), second)
	}
	return HeightFor(objects[0], width) + l.apart + second
}

// giveWay has what can be done at the right of words, or under them.
type giveWay struct{ aside }

// GiveWay puts acts at the right of words, centred on them. Where that would
// leave the words less than a width, the acts go under them: in large type and
// in English buttons are much wider than in Chinese.
func GiveWay(gap, least float32, words, acts fyne.CanvasObject) *fyne.Container {
	return container.New(&giveWay{aside{gap: gap, apart: gap / 2, least: least}}, words, acts)
}

func (l *giveWay) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	words, acts := objects[0], objects[1]
	natural := acts.MinSize()
	acts.Resize(natural)
	left, fits := l.beside(objects, size.Width)
	if !fits {
		height := HeightFor(words, size.Width)
		words.Move(fyne.Position{})
		words.Resize(fyne.NewSize(size.Width, height))
		acts.Move(fyne.NewPos(max(size.Width-natural.Width, 0), height+l.apart))
		return
	}
	height := HeightFor(words, left)
	words.Move(fyne.NewPos(0, (size.Height-height)/2))
	words.Resize(fyne.NewSize(left, height))
	acts.Move(fyne.NewPos(size.Width-natural.Width, (size.Height-natural.Height)/2))
}
