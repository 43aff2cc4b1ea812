package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/look"
)

// Weight is how much a button asks to be pressed.
type Weight int

// The weights. A screen has at most one Primary or Danger button.
const (
	Secondary Weight = iota
	Primary
	Danger
	Plain  // text alone, like a link
	Link   // smaller still, within a line of captions
	Inline // within running text, without any room around it
)

// Button is a labelled button.
type Button struct {
	press
	label  string
	icon   fyne.Resource
	weight Weight
}

// NewButton returns a button that calls act on Fyne's goroutine.
func NewButton(label string, weight Weight, act func()) *Button {
	b := &Button{label: label, weight: weight}
	b.be(b, act)
	return b
}

// NewLink returns a small button that looks like a link.
func NewLink(label string, act func()) *Button { return NewButton(label, Link, act) }

// WithIcon puts an icon before the label.
func (b *Button) WithIcon(icon fyne.Resource) *Button { b.icon = icon; return b }

// Label returns what it says.
func (b *Button) Label() string { return b.label }

// Set changes label and weight.
func (b *Button) Set(label string, weight Weight) {
	b.label, b.weight = label, weight
	b.Refresh()
}

// ink is the colour of label and icon.
func (b *Button) ink() fyne.ThemeColorName {
	switch {
	case b.Disabled():
		return theme.ColorNameDisabled
	case b.weight == Primary:
		return theme.ColorNameForegroundOnPrimary
	case b.weight == Danger:
		return theme.ColorNameForegroundOnError
	case b.weight == Plain, b.weight == Link, b.weight == Inline:
		return look.AccentText
	default:
		return theme.ColorNameForeground
	}
}

// ground is the colour behind them, and the outline's.
func (b *Button) ground() (fill, outline color.Color) {
	none := color.Transparent
	switch {
	case b.weight == Plain, b.weight == Link, b.weight == Inline:
		return none, none
	case b.Disabled():
		return theme.Color(theme.ColorNameDisabledButton), none
	case b.weight == Primary:
		return theme.Color(theme.ColorNamePrimary), none
	case b.weight == Danger:
		return theme.Color(look.DangerFill), none
	default:
		return theme.Color(theme.ColorNameButton), theme.Color(theme.ColorNameInputBorder)
	}
}

// buttonIcon is the size of a button's icon, with type of normal size.
const buttonIcon float32 = 18

// CreateRenderer belongs to Fyne.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	veil := canvas.NewRectangle(color.Transparent)
	ground.CornerRadius, veil.CornerRadius = look.Corner-2, look.Corner-2
	ring := focusRing()
	text := newLine("", look.Body, fyne.TextStyle{})
	icon := NewIcon(b.icon, theme.ColorNameForeground, buttonIcon)

	sideways := func() float32 {
		if b.weight == Inline {
			return 0
		}
		if b.weight == Plain || b.weight == Link {
			return look.S2
		}
		return look.S3
	}
	content := func() (width, textX float32) {
		width = text.MinSize().Width
		if b.icon != nil {
			textX = look.Enlarged(buttonIcon) + look.S2
		}
		return width + textX, textX
	}
	return paint(painter{
		objects: []fyne.CanvasObject{ground, veil, icon, text, ring},
		min: func() fyne.Size {
			width, _ := content()
			if b.weight == Inline {
				return fyne.NewSize(width, text.MinSize().Height)
			}
			least := look.Target
			if b.weight == Link {
				least = 28
			}
			return fyne.NewSize(width+2*sideways(), max(least, text.MinSize().Height+look.S2))
		},
		layout: func(size fyne.Size) {
			ground.Resize(size)
			veil.Resize(size)
			ring.Resize(size.AddWidthHeight(4, 4))
			ring.Move(fyne.NewPos(-2, -2))
			width, textX := content()
			x := (size.Width - width) / 2
			edge := look.Enlarged(buttonIcon)
			icon.Resize(fyne.NewSquareSize(edge))
			icon.Move(fyne.NewPos(x, (size.Height-edge)/2))
			text.Resize(text.MinSize())
			text.Move(fyne.NewPos(x+textX, (size.Height-text.MinSize().Height)/2))
		},
		refresh: func() {
			size := look.Body
			if b.weight == Link {
				size = look.Caption
			}
			set(text, size, fyne.TextStyle{Bold: b.weight == Primary || b.weight == Danger})
			text.Text, text.Color = b.label, theme.Color(b.ink())
			ground.FillColor, ground.StrokeColor = b.ground()
			ground.StrokeWidth = 1
			icon.Set(b.icon, b.ink())
			icon.Hidden = b.icon == nil
			veil.FillColor = color.Transparent
			if b.hovered && !b.Disabled() {
				veil.FillColor = theme.Color(theme.ColorNameHover)
			}
			ring.StrokeColor = theme.Color(theme.ColorNameFocus)
			ring.Hidden = !b.focused
		},
	})
}
