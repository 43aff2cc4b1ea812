package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"ukey/ui/look"
)

// Dialog is a card over the window that asks or tells one thing. Its content
// may change while it is open, as a task goes on.
type Dialog struct {
	widget.BaseWidget
	// OnClose is called once, however the dialog is closed. May be nil.
	OnClose func()

	stage   *Stage
	width   float32
	content Content

	scrim, card *canvas.Rectangle
	title       *Text
	body        *fyne.Container // the scroll and nothing else
	footer      *fyne.Container
	open        bool
}

// Content is what a dialog shows at one moment.
type Content struct {
	Title string
	Body  fyne.CanvasObject
	// First is what has the focus at first; the dialog itself if nil, so that
	// Enter and Esc still arrive.
	First fyne.Focusable
	// Side stands at the left of the buttons. May be nil.
	Side fyne.CanvasObject
	// Buttons stand at the right, the primary one last.
	Buttons []*Button
	// Enter and Escape are what the keys do; nil does nothing.
	Enter, Escape func()
}

// edge is the room that outlines and focus rings at the body's edge need.
const edge float32 = 3

// NewDialog prepares a dialog of that width; Present opens it.
func (s *Stage) NewDialog(width float32) *Dialog {
	d := &Dialog{
		stage: s, width: width,
		scrim: canvas.NewRectangle(color.Transparent),
		card:  canvas.NewRectangle(color.Transparent),
		title: Strong("").Wrapped(),
		body:  container.NewStack(), footer: container.NewStack(),
	}
	d.ExtendBaseWidget(d)
	return d
}

// Present opens the dialog with a content, or replaces the content.
func (d *Dialog) Present(c Content) {
	Retire(d.body)
	d.content = c
	d.title.Set(c.Title, theme.ColorNameForeground)
	page, _ := Page(Inset(edge, look.S4, edge, look.S4, c.Body))
	d.body.Objects = []fyne.CanvasObject{page}

	buttons := Row(look.S2)
	for _, b := range c.Buttons {
		buttons.Add(b)
	}
	side := c.Side
	if side == nil {
		side = Gap(0, 0)
	}
	// A plain button's text begins where the content does.
	d.footer.Objects = []fyne.CanvasObject{GrowRow(look.S2, 1, Inset(0, 0, 0, -look.S2, side), Gap(0, 0), buttons)}

	if !d.open {
		d.open = true
		d.stage.dialogs = append(d.stage.dialogs, d)
		d.stage.canvas.Overlays().Add(d)
	}
	d.Fit()
	if c.First != nil {
		d.stage.canvas.Focus(c.First)
	} else {
		d.stage.canvas.Unfocus()
	}
}

// Open tells whether the dialog is on the screen.
func (d *Dialog) Open() bool { return d.open }

// Content returns what is shown.
func (d *Dialog) Content() Content { return d.content }

// Card is where the dialog lies in the window.
func (d *Dialog) Card() (fyne.Position, fyne.Size) { return d.card.Position(), d.card.Size() }

// Close takes the dialog and everything opened over it off the screen.
func (d *Dialog) Close() {
	if !d.open {
		return
	}
	for top := d.stage.Top(); top != d; top = d.stage.Top() {
		top.Close()
	}
	d.open = false
	Retire(d.body)
	d.stage.dialogs = d.stage.dialogs[:len(d.stage.dialogs)-1]
	d.stage.canvas.Overlays().Remove(d)
	if d.OnClose != nil {
		d.OnClose()
	}
}

// Fit makes room after something within has changed its height.
func (d *Dialog) Fit() {
	d.layout(d.Size())
	d.Refresh()
}

func (d *Dialog) typed(event *fyne.KeyEvent) {
	switch {
	case isEnter(event) && d.content.Enter != nil:
		d.content.Enter()
	case event.Name == fyne.KeyEscape && d.content.Escape != nil:
		d.content.Escape()
	}
}

// layout centres the card. It is as high as its content wants, and scrolls
// where the window is lower than that.
func (d *Dialog) layout(size fyne.Size) {
	if d.content.Body == nil || size.IsZero() {
		return
	}
	const margin = look.S3
	width := min(d.width, size.Width-2*margin)
	inner := width - 2*look.S4
	titleHeight := d.title.HeightFor(inner)
	footerHeight := d.footer.MinSize().Height
	fixed := look.S4 + titleHeight + look.S3 - edge + look.S4 - edge + footerHeight + look.S4
	bodyHeight := min(HeightFor(d.content.Body, inner)+2*edge, size.Height-2*margin-fixed)
	height := fixed + bodyHeight

	left, top := (size.Width-width)/2, (size.Height-height)/2
	place := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(left+x, top+y))
		o.Resize(fyne.NewSize(w, h))
	}
	d.scrim.Resize(size)
	place(d.card, 0, 0, width, height)
	place(d.title, look.S4, look.S4, inner, titleHeight)
	place(d.body, 0, look.S4+titleHeight+look.S3-edge, width, bodyHeight)
	place(d.footer, look.S4, height-look.S4-footerHeight, inner, footerHeight)
}

// CreateRenderer belongs to Fyne.
func (d *Dialog) CreateRenderer() fyne.WidgetRenderer {
	d.card.CornerRadius = look.Corner + 4
	return paint(painter{
		objects: []fyne.CanvasObject{d.scrim, d.card, d.title, d.body, d.footer},
		min:     func() fyne.Size { return fyne.NewSize(d.width, 0) },
		layout:  d.layout,
		refresh: func() {
			d.scrim.FillColor = theme.Color(look.Scrim)
			d.card.FillColor = theme.Color(theme.ColorNameOverlayBackground)
			// An outline and the scrim set the card off; a soft shadow is
			// costly where OpenGL runs in software.
			d.card.StrokeColor, d.card.StrokeWidth = theme.Color(theme.ColorNameSeparator), 1
			d.layout(d.Size())
		},
	})
}
