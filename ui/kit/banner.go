package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/look"
)

// Banner is a card in the accent colour that says whose product this is. It
// can be clicked.
type Banner struct {
	press
	content *fyne.Container
}

// NewBanner returns a banner with a name and, if there is one, a smaller line
// over it.
func NewBanner(icon fyne.Resource, name, caption string, act func()) *Banner {
	const ink = theme.ColorNameForegroundOnPrimary
	lines := Column(1)
	if caption != "" {
		lines.Add(Caption(caption).In(ink).Shortened())
	}
	lines.Add(Body(name).Bold().In(ink).Wrapped())
	b := &Banner{content: Inset(12, 12, 12, 12, GrowRow(10, 1,
		NewIcon(icon, ink, 28),
		lines,
	))}
	b.be(b, act)
	return b
}

// HeightFor is the height at that width.
func (b *Banner) HeightFor(width float32) float32 { return HeightFor(b.content, width) }

// CreateRenderer belongs to Fyne.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	ground.CornerRadius = look.Corner + 2
	ring := focusRing()
	return paint(painter{
		objects: []fyne.CanvasObject{ground, b.content, ring},
		min:     func() fyne.Size { return b.content.MinSize() },
		layout: func(size fyne.Size) {
			ground.Resize(size)
			b.content.Resize(size)
			ring.Move(fyne.NewPos(-3, -3))
			ring.Resize(size.AddWidthHeight(6, 6))
		},
		refresh: func() {
			ground.FillColor = theme.Color(theme.ColorNamePrimary)
			ring.StrokeColor = theme.Color(theme.ColorNameFocus)
			ring.Hidden = !b.focused
		},
	})
}
