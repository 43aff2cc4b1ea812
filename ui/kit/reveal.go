package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Reveal scrolls so that something can be seen, such as what has got the focus:
// Fyne leaves that to the mouse wheel.
func Reveal(o fyne.CanvasObject) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return
	}
	root := c.Overlays().Top()
	if root == nil {
		root = c.Content()
	}
	find(root, o)
}

// find looks for an object under another one and scrolls on the way back. It
// returns where it lies, or false.
func find(in, o fyne.CanvasObject) (at fyne.Position, found bool) {
	if in == o {
		return fyne.Position{}, true
	}
	var children []fyne.CanvasObject
	switch in := in.(type) {
	case *fyne.Container:
		children = in.Objects
	case *Curtain:
		children = []fyne.CanvasObject{in.content}
	case *Dialog:
		children = []fyne.CanvasObject{in.side, in.body, in.footer}
	case *Outline:
		for _, line := range in.lines { // one out of view is hidden
			if line == o {
				return line.Position(), true
			}
		}
	case *Prose:
		children = in.box.Objects
	case *container.Scroll:
		at, found = find(in.Content, o)
		if !found {
			return at, false
		}
		ScrollTo(in, fyne.NewPos(in.Offset.X, within(in, at.Y, o.Size().Height)))
		return at.Subtract(in.Offset), true
	}
	for _, child := range children {
		if !child.Visible() {
			continue
		}
		if at, found := find(child, o); found {
			return at.Add(child.Position()), true
		}
	}
	return fyne.Position{}, false
}

// within is the offset at which a part of the content is in view, which is the
// present one if that will do.
func within(s *container.Scroll, top, height float32) float32 {
	const room = 12 // to the edge
	switch {
	case top-room < s.Offset.Y:
		return max(top-room, 0)
	case top+height+room > s.Offset.Y+s.Size().Height:
		return min(top+height+room-s.Size().Height, max(s.Content.Size().Height-s.Size().Height, 0))
	default:
		return s.Offset.Y
	}
}
