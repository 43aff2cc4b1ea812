package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ukey/ui/look"
)

// heading has a chip at the right of a headline, or over it where that would
// leave the headline a few characters a line.
type heading struct{ width float32 } // at the last layout; 0 before

// headlineWidth is the least of a headline beside its chip, with type of normal
// size.
const headlineWidth float32 = 260

// Heading says in large type what a page is about, and its state.
func Heading(text string, chip *Chip) *fyne.Container {
	return container.New(&heading{}, Headline(text).Wrapped(), Inset(2, 0, 0, 0, chip))
}

// beside is the width of the headline beside the chip; false if the chip stands
// over it.
func (h *heading) beside(objects []fyne.CanvasObject, width float32) (float32, bool) {
	left := width - look.S3 - objects[1].MinSize().Width
	return left, left >= look.Enlarged(headlineWidth)
}

func (h *heading) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h.width = size.Width
	text, chip := objects[0], objects[1]
	own := chip.MinSize()
	chip.Resize(own)
	if left, fits := h.beside(objects, size.Width); fits {
		chip.Move(fyne.NewPos(size.Width-own.Width, 0))
		text.Move(fyne.Position{})
		text.Resize(fyne.NewSize(left, HeightFor(text, left)))
		return
	}
	chip.Move(fyne.Position{})
	text.Move(fyne.NewPos(0, own.Height+look.S1))
	text.Resize(fyne.NewSize(size.Width, HeightFor(text, size.Width)))
}

func (h *heading) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := max(objects[0].MinSize().Width, objects[1].MinSize().Width)
	return fyne.NewSize(width, h.heightFor(objects, max(width, h.width)))
}

func (h *heading) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	own := objects[1].MinSize().Height
	if left, fits := h.beside(objects, width); fits {
		return max(HeightFor(objects[0], left), own)
	}
	return own + look.S1 + HeightFor(objects[0], width)
}
