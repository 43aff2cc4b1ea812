package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"ukey/ui/look"
)

// outlineLine draws one row of an outline.
type outlineLine struct {
	widget.BaseWidget
	outline  *Outline
	row      OutlineRow
	hovered  bool
	trailing *Text
	content  *fyne.Container
}

func newOutlineLine(o *Outline, row OutlineRow) *outlineLine {
	l := &outlineLine{outline: o, row: row}
	l.content = l.compose()
	l.ExtendBaseWidget(l)
	return l
}

func (l *outlineLine) compose() *fyne.Container {
	title := Body(l.row.Title).Shortened()
	if l.row.Bold {
		title.Bold()
	}
	words := Column(0, title)
	if l.row.Caption != "" {
		words.Add(Caption(l.row.Caption).Shortened())
	}
	var lead fyne.CanvasObject = NewMark(l.row.Mark, 14)
	switch {
	case l.row.Foldable:
		arrow := unfolded
		if l.row.Folded {
			arrow = folded
		}
		lead = NewIcon(arrow, look.Muted, 14)
	case l.row.Icon != nil:
		lead = NewIcon(l.row.Icon, look.Muted, 20)
	}
	l.trailing = Caption(l.row.Trailing)
	indent := look.S2 + float32(l.row.Depth)*20
	return Inset(0, 10, 0, indent, GrowRow(look.S2, 1, lead, words, l.trailing))
}

// The least room over and under the type of a row together, if it has one line
// and if it has two.
const lineRoom, captionRoom float32 = 12, 10

// height is that of one line of type, or of two.
func (l *outlineLine) height() float32 {
	title, _ := measure("国", look.Body, fyne.TextStyle{})
	if l.row.Caption == "" {
		return max(look.Target, title.Height+lineRoom)
	}
	caption, _ := measure("国", look.Caption, fyne.TextStyle{})
	return max(52, title.Height+caption.Height+captionRoom)
}

var folded, unfolded = triangle("folded", "M9 5L17 12L9 19Z"), triangle("unfolded", "M5 9L12 17L19 9Z")

func triangle(name, path string) fyne.Resource {
	return fyne.NewStaticResource(name+".svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"><path fill="#000" d="`+path+`"/></svg>`))
}

// Tapped belongs to Fyne.
func (l *outlineLine) Tapped(*fyne.PointEvent) { l.outline.clicked(l.row) }

// MouseIn belongs to Fyne.
func (l *outlineLine) MouseIn(*desktop.MouseEvent) { l.hovered = true; l.Refresh() }

// MouseMoved belongs to Fyne.
func (l *outlineLine) MouseMoved(*desktop.MouseEvent) {}

// MouseOut belongs to Fyne.
func (l *outlineLine) MouseOut() { l.hovered = false; l.Refresh() }

// CreateRenderer belongs to Fyne.
func (l *outlineLine) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	ground.CornerRadius = look.Corner
	return paint(painter{
		objects: []fyne.CanvasObject{ground, l.content},
		min:     func() fyne.Size { return fyne.NewSize(leastOutline, l.height()) },
		layout: func(size fyne.Size) {
			ground.Resize(size)
			l.content.Resize(size)
		},
		refresh: func() {
			selected := l.outline.selected == l.row.ID
			ground.FillColor, ground.StrokeWidth = color.Transparent, 0
			// On the tint of a selection the colours of states are too faint
			// for small type.
			ink := l.row.Mark.Colour()
			if selected {
				ink = theme.ColorNameForeground
			}
			l.trailing.Set(l.row.Trailing, ink)
			switch {
			case selected:
				ground.FillColor = theme.Color(look.AccentTint)
			case l.hovered:
				ground.FillColor = theme.Color(theme.ColorNameHover)
			}
			if selected && l.outline.focused {
				ground.StrokeColor, ground.StrokeWidth = theme.Color(theme.ColorNameFocus), 2
			}
		},
	})
}
