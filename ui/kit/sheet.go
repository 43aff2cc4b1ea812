package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ukey/ui/look"
)

// sheet is a page's margins at the left and right.
type sheet struct{ width float32 } // at the last layout; 0 before

// sheetWidth is the longest that lines get, with type of normal size: in a
// wider window the eye would lose its line between a name and what belongs to
// it. Under narrowSheet the margins are small.
const sheetWidth, narrowSheet float32 = 800, 440

// Sheet puts a page's margins at the left and right of an object. In a wide
// window it stays at the left and no wider than can be read.
func Sheet(o fyne.CanvasObject) *fyne.Container { return container.New(&sheet{}, o) }

// place is where the object begins and how wide it is.
func (s *sheet) place(width float32) (left, inner float32) {
	margin := look.S5
	if width < look.Enlarged(narrowSheet) {
		margin = look.S3
	}
	return margin, min(width-2*margin, look.Enlarged(sheetWidth))
}

func (s *sheet) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	s.width = size.Width
	left, width := s.place(size.Width)
	objects[0].Move(fyne.NewPos(left, 0))
	objects[0].Resize(fyne.NewSize(width, size.Height))
}

func (s *sheet) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := objects[0].MinSize().Width + 2*look.S3
	return fyne.NewSize(width, s.heightFor(objects, max(width, s.width)))
}

func (s *sheet) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	_, inner := s.place(width)
	return HeightFor(objects[0], inner)
}
