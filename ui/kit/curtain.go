package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Curtain is what a window holds while it comes up. What is behind it is made
// when Fyne first draws the window, or when the curtain is raised, whichever
// comes first.
//
// Fyne draws a window at the end of its Show, whatever it holds by then, and a
// renderer without a graphics card draws an empty one for as long as a full
// one. What the first picture shows should be known as late as possible, for
// it is read while Show has the system make the window.
type Curtain struct {
	// It is extended when it is raised: before, it can do without its renderer.
	widget.BaseWidget
	least   fyne.Size
	furnish func()
	content fyne.CanvasObject
}

// NewCurtain returns one for a window of at least that size. furnish is called
// once, on Fyne's goroutine, and calls Reveal. It may be called while Fyne
// draws, and so must not give the window another content.
func NewCurtain(least fyne.Size, furnish func()) *Curtain {
	return &Curtain{least: least, furnish: furnish}
}

// Raise makes what is behind the curtain, unless it has been drawn already.
func (c *Curtain) Raise() {
	c.ExtendBaseWidget(c)
	c.BaseWidget.MinSize() // asks for the renderer
}

// Reveal puts an object behind the curtain and lays it out.
func (c *Curtain) Reveal(o fyne.CanvasObject) {
	c.content = o
	o.Resize(c.Size())
}

// MinSize is that of the window.
func (c *Curtain) MinSize() fyne.Size { return c.least }

// Resize belongs to Fyne.
func (c *Curtain) Resize(size fyne.Size) {
	c.BaseWidget.Resize(size)
	if c.content != nil {
		c.content.Resize(size)
	}
}

// Refresh belongs to Fyne.
func (c *Curtain) Refresh() {
	if c.content != nil {
		c.content.Refresh()
	}
}

// CreateRenderer belongs to Fyne.
func (c *Curtain) CreateRenderer() fyne.WidgetRenderer {
	if furnish := c.furnish; furnish != nil {
		c.furnish = nil // Fyne may ask for another renderer in its time
		furnish()
	}
	return widget.NewSimpleRenderer(c.content)
}
