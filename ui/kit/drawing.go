package kit

import (
	"bytes"
	"image"
	"image/draw"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

// NewDrawing returns an SVG in its own colours, of that size at least. It is best
// given no more room: each of its shapes takes as long as there are pixels in all
// of it.
func NewDrawing(resource fyne.Resource, size fyne.Size) *canvas.Raster {
	raster := canvas.NewRaster(func(width, height int) image.Image {
		picture := image.NewRGBA(image.Rect(0, 0, width, height))
		drawSVG(picture, resource.Content())
		return picture
	})
	raster.SetMinSize(size)
	return raster
}

// drawSVG draws an SVG as large as it fits, in the middle. What is no SVG leaves
// the picture as it is.
func drawSVG(on draw.Image, svg []byte) {
	shapes, err := oksvg.ReadIconStream(bytes.NewReader(svg))
	if err != nil || shapes.ViewBox.W <= 0 || shapes.ViewBox.H <= 0 {
		return
	}
	area := on.Bounds()
	box, w, h := shapes.ViewBox, float64(area.Dx()), float64(area.Dy())
	scale := min(w/box.W, h/box.H)
	left, top := (w-box.W*scale)/2, (h-box.H*scale)/2
	shapes.Transform = rasterx.Identity.Translate(left-box.X*scale, top-box.Y*scale).Scale(scale, scale)
	shapes.Draw(rasterx.NewDasher(area.Dx(), area.Dy(), rasterx.NewScannerGV(area.Dx(), area.Dy(), on, area)), 1)
}
