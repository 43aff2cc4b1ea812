package kit

import (
	"image"
	"image/color"
	"image/draw"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"ukey/ui/look"
)

// Icon is a picture in one colour of the theme.
type Icon struct {
	widget.BaseWidget
	resource fyne.Resource
	colour   fyne.ThemeColorName
	size     float32
}

// NewIcon returns the picture as a square that is so large beside type of
// normal size, and grows with it. The resource is an SVG whose shapes are
// filled; their colour is replaced.
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
	r := &iconRenderer{icon: i}
	r.raster = canvas.NewRaster(r.draw)
	r.Refresh()
	return r
}

// iconRenderer draws the picture when the screen asks for its pixels. Fyne's
// own images of an SVG are parsed four times and drawn twice before they are
// first seen, which for the icons of the first screen took longer than to lay it out.
type iconRenderer struct {
	icon   *Icon
	raster *canvas.Raster
	drawn  drawnIcon
}

// drawnIcon is what an icon looks like.
type drawnIcon struct {
	name string // the resource's, which no other one has
	ink  color.Color
}

func (r *iconRenderer) Destroy()                     {}
func (r *iconRenderer) MinSize() fyne.Size           { return fyne.NewSquareSize(look.Enlarged(r.icon.size)) }
func (r *iconRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.raster} }

func (r *iconRenderer) Layout(size fyne.Size) {
	edge := min(look.Enlarged(r.icon.size), size.Width, size.Height)
	r.raster.Resize(fyne.NewSquareSize(edge))
	r.raster.Move(fyne.NewPos((size.Width-edge)/2, (size.Height-edge)/2))
}

func (r *iconRenderer) Refresh() {
	if r.icon.resource == nil {
		return
	}
	now := drawnIcon{r.icon.resource.Name(), theme.Color(r.icon.colour)}
	if now != r.drawn {
		r.drawn = now
		r.raster.Refresh()
	}
}

// draw returns the picture in that many pixels.
func (r *iconRenderer) draw(width, height int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	if r.icon.resource != nil {
		mask := silhouette(r.icon.resource.Content(), width, height)
		draw.DrawMask(picture, picture.Rect, image.NewUniform(r.drawn.ink), image.Point{}, mask, image.Point{}, draw.Over)
	}
	return picture
}

// silhouette draws the shapes of an SVG, whatever their colour.
func silhouette(svg []byte, width, height int) *image.Alpha {
	mask := image.NewAlpha(image.Rect(0, 0, width, height))
	drawSVG(mask, svg)
	return mask
}
