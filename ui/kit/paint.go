package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"ukey/ui/look"
)

// painter is a WidgetRenderer made of functions. refresh takes the colours
// from the theme anew, so that a widget follows a change of theme.
type painter struct {
	objects []fyne.CanvasObject
	min     func() fyne.Size
	layout  func(fyne.Size)
	refresh func()
}

// paint completes p and draws it for the first time.
func paint(p painter) fyne.WidgetRenderer {
	p.refresh()
	return &p
}

func (p *painter) Destroy()                     {}
func (p *painter) Layout(size fyne.Size)        { p.layout(size) }
func (p *painter) MinSize() fyne.Size           { return p.min() }
func (p *painter) Objects() []fyne.CanvasObject { return p.objects }

func (p *painter) Refresh() {
	p.refresh()
	for _, o := range p.objects {
		o.Refresh()
	}
}

// focusRing is drawn around whatever has the keyboard's focus.
func focusRing() *canvas.Rectangle {
	ring := canvas.NewRectangle(color.Transparent)
	ring.StrokeWidth = 2
	ring.CornerRadius = look.Corner
	ring.Hide()
	return ring
}

// Surface is a rectangle in a colour of the theme.
type Surface struct {
	widget.BaseWidget
	Fill   fyne.ThemeColorName
	Border fyne.ThemeColorName // none if empty
	Corner float32

	leftOnly bool // the corners at the right are square
	least    fyne.Size
}

// NewSurface returns a plain ground.
func NewSurface(fill fyne.ThemeColorName) *Surface {
	s := &Surface{Fill: fill}
	s.ExtendBaseWidget(s)
	return s
}

// NewBox returns a ground with round corners and, if border is not empty, an
// outline.
func NewBox(fill, border fyne.ThemeColorName) *Surface {
	s := &Surface{Fill: fill, Border: border, Corner: look.Corner}
	s.ExtendBaseWidget(s)
	return s
}

// Rule is a hairline: as a child of a column it lies, of a row it stands.
func Rule() *Surface {
	s := &Surface{Fill: theme.ColorNameSeparator, least: fyne.NewSquareSize(1)}
	s.ExtendBaseWidget(s)
	return s
}

// Gap is empty room of a fixed size.
func Gap(width, height float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(width, height))
	return r
}

// CreateRenderer belongs to Fyne.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer {
	r := canvas.NewRectangle(color.Transparent)
	return paint(painter{
		objects: []fyne.CanvasObject{r},
		min:     func() fyne.Size { return s.least },
		layout:  r.Resize,
		refresh: func() {
			r.FillColor = theme.Color(s.Fill)
			r.CornerRadius = s.Corner
			if s.leftOnly {
				r.CornerRadius, r.TopLeftCornerRadius, r.BottomLeftCornerRadius = 0, s.Corner, s.Corner
			}
			if s.Border != "" {
				r.StrokeColor, r.StrokeWidth = theme.Color(s.Border), 1
			}
		},
	})
}
