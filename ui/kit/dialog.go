package kit

import (
	"cmp"
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
	tall    bool // as high as the window allows, whatever it shows
	content Content
	article string // see About

	scrim, card *canvas.Rectangle
	side        *fyne.Container // with the content's Beside
	sideRoom    *inset          // around that
	title       *Text
	body        *fyne.Container // the scroll and nothing else
	footer      *fyne.Container
	open        bool
	scroll      *container.Scroll // of the content's Body; nil if it has none
	// stale is set while another dialog is in front and the content was
	// replaced: the focus has still to go where it belongs.
	stale bool
	// left is where the focus was when another dialog came in front.
	left spot
}

// Content is what a dialog shows at one moment.
type Content struct {
	Title string
	// Body scrolls where the window is too low for it. Fill takes its place
	// where something is to be as large as the dialog allows.
	Body, Fill fyne.CanvasObject
	// Beside stands at the left of all this, over the dialog's whole height.
	// May be nil.
	Beside fyne.CanvasObject
	// First is what has the focus at first; the dialog itself if nil, so that
	// Enter and Esc still arrive.
	First fyne.Focusable
	// Side stands at the left of the buttons. May be nil.
	Side fyne.CanvasObject
	// Buttons stand at the right, the primary one last.
	Buttons []*Button
	// Article is the ID of the help article about it, in place of the dialog's.
	Article string
	// Enter and Escape are what the keys do; nil does nothing.
	Enter, Escape func()
	// Keys is given all others that nobody has a use for. May be nil.
	Keys func(*fyne.KeyEvent)
}

// NoArticle is the article of the help itself.
const NoArticle = "-"

// About says which help article F1 opens. Without one it opens the help's first
// page, and with NoArticle nothing.
func (d *Dialog) About(article string) *Dialog { d.article = article; return d }

// SeeHelp opens the article about what is shown.
func (d *Dialog) SeeHelp() {
	if article := cmp.Or(d.content.Article, d.article); article != NoArticle && d.stage.Help != nil {
		d.stage.Help(article)
	}
}

// edge is the room that outlines and focus rings at the body's edge need.
const edge float32 = 3

const cardCorner = look.Corner + 4

// besideWidth is the room for Content.Beside, with type of normal size.
const besideWidth float32 = 208

// tallest is how high the body of a tall dialog gets, and lowWindow is the height
// of a window under which dialogs have little room around their parts, both with
// type of normal size.
const tallest, lowWindow float32 = 640, 480

// NewDialog prepares a dialog of that width, with type of normal size; Present
// opens it.
func (s *Stage) NewDialog(width float32) *Dialog {
	d := &Dialog{
		stage: s, width: width,
		scrim: canvas.NewRectangle(color.Transparent),
		card:  canvas.NewRectangle(color.Transparent),
		side:  container.NewStack(),
		title: Strong("").Wrapped(),
		body:  container.NewStack(), footer: container.NewStack(),
	}
	d.ExtendBaseWidget(d)
	return d
}

// Tall makes the dialog as high as the window allows, within reason, so that it
// stays where it is while it goes from page to page.
func (d *Dialog) Tall() *Dialog { d.tall = true; return d }

// Present opens the dialog with a content, or replaces the content.
func (d *Dialog) Present(c Content) {
	Retire(d.body)
	d.content = c
	d.title.Set(c.Title, theme.ColorNameForeground)
	d.scroll = nil
	if c.Fill != nil {
		d.body.Objects = []fyne.CanvasObject{Inset(edge, look.S4, edge, look.S4, c.Fill)}
	} else {
		page, scroll := Page(Inset(edge, look.S4, edge, look.S4, c.Body))
		d.body.Objects, d.scroll = []fyne.CanvasObject{page}, scroll
	}
	d.side.Objects = nil
	if c.Beside != nil {
		beside := Inset(look.S4, look.S3, look.S4, look.S4, c.Beside)
		d.sideRoom = beside.Layout.(*inset)
		d.side.Objects = []fyne.CanvasObject{besideGround(), beside}
	}

	buttons := Row(look.S2)
	for _, b := range c.Buttons {
		buttons.Add(b)
	}
	side := c.Side
	switch button, ok := side.(*Button); {
	case side == nil:
		side = Gap(0, 0)
	case ok && button.weight == Plain: // its text begins where the content does
		side = Inset(0, 0, 0, -look.S2, side)
	}
	d.footer.Objects = []fyne.CanvasObject{GrowRow(look.S2, 1, side, Gap(0, 0), buttons)}

	if !d.open {
		if top := d.stage.Top(); top != nil {
			top.left = top.spot()
		}
		d.open = true
		d.stage.dialogs = append(d.stage.dialogs, d)
		d.stage.canvas.Overlays().Add(d)
	}
	d.Fit()
	d.focus()
}

// focus gives the focus to what has it at first, once the dialog is in front. If
// that can have none now, the keys go to the dialog itself: what had the focus
// may be off the screen.
func (d *Dialog) focus() {
	if d.stale = d.stage.Top() != d; d.stale {
		return
	}
	if d.content.First == nil || disabled(d.content.First) {
		d.stage.canvas.Unfocus()
		return
	}
	d.stage.canvas.Focus(d.content.First)
}

// besideGround sets the left part off, with the card's corners.
func besideGround() fyne.CanvasObject {
	s := NewSurface(look.Sidebar)
	s.Corner, s.leftOnly = cardCorner, true
	return Inset(1, 0, 1, 1, s)
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
	if top := d.stage.Top(); top != nil && top.stale {
		top.focus()
	}
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
	case event.Name == fyne.KeyF1 && d.article != NoArticle:
		d.SeeHelp()
	case isEnter(event) && d.content.Enter != nil:
		d.content.Enter()
	case event.Name == fyne.KeyEscape && d.content.Escape != nil:
		d.content.Escape()
	case d.content.Keys != nil:
		d.content.Keys(event)
	case event.Name == fyne.KeyPageDown && d.scroll != nil:
		Turn(d.scroll, 1)
	case event.Name == fyne.KeyPageUp && d.scroll != nil:
		Turn(d.scroll, -1)
	}
}

// layout centres the card. It is as high as its content wants, and scrolls
// where the window is lower than that.
func (d *Dialog) layout(size fyne.Size) {
	body := d.content.Body
	if d.content.Fill != nil {
		body = d.content.Fill
	}
	if body == nil || size.IsZero() {
		return
	}
	margin, pad := look.S3, look.S4
	if size.Height < look.Enlarged(lowWindow) {
		margin, pad = look.S2, look.S3
	}
	var beside float32
	if d.content.Beside != nil {
		beside = look.Enlarged(besideWidth)
		d.sideRoom.top, d.sideRoom.bottom = pad, pad // begins on the title's line
	}
	width := min(look.Enlarged(d.width), size.Width-2*margin)
	inner := width - beside - 2*look.S4
	titleHeight := d.title.HeightFor(inner)
	footerHeight := d.footer.MinSize().Height
	fixed := pad + titleHeight + look.S3 - edge + pad - edge + footerHeight + pad
	bodyHeight := size.Height - 2*margin - fixed
	if d.tall {
		bodyHeight = min(look.Enlarged(tallest), bodyHeight)
	} else {
		bodyHeight = min(HeightFor(body, inner)+2*edge, bodyHeight)
	}
	height := fixed + bodyHeight

	left, top := (size.Width-width)/2, (size.Height-height)/2
	place := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(left+x, top+y))
		o.Resize(fyne.NewSize(w, h))
	}
	d.scrim.Resize(size)
	place(d.card, 0, 0, width, height)
	place(d.side, 0, 0, beside, height)
	place(d.title, beside+look.S4, pad, inner, titleHeight)
	place(d.body, beside, pad+titleHeight+look.S3-edge, width-beside, bodyHeight)
	place(d.footer, beside+look.S4, height-pad-footerHeight, inner, footerHeight)
}

// CreateRenderer belongs to Fyne.
func (d *Dialog) CreateRenderer() fyne.WidgetRenderer {
	d.card.CornerRadius = cardCorner
	return paint(painter{
		objects: []fyne.CanvasObject{d.scrim, d.card, d.side, d.title, d.body, d.footer},
		min:     func() fyne.Size { return fyne.NewSize(look.Enlarged(d.width), 0) },
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
