package kit

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"ukey/ui/look"
)

// Course is the way through the pages of a wizard: numbered steps under each
// other, each with its state.
type Course struct {
	Box    *fyne.Container
	badges []*badge
	names  []*Text
}

// NewCourse lists the names, none of them begun.
func NewCourse(names []string) *Course {
	c := &Course{Box: Column(look.S1)}
	for i, name := range names {
		b, text := newBadge(strconv.Itoa(i+1)), Quiet(name).Wrapped()
		c.badges, c.names = append(c.badges, b), append(c.names, text)
		c.Box.Add(onRail(b, text, 12, look.S3, i == len(names)-1))
	}
	return c
}

// Set shows the state of the step with that index. Running is the page that is
// open.
func (c *Course) Set(index int, state StepState) {
	text := c.names[index]
	text.style.Bold = state == Running || state == Failed
	switch state {
	case Running:
		text.Set(text.Text(), theme.ColorNameForeground)
	case Failed:
		text.Set(text.Text(), theme.ColorNameError)
	case Done:
		text.Set(text.Text(), theme.ColorNameForeground)
	default:
		text.Set(text.Text(), look.Muted)
	}
	c.badges[index].state = state
	c.badges[index].Refresh()
}

// badge is a step's number in a circle, or a mark in its place.
type badge struct {
	widget.BaseWidget
	number string
	state  StepState
}

const badgeEdge float32 = 26

func newBadge(number string) *badge {
	b := &badge{number: number}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer belongs to Fyne.
func (b *badge) CreateRenderer() fyne.WidgetRenderer {
	disc := canvas.NewRectangle(color.Transparent)
	disc.CornerRadius = badgeEdge / 2
	number := newLine(b.number, look.Body, fyne.TextStyle{Bold: true})
	mark := NewMark(Achieved, badgeEdge)
	return paint(painter{
		objects: []fyne.CanvasObject{disc, number, mark},
		min:     func() fyne.Size { return fyne.NewSquareSize(badgeEdge) },
		layout: func(size fyne.Size) {
			disc.Resize(size)
			mark.Resize(size)
			text := number.MinSize()
			number.Resize(text)
			number.Move(fyne.NewPos((size.Width-text.Width)/2, (size.Height-text.Height)/2))
		},
		refresh: func() {
			marked := b.state == Done || b.state == Failed
			mark.Hidden, disc.Hidden, number.Hidden = !marked, marked, marked
			set(number, look.Body, fyne.TextStyle{Bold: true})
			tone := Achieved
			if b.state == Failed {
				tone = Broken
			}
			mark.Set(MarkOf(tone))
			if b.state == Running {
				disc.FillColor, disc.StrokeWidth = theme.Color(theme.ColorNamePrimary), 0
				number.Color = theme.Color(theme.ColorNameForegroundOnPrimary)
				return
			}
			disc.FillColor, disc.StrokeColor, disc.StrokeWidth = color.Transparent, theme.Color(theme.ColorNameInputBorder), 1.5
			number.Color = theme.Color(look.Muted)
		},
	})
}
