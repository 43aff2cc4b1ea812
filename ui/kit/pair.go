package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ukey/ui/look"
)

// pairLayout puts a fact beside another one where there is room for that, and
// under it, with a hairline between, where there is not.
type pairLayout struct {
	beside fyne.Layout // of the two on one line
	under  fyne.Layout // of the first, the hairline and the second
	// The second one's names stand in a column of their own, and under the
	// first in the first one's.
	names     *nameColumn
	nameWidth float32
	width     float32 // at the last layout; 0 before
}

// pairWidth is the room that two facts on a line need, with type of normal
// size.
const pairWidth float32 = 500

func pair(first *fyne.Container, f Fact, nameWidth float32) *fyne.Container {
	second, names := f.line(nameWidth)
	return container.New(&pairLayout{
		// The first has the longer name, for it stands under all the others.
		beside: &shares{left: 0.58, gap: look.S3},
		under:  &column{}, names: names, nameWidth: nameWidth,
	}, first, Rule(), second)
}

// arrange returns the layout for a width, with what it lays out.
func (l *pairLayout) arrange(objects []fyne.CanvasObject, width float32) (fyne.Layout, []fyne.CanvasObject) {
	first, rule, second := objects[0], objects[1], objects[2]
	if width >= look.Enlarged(pairWidth) {
		rule.Hide()
		l.names.width = l.nameWidth / 2
		return l.beside, []fyne.CanvasObject{first, second}
	}
	rule.Show()
	l.names.width = l.nameWidth
	return l.under, objects
}

func (l *pairLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	layout, shown := l.arrange(objects, size.Width)
	layout.Layout(shown, size)
}

func (l *pairLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := objects[0].MinSize().Width
	return fyne.NewSize(width, l.heightFor(objects, max(width, l.width)))
}

func (l *pairLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	layout, shown := l.arrange(objects, width)
	return layout.(wrapLayout).heightFor(shown, width)
}
