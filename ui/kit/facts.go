package kit

import (
	"fyne.io/fyne/v2"

	"ukey/ui/look"
)

// Fact is one line of a list of facts.
type Fact struct {
	Name  string
	Value string
	// Mono sets the value in fixed width, for codes of ASCII characters.
	Mono bool
	// Side stands at the right of the value, such as a button. May be nil.
	Side fyne.CanvasObject
	// Beside is a second fact on the same line. May be nil.
	Beside *Fact
}

// Facts lays facts out as name and value, with a hairline between the lines.
// nameWidth is for type of normal size.
func Facts(nameWidth float32, facts ...Fact) *fyne.Container {
	nameWidth = look.Enlarged(nameWidth)
	lines := Column(0)
	for i, f := range facts {
		if i > 0 {
			lines.Add(Rule())
		}
		line := f.line(nameWidth)
		if f.Beside != nil {
			// The first has the longer name, for it stands under all the others.
			line = Shares(0.58, look.S3, line, f.Beside.line(nameWidth/2))
		}
		lines.Add(Layers(Gap(0, 32), line))
	}
	return lines
}

func (f Fact) line(nameWidth float32) *fyne.Container {
	value := Body(f.Value).Wrapped()
	if f.Mono {
		value.Mono()
	}
	side := f.Side
	if side == nil {
		side = Gap(0, 0)
	}
	name := Layers(Gap(nameWidth, 0), Quiet(f.Name).Wrapped())
	return TopRow(look.S3, 1, Inset(6, 0, 6, 0, name), Inset(6, 0, 6, 0, value), side)
}
