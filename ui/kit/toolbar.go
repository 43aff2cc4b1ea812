package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Toolbar puts tools at the left, and those that have their label beside them at
// the right. Where there is little room the ones at the right lose their labels,
// and then the others the room around theirs: none is ever out of reach.
func Toolbar(gap float32, left, right []*ToolButton) *fyne.Container {
	var all []fyne.CanvasObject
	for _, b := range append(append([]*ToolButton{}, left...), right...) {
		all = append(all, b)
	}
	return container.New(&toolbarLayout{gap: gap, left: left, right: right}, all...)
}

type toolbarLayout struct {
	gap         float32
	left, right []*ToolButton
}

// folding is how much room a tool takes up.
type folding int

const (
	roomy     folding = iota
	labelless         // the ones at the right without labels
	tight             // and no more room around the others than they need
)

func (l *toolbarLayout) fold(f folding) {
	for _, b := range l.right {
		b.fold(f >= labelless)
	}
	for _, b := range l.left {
		b.fold(f >= tight)
	}
}

// width is that of all tools as they are.
func (l *toolbarLayout) width() float32 {
	width := l.gap * float32(len(l.left)+len(l.right))
	for _, b := range append(append([]*ToolButton{}, l.left...), l.right...) {
		width += b.MinSize().Width
	}
	return width
}

func (l *toolbarLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	for f := roomy; f <= tight; f++ {
		if l.fold(f); l.width() <= size.Width {
			break
		}
	}
	x := float32(0)
	place := func(b *ToolButton) {
		own := b.MinSize()
		b.Move(fyne.NewPos(x, (size.Height-own.Height)/2))
		b.Resize(own)
		x += own.Width + l.gap
	}
	for _, b := range l.left {
		place(b)
	}
	for _, b := range l.right {
		size.Width -= b.MinSize().Width + l.gap
	}
	x = max(x, size.Width+l.gap)
	for _, b := range l.right {
		place(b)
	}
}

// MinSize leaves the width to the window.
func (l *toolbarLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var height float32
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(0, height)
}
