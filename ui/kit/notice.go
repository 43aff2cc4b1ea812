package kit

import (
	"fyne.io/fyne/v2"

	"ukey/ui/look"
)

// NewNotice is a box that says something in a tone: a sentence and, if there
// is one, the next step under it. What can be done about it at once stands in
// the box as well.
func NewNotice(tone Tone, sentence, next string, acts ...*Button) *fyne.Container {
	words := Column(2, Body(sentence).In(tone.Colour()).Bold().Wrapped())
	if next != "" {
		words.Add(Body(next).Wrapped())
	}
	if len(acts) > 0 {
		row := Wrap(look.S2)
		for _, act := range acts {
			row.Add(act)
		}
		words.Add(Inset(look.S2, 0, look.S1, 0, row))
	}
	return Layers(
		NewBox(tone.Tint(), ""),
		Inset(10, look.S3, 10, look.S3, TopRow(10, 1, Inset(3, 0, 0, 0, NewMark(tone, 16)), words)),
	)
}
