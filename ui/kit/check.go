package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/look"
)

// Check is a box to tick with a text that may run over several lines. A click
// on the text ticks it too. Space ticks it; Enter belongs to the dialog.
type Check struct {
	press
	text    *Text
	checked bool
}

const (
	checkEdge  float32 = 18
	checkStart         = checkEdge + 10 // where the text begins
)

// NewCheck returns an empty box; changed may be nil.
func NewCheck(text string, changed func(bool)) *Check {
	c := &Check{text: Body(text).Wrapped()}
	c.be(c, func() {
		c.checked = !c.checked
		c.Refresh()
		if changed != nil {
			changed(c.checked)
		}
	})
	return c
}

// Label returns what it says.
func (c *Check) Label() string { return c.text.Text() }

// Checked tells whether it is ticked.
func (c *Check) Checked() bool { return c.checked }

// TypedKey belongs to Fyne.
func (c *Check) TypedKey(event *fyne.KeyEvent) {
	if isEnter(event) {
		passOn(c, event)
		return
	}
	c.press.TypedKey(event)
}

// HeightFor is the height at that width.
func (c *Check) HeightFor(width float32) float32 {
	return max(c.text.HeightFor(width-checkStart), checkEdge) + look.S2
}

var tick = fyne.NewStaticResource("tick.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">`+
	`<path fill="#000" d="M6.4 12.3 2.6 8.5l1.2-1.2 2.6 2.6 5.8-5.8 1.2 1.2z"/></svg>`))

// CreateRenderer belongs to Fyne.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	box := canvas.NewRectangle(color.Transparent)
	box.CornerRadius = 4
	mark := NewIcon(tick, theme.ColorNameForegroundOnPrimary, checkEdge-2)
	ring := focusRing()
	return paint(painter{
		objects: []fyne.CanvasObject{box, mark, c.text, ring},
		min: func() fyne.Size {
			return fyne.NewSize(checkStart+leastWrapped, c.HeightFor(max(c.Size().Width, checkStart+leastWrapped)))
		},
		layout: func(size fyne.Size) {
			top := look.S1 + (c.text.lineHeight()-checkEdge)/2
			box.Move(fyne.NewPos(1, top))
			box.Resize(fyne.NewSquareSize(checkEdge))
			mark.Move(fyne.NewPos(2, top+1))
			mark.Resize(fyne.NewSquareSize(checkEdge - 2))
			c.text.Move(fyne.NewPos(checkStart, look.S1))
			c.text.Resize(fyne.NewSize(size.Width-checkStart, size.Height-look.S2))
			ring.Move(fyne.NewPos(-look.S1, 0))
			ring.Resize(size.AddWidthHeight(look.S2, 0))
		},
		refresh: func() {
			box.StrokeColor, box.StrokeWidth = theme.Color(look.Muted), 1.5
			box.FillColor = theme.Color(theme.ColorNameInputBackground)
			if c.checked {
				box.StrokeColor = theme.Color(theme.ColorNamePrimary)
				box.FillColor = theme.Color(theme.ColorNamePrimary)
			}
			mark.Hidden = !c.checked
			ring.StrokeColor = theme.Color(theme.ColorNameFocus)
			ring.Hidden = !c.focused
		},
	})
}
