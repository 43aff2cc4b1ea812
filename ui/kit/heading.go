package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ukey/ui/look"
)

// heading has a chip at the right of a headline, or over it where that would
// leave the headline a few characters a line.
type heading struct{ aside }

// headlineWidth is the least of a headline beside its chip, with type of normal
// size.
const headlineWidth float32 = 260

// Heading says in large type what a page is about, and its state.
func Heading(text string, chip *Chip) *fyne.Container {
	l := &heading{aside{gap: look.S3, apart: look.S1, least: look.Enlarged(headlineWidth)}}
	return container.New(l, Headline(text).Wrapped(), Inset(2, 0, 0, 0, chip))
}

func (l *heading) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	text, chip := objects[0], objects[1]
	own := chip.MinSize()
	chip.Resize(own)
	if left, fits := l.beside(objects, size.Width); fits {
		chip.Move(fyne.NewPos(size.Width-own.Width, 0))
		text.Move(fyne.Position{})
		text.Resize(fyne.NewSize(left, HeightFor(text, left)))
		return
	}
	chip.Move(fyne.Position{})
	text.Move(fyne.NewPos(0, own.Height+l.apart))
	text.Resize(fyne.NewSize(size.Width, HeightFor(text, size.Width)))
}
