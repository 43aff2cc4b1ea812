package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/look"
)

// Pill is one of several short choices side by side. One that is chosen has a
// tick and a ground of its own; a disabled one can still be read.
type Pill struct {
	press
	label  string
	chosen bool
}

// NewPill returns a choice that calls act when it is pressed, which shows the
// pills anew.
func NewPill(label string, chosen bool, act func()) *Pill {
	p := &Pill{label: label, chosen: chosen}
	p.be(p, act)
	return p
}

// Label returns what it says.
func (p *Pill) Label() string { return p.label }

// Chosen tells whether it is chosen.
func (p *Pill) Chosen() bool { return p.chosen }

// ink is the colour of tick and label.
func (p *Pill) ink() fyne.ThemeColorName {
	switch {
	case p.chosen && p.Disabled():
		return theme.ColorNameForeground
	case p.chosen:
		return look.AccentText
	case p.Disabled():
		return look.Muted
	default:
		return theme.ColorNameForeground
	}
}

// CreateRenderer belongs to Fyne.
func (p *Pill) CreateRenderer() fyne.WidgetRenderer {
	const tickSize, gap, sideways = 14, 6, 12
	ground := canvas.NewRectangle(color.Transparent)
	ground.CornerRadius = look.Target / 2
	veil := canvas.NewRectangle(color.Transparent)
	veil.CornerRadius = look.Target / 2
	mark := NewIcon(tick, look.AccentText, tickSize)
	label := canvas.NewText(p.label, color.Transparent)
	ring := focusRing()
	ring.CornerRadius = look.Target/2 + 2
	content := func() float32 {
		if p.chosen {
			return label.MinSize().Width + tickSize + gap
		}
		return label.MinSize().Width
	}
	return paint(painter{
		objects: []fyne.CanvasObject{ground, veil, mark, label, ring},
		min: func() fyne.Size {
			return fyne.NewSize(content()+2*sideways, max(look.Target, label.MinSize().Height+look.S2))
		},
		layout: func(size fyne.Size) {
			ground.Resize(size)
			veil.Resize(size)
			ring.Resize(size.AddWidthHeight(4, 4))
			ring.Move(fyne.NewPos(-2, -2))
			x := (size.Width - content()) / 2
			if p.chosen {
				mark.Resize(fyne.NewSquareSize(tickSize))
				mark.Move(fyne.NewPos(x, (size.Height-tickSize)/2))
				x += tickSize + gap
			}
			label.Resize(label.MinSize())
			label.Move(fyne.NewPos(x, (size.Height-label.MinSize().Height)/2))
		},
		refresh: func() {
			set(label, look.Body, fyne.TextStyle{})
			label.Text, label.Color = p.label, theme.Color(p.ink())
			ground.FillColor, ground.StrokeColor, ground.StrokeWidth = theme.Color(theme.ColorNameButton), theme.Color(theme.ColorNameInputBorder), 1
			switch {
			case p.chosen && p.Disabled():
				ground.FillColor = theme.Color(theme.ColorNameDisabledButton)
			case p.chosen:
				ground.FillColor, ground.StrokeColor = theme.Color(look.AccentTint), theme.Color(look.AccentText)
			case p.Disabled():
				ground.FillColor = color.Transparent
			}
			mark.Set(tick, p.ink())
			mark.Hidden = !p.chosen
			veil.FillColor = color.Transparent
			if p.hovered && !p.Disabled() {
				veil.FillColor = theme.Color(theme.ColorNameHover)
			}
			ring.StrokeColor = theme.Color(theme.ColorNameFocus)
			ring.Hidden = !p.focused
		},
	})
}
