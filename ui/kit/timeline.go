package kit

import (
	"fyne.io/fyne/v2"

	"ukey/ui/look"
)

// Moment is one thing that happened, or that is to come.
type Moment struct {
	Tone  Tone
	What  string
	When  string
	Who   string // may be empty
	Words string // what they said; may be empty
}

// Timeline lists moments under each other, the first at the top.
func Timeline(moments ...Moment) *fyne.Container {
	list := Column(look.S1)
	for i, m := range moments {
		words := Column(2, GrowRow(look.S3, 0, Body(m.What).Bold().Wrapped(), Caption(m.When)))
		if m.Who != "" {
			words.Add(Caption(m.Who).Wrapped())
		}
		if m.Words != "" {
			words.Add(Inset(look.S1, 0, 0, 0, Body(m.Words).Wrapped()))
		}
		list.Add(onRail(Inset(2, 0, 0, 0, NewMark(m.Tone, 16)), words, 12, look.S2, i == len(moments)-1))
	}
	return list
}
