package kit

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"ukey/ui/look"
)

// Tone is what a state means to the person: a shape, a colour and a ground.
type Tone int

// The tones.
const (
	Neutral Tone = iota // not known, not readable
	Good
	Soon // due soon
	Bad  // over, failed
	Shut // locked
	Info
	Past     // replaced by something newer
	Working  // being done now
	Achieved // done, and well
	Broken   // tried, and failed
	Warning  // think before you go on
)

// Colour is the tone's colour for text and shapes.
func (t Tone) Colour() fyne.ThemeColorName {
	switch t {
	case Good, Achieved:
		return theme.ColorNameSuccess
	case Soon, Warning:
		return theme.ColorNameWarning
	case Bad, Shut, Broken:
		return theme.ColorNameError
	case Info, Working:
		return look.AccentText
	default:
		return look.Muted
	}
}

// Tint is the ground on which that colour is read.
func (t Tone) Tint() fyne.ThemeColorName {
	switch t {
	case Good, Achieved:
		return look.SuccessTint
	case Soon, Warning:
		return look.WarningTint
	case Bad, Shut, Broken:
		return look.DangerTint
	case Info, Working:
		return look.AccentTint
	default:
		return look.Raised
	}
}

// ring is a circle that is not filled.
const ring = `<path fill="#000" fill-rule="evenodd" d="M8 2A6 6 0 1 0 8 14A6 6 0 1 0 8 2ZM8 4A4 4 0 1 1 8 12A4 4 0 1 1 8 4Z"/>`

// shapes are drawn on a grid of 16 and tell the tones apart without colour.
var shapes = map[Tone]string{
	Good:     `<circle cx="8" cy="8" r="6" fill="#000"/>`,
	Soon:     `<path fill="#000" fill-rule="evenodd" d="M8 2A6 6 0 1 0 8 14A6 6 0 1 0 8 2ZM8 3.8A4.2 4.2 0 0 1 8 12.2Z"/>`,
	Bad:      ring,
	Warning:  `<path fill="#000" fill-rule="evenodd" d="M8 1.5L15 14H1ZM7.2 6V10.2H8.8V6ZM7.2 11.2V12.8H8.8V11.2Z"/>`,
	Achieved: `<path fill="#000" fill-rule="evenodd" d="M8 1A7 7 0 1 0 8 15A7 7 0 1 0 8 1ZM7 11.3L3.9 8.2l1.1-1.1 2 2 4-4 1.1 1.1z"/>`,
	Broken:   `<path fill="#000" fill-rule="evenodd" d="M8 1A7 7 0 1 0 8 15A7 7 0 1 0 8 1ZM8 6.9l2.1-2.1 1.1 1.1L9.1 8l2.1 2.1-1.1 1.1L8 9.1l-2.1 2.1-1.1-1.1L6.9 8 4.8 5.9l1.1-1.1z"/>`,
	Past:     ring,
	Working:  ring + `<circle cx="8" cy="8" r="2.6" fill="#000"/>`,
	Shut:     `<path fill="#000" fill-rule="evenodd" d="M4.5 7V5.2A3.5 3.5 0 0 1 11.5 5.2V7H12A1 1 0 0 1 13 8V13A1 1 0 0 1 12 14H4A1 1 0 0 1 3 13V8A1 1 0 0 1 4 7ZM6.2 7H9.8V5.2A1.8 1.8 0 0 0 6.2 5.2Z"/>`,
	Info:     `<path fill="#000" fill-rule="evenodd" d="M8 1.5A6.5 6.5 0 1 0 8 14.5A6.5 6.5 0 1 0 8 1.5ZM7.2 4H8.8V5.6H7.2ZM7.2 6.8H8.8V12H7.2Z"/>`,
	Neutral:  `<path fill="#000" fill-rule="evenodd" d="M8 1.5A6.5 6.5 0 1 0 8 14.5A6.5 6.5 0 1 0 8 1.5ZM7.2 9.5V9C7.2 8.1 7.7 7.6 8.3 7.1C8.8 6.7 9.1 6.5 9.1 6C9.1 5.5 8.7 5.1 8 5.1C7.3 5.1 6.9 5.5 6.7 6.1L5.2 5.7C5.5 4.4 6.6 3.6 8.1 3.6C9.7 3.6 10.8 4.5 10.8 5.9C10.8 6.9 10.3 7.5 9.6 8C9.1 8.4 8.8 8.6 8.8 9V9.5ZM7.2 10.7H8.8V12.3H7.2Z"/>`,
}

// shape is the tone's picture.
func (t Tone) shape() fyne.Resource {
	svg := `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">` + shapes[t] + `</svg>`
	return fyne.NewStaticResource(fmt.Sprintf("tone-%d.svg", t), []byte(svg))
}

// MarkOf is what Icon.Set needs to show a tone.
func MarkOf(t Tone) (fyne.Resource, fyne.ThemeColorName) { return t.shape(), t.Colour() }

// NewMark draws a tone's shape in its colour.
func NewMark(tone Tone, size float32) *Icon { return NewIcon(tone.shape(), tone.Colour(), size) }

// Chip is a state: a shape and a word on a tinted ground.
type Chip struct {
	widget.BaseWidget
	tone Tone
	text string
}

// NewChip returns a chip.
func NewChip(tone Tone, text string) *Chip {
	c := &Chip{tone: tone, text: text}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer belongs to Fyne.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	const markSize = 14
	ground := canvas.NewRectangle(color.Transparent)
	mark := NewMark(c.tone, markSize)
	text := newLine(c.text, look.Body, fyne.TextStyle{Bold: true})
	return paint(painter{
		objects: []fyne.CanvasObject{ground, mark, text},
		min: func() fyne.Size {
			edge := look.Enlarged(markSize)
			return fyne.NewSize(look.S2+2+edge+6+text.MinSize().Width+look.S2+4, max(28, text.MinSize().Height+6))
		},
		layout: func(size fyne.Size) {
			ground.Resize(size)
			ground.CornerRadius = size.Height / 2
			edge := look.Enlarged(markSize)
			mark.Resize(fyne.NewSquareSize(edge))
			mark.Move(fyne.NewPos(look.S2+2, (size.Height-edge)/2))
			text.Resize(text.MinSize())
			text.Move(fyne.NewPos(look.S2+2+edge+6, (size.Height-text.MinSize().Height)/2))
		},
		refresh: func() {
			ground.FillColor = theme.Color(c.tone.Tint())
			set(text, look.Body, fyne.TextStyle{Bold: true})
			text.Color = theme.Color(c.tone.Colour())
		},
	})
}

// NewBullet is one item of a list.
func NewBullet(text string) *fyne.Container {
	return TopRow(look.S2, 1, Inset(0, 0, 0, look.S1, Body("•").In(look.Muted)), Body(text).Wrapped())
}
