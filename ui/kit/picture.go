package kit

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/look"
)

// Picture is a small picture that can be clicked to see it larger, or the empty
// frame for one.
type Picture struct {
	press
	size  fyne.Size
	image image.Image   // nil while there is none
	blank fyne.Resource // shown in its place
}

// NewPicture returns an empty frame of that size with an icon in it. Without a
// picture it cannot be pressed.
func NewPicture(size fyne.Size, blank fyne.Resource, act func()) *Picture {
	p := &Picture{size: size, blank: blank}
	p.be(p, act)
	p.Disable()
	return p
}

// Hang puts a picture into the frame; nil takes it out.
func (p *Picture) Hang(picture image.Image) {
	p.image = picture
	if picture == nil {
		p.Disable()
	} else {
		p.Enable()
	}
	p.Refresh()
}

// CreateRenderer belongs to Fyne.
func (p *Picture) CreateRenderer() fyne.WidgetRenderer {
	frame := canvas.NewRectangle(color.Transparent)
	frame.CornerRadius = look.Corner - 2
	shown := &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleSmooth}
	blank := NewIcon(p.blank, look.Muted, 28)
	ring := focusRing()
	return paint(painter{
		objects: []fyne.CanvasObject{frame, blank, shown, ring},
		min:     func() fyne.Size { return p.size },
		layout: func(size fyne.Size) {
			frame.Resize(size)
			const room = 3
			shown.Move(fyne.NewPos(room, room))
			shown.Resize(size.SubtractWidthHeight(2*room, 2*room))
			blank.Resize(size)
			ring.Move(fyne.NewPos(-2, -2))
			ring.Resize(size.AddWidthHeight(4, 4))
		},
		refresh: func() {
			frame.FillColor, frame.StrokeWidth = theme.Color(theme.ColorNameBackground), 1
			frame.StrokeColor = theme.Color(theme.ColorNameSeparator)
			if p.hovered && p.image != nil {
				frame.StrokeColor = theme.Color(theme.ColorNamePrimary)
			}
			shown.Image, shown.Hidden = p.image, p.image == nil
			blank.Hidden = p.image != nil
			ring.StrokeColor = theme.Color(theme.ColorNameFocus)
			ring.Hidden = !p.focused
		},
	})
}

// Hung tells whether there is a picture in the frame.
func (p *Picture) Hung() bool { return p.image != nil }
