package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"ukey/ui/look"
)

// Run is text in one style within a Prose.
type Run struct {
	Text       string
	Bold, Mono bool
	// Act makes it a link, which is never broken over two lines.
	Act func()
}

// Prose is a paragraph whose words differ in style, and may be links. It breaks
// lines as Text does. Links have the focus one after the other, as buttons do.
type Prose struct {
	widget.BaseWidget
	runs  []Run
	links map[int]*Button // by index of their runs
	lines []proseLine
	// The width and the size of type that the lines were made for.
	width, size float32
	box         *fyne.Container
}

// NewProse returns a paragraph of these runs.
func NewProse(runs ...Run) *Prose {
	p := &Prose{runs: runs, links: map[int]*Button{}, box: &fyne.Container{}}
	for i, r := range runs {
		if r.Act != nil {
			p.links[i] = NewButton(r.Text, Inline, r.Act)
		}
	}
	p.ExtendBaseWidget(p)
	return p
}

// Text returns what it says, without the styles.
func (p *Prose) Text() string { return textOf(p.runs) }

// HeightFor is the height at that width.
func (p *Prose) HeightFor(width float32) float32 {
	return float32(len(p.broken(width))) * proseLineHeight()
}

// MinSize is as narrow as wrapped text may get.
func (p *Prose) MinSize() fyne.Size {
	return fyne.NewSize(leastWrapped, p.HeightFor(max(p.Size().Width, leastWrapped)))
}

// Resize breaks the lines anew.
func (p *Prose) Resize(size fyne.Size) {
	p.BaseWidget.Resize(size)
	p.fill(size.Width)
}

// leading is the room between lines, which running text needs more of than a
// single sentence.
const leading float32 = 3

func proseLineHeight() float32 {
	size, _ := measure("国", look.Body, fyne.TextStyle{})
	return size.Height + leading
}

// broken returns the lines at a width, which are kept for the next question.
func (p *Prose) broken(width float32) []proseLine {
	if size := theme.Size(look.Body); p.lines == nil || width != p.width || size != p.size {
		p.lines, p.width, p.size = breakRuns(p.runs, width), width, size
	}
	return p.lines
}

// fill places the pieces of the lines.
func (p *Prose) fill(width float32) {
	p.box.Objects = nil
	height := proseLineHeight()
	for i, line := range p.broken(width) {
		var x float32
		for _, piece := range line {
			o := p.draw(piece)
			size := o.MinSize()
			y := float32(i)*height + leading/2 + drop(look.Body, piece.style())
			o.Move(fyne.NewPos(x, y))
			o.Resize(size)
			x += piece.width()
			p.box.Objects = append(p.box.Objects, o)
		}
	}
	canvas.Refresh(p.box)
}

// draw makes a piece's object; that of a link is always the same.
func (p *Prose) draw(piece prosePiece) fyne.CanvasObject {
	if link := p.links[piece.index]; link != nil {
		return link
	}
	t := newLine(piece.text, look.Body, piece.style())
	t.Color = theme.Color(theme.ColorNameForeground)
	return t
}

// CreateRenderer belongs to Fyne.
func (p *Prose) CreateRenderer() fyne.WidgetRenderer {
	return paint(painter{
		objects: []fyne.CanvasObject{p.box},
		min:     p.MinSize,
		layout:  p.box.Resize,
		refresh: func() {
			if p.lines != nil && p.size != theme.Size(look.Body) {
				p.fill(p.Size().Width)
			}
			for _, o := range p.box.Objects {
				if t, ok := o.(*canvas.Text); ok {
					t.Color = theme.Color(theme.ColorNameForeground)
				}
			}
		},
	})
}
