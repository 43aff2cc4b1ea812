package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// page is the layout of a content that scrolls up and down, wrapped to the
// page's width.
type page struct{ scroll *container.Scroll }

// Page scrolls a content. Its own least size is small; whoever holds it gives
// it room. The second result is where it stands, to be kept over a rebuild.
func Page(content fyne.CanvasObject) (*fyne.Container, *container.Scroll) {
	scroll := container.NewVScroll(content)
	return container.New(&page{scroll}, scroll), scroll
}

func (p *page) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	p.scroll.Resize(size)
	// The content learns its width by the first layout and its height from
	// that width; the second layout gives it the height.
	p.scroll.Refresh()
	tellScrolled(p.scroll) // another part of it may be in view
}

func (p *page) MinSize([]fyne.CanvasObject) fyne.Size { return p.scroll.MinSize() }

func (p *page) heightFor(_ []fyne.CanvasObject, width float32) float32 {
	return HeightFor(p.scroll.Content, width)
}

// Turn scrolls most of a page down or, if pages is negative, up. It is what the
// keys PageDown and PageUp do.
func Turn(s *container.Scroll, pages float32) {
	const overlap = 48
	step := max(s.Size().Height-overlap, overlap) * pages
	end := max(s.Content.MinSize().Height-s.Size().Height, 0)
	ScrollTo(s, fyne.NewPos(0, min(max(s.Offset.Y+step, 0), end)))
}

// ScrollTo scrolls to an offset and tells OnScrolled, which Fyne does for the
// mouse alone.
func ScrollTo(s *container.Scroll, offset fyne.Position) {
	s.ScrollToOffset(offset)
	tellScrolled(s)
}

func tellScrolled(s *container.Scroll) {
	if s.OnScrolled != nil {
		s.OnScrolled(s.Offset)
	}
}
