package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

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
	// Beside is a second fact on the same line, or on the next one where there
	// is little room. May be nil.
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
		line, _ := f.line(nameWidth)
		if f.Beside != nil {
			line = pair(line, *f.Beside, nameWidth)
		}
		lines.Add(Layers(Gap(0, 32), line))
	}
	return lines
}

// line also returns the column of the name.
func (f Fact) line(nameWidth float32) (*fyne.Container, *nameColumn) {
	value := Body(f.Value).Wrapped()
	if f.Mono {
		value.Mono()
	}
	side := f.Side
	if side == nil {
		side = Gap(0, 0)
	}
	names := &nameColumn{nameWidth}
	name := container.New(names, Quiet(f.Name).Wrapped())
	return TopRow(look.S3, 1, Inset(6, 0, 6, 0, name), Inset(6, 0, 6, 0, value), side), names
}

// nameColumn gives the name of a fact that width.
type nameColumn struct{ width float32 }

func (n *nameColumn) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

func (n *nameColumn) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(n.width, n.heightFor(objects, n.width))
}

func (n *nameColumn) heightFor(objects []fyne.CanvasObject, _ float32) float32 {
	return HeightFor(objects[0], n.width)
}
