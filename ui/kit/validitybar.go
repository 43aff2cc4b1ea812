package kit

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"ukey/ui/look"
)

// ValidityBar is a certificate's life as a line: in colour what is left of it,
// the two dates and, if that is between them, where today is.
type ValidityBar struct {
	widget.BaseWidget
	share       float32 // of the life that is over, 0 to 1
	outside     bool    // today is before or after all of it
	tone        Tone
	from, until string
	today       string
}

// NewValidityBar draws the time from one moment to another with now marked.
// The dates are texts already; today is the word over the mark.
func NewValidityBar(from, until, now time.Time, tone Tone, fromText, untilText, today string) *ValidityBar {
	b := &ValidityBar{
		tone: tone, from: fromText, until: untilText, today: today,
		outside: now.Before(from) || now.After(until),
	}
	if life := until.Sub(from); life > 0 {
		b.share = min(max(float32(now.Sub(from))/float32(life), 0), 1)
	}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer belongs to Fyne.
func (b *ValidityBar) CreateRenderer() fyne.WidgetRenderer {
	const thick, knobWidth, knobHeight = float32(8), float32(4), float32(18)
	track := canvas.NewRectangle(color.Transparent)
	fill := canvas.NewRectangle(color.Transparent)
	knob := canvas.NewRectangle(color.Transparent)
	track.CornerRadius, fill.CornerRadius, knob.CornerRadius = thick/2, thick/2, knobWidth/2
	label := func(s string, size fyne.ThemeSizeName) *canvas.Text { return newLine(s, size, fyne.TextStyle{}) }
	from, until, today := label(b.from, look.Body), label(b.until, look.Body), label(b.today, look.Caption)

	above := func() float32 { // the room over the bar
		if b.outside {
			return 0
		}
		return today.MinSize().Height + look.S1
	}
	return paint(painter{
		objects: []fyne.CanvasObject{track, fill, knob, from, until, today},
		min: func() fyne.Size {
			return fyne.NewSize(200, above()+knobHeight+look.S1+from.MinSize().Height)
		},
		layout: func(size fyne.Size) {
			line := above()
			bar := line + (knobHeight-thick)/2 // top of the track
			x := b.share * size.Width
			track.Move(fyne.NewPos(0, bar))
			track.Resize(fyne.NewSize(size.Width, thick))
			fill.Move(fyne.NewPos(x, bar))
			fill.Resize(fyne.NewSize(size.Width-x, thick))
			knob.Move(fyne.NewPos(min(max(x-knobWidth/2, 0), size.Width-knobWidth), line))
			knob.Resize(fyne.NewSize(knobWidth, knobHeight))
			w := today.MinSize().Width
			today.Move(fyne.NewPos(min(max(x-w/2, 0), size.Width-w), 0))
			today.Resize(today.MinSize())
			below := line + knobHeight + look.S1
			from.Move(fyne.NewPos(0, below))
			from.Resize(from.MinSize())
			until.Move(fyne.NewPos(size.Width-until.MinSize().Width, below))
			until.Resize(until.MinSize())
		},
		refresh: func() {
			track.FillColor = theme.Color(look.Track)
			fill.FillColor = theme.Color(b.tone.Colour())
			knob.FillColor = theme.Color(theme.ColorNameForeground)
			knob.Hidden, today.Hidden = b.outside, b.outside
			set(today, look.Caption, fyne.TextStyle{})
			set(from, look.Body, fyne.TextStyle{})
			set(until, look.Body, fyne.TextStyle{})
			today.Color = theme.Color(theme.ColorNameForeground)
			from.Color, until.Color = theme.Color(look.Muted), theme.Color(look.Muted)
		},
	})
}
