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

// Icon is a picture in one colour of the theme.
type Icon struct {
	widget.BaseWidget
	resource fyne.Resource
	colour   fyne.ThemeColorName
	size     float32
}

// NewIcon returns the picture as a square of that size. The resource is an SVG
// whose shapes are filled; their colour is replaced.
func NewIcon(resource fyne.Resource, colour fyne.ThemeColorName, size float32) *Icon {
	i := &Icon{resource: resource, colour: colour, size: size}
	i.ExtendBaseWidget(i)
	return i
}

// Set shows another picture, or the same in another colour.
func (i *Icon) Set(resource fyne.Resource, colour fyne.ThemeColorName) {
	if resource != i.resource || colour != i.colour {
		i.resource, i.colour = resource, colour
		i.Refresh()
	}
}

// CreateRenderer belongs to Fyne.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	r := &iconRenderer{icon: i, image: canvas.NewImageFromResource(nil)}
	r.image.FillMode = canvas.ImageFillContain
	r.Refresh()
	return r
}

// iconRenderer reads the picture anew only if it is another one: Fyne parses an
// SVG each time that it is told to refresh it.
type iconRenderer struct {
	icon  *Icon
	image *canvas.Image
	drawn drawnIcon
}

// drawnIcon is what an icon looks like.
type drawnIcon struct {
	name   string // the resource's, which no other one has
	colour fyne.ThemeColorName
	ink    color.Color
}

func (r *iconRenderer) Destroy()                     {}
func (r *iconRenderer) MinSize() fyne.Size           { return fyne.NewSquareSize(r.icon.size) }
func (r *iconRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.image} }

func (r *iconRenderer) Layout(size fyne.Size) {
	edge := r.icon.size
	r.image.Resize(fyne.NewSquareSize(edge))
	r.image.Move(fyne.NewPos((size.Width-edge)/2, (size.Height-edge)/2))
}

func (r *iconRenderer) Refresh() {
	resource := r.icon.resource
	if resource == nil {
		return
	}
	now := drawnIcon{resource.Name(), r.icon.colour, theme.Color(r.icon.colour)}
	if now == r.drawn {
		return
	}
	r.drawn = now
	r.image.Resource = theme.NewColoredResource(resource, now.colour)
	r.image.Refresh()
}
