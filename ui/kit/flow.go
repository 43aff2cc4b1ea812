package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Wrapper is an object whose height depends on its width, as that of text
// does.
type Wrapper interface {
	HeightFor(width float32) float32
}

// wrapLayout is a layout that knows how high its children are together.
type wrapLayout interface {
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// HeightFor is the height that an object needs at that width.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	if w, ok := o.(Wrapper); ok {
		return w.HeightFor(width)
	}
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(wrapLayout); ok {
			return l.heightFor(c.Objects, width)
		}
	}
	return o.MinSize().Height
}

// measured is the width for which a layout says how high it is at least: the
// last one it had. Before it has had one, all text is taken to fit one line: to
// break it to its least width takes longer than to lay everything out, and the
// height is of no use to anybody.
func measured(least, last float32) float32 {
	if last == 0 {
		return boundless
	}
	return max(least, last)
}

// boundless is wider than any screen.
const boundless float32 = 1 << 16

// visible leaves out what is hidden.
func visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	shown := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o.Visible() {
			shown = append(shown, o)
		}
	}
	return shown
}

// column puts its children under each other, each as wide as the column.
type column struct {
	gap   float32
	width float32 // at the last layout; 0 before
}

// Column puts objects under each other.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&column{gap: gap}, objects...)
}

func (l *column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.Width == 0 {
		return // Fyne lays out anew at each Add, before there is room
	}
	l.width = size.Width
	var y float32
	for _, o := range visible(objects) {
		height := HeightFor(o, size.Width)
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, height))
		y += height + l.gap
	}
}

func (l *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var width float32
	for _, o := range visible(objects) {
		width = max(width, o.MinSize().Width)
	}
	return fyne.NewSize(width, l.heightFor(objects, measured(width, l.width)))
}

func (l *column) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var height float32
	for i, o := range visible(objects) {
		if i > 0 {
			height += l.gap
		}
		height += HeightFor(o, width)
	}
	return height
}

// row puts its children side by side, centred on each other or at the top. One
// of them takes the room that is left.
type row struct {
	gap   float32
	grow  int // index among all children, or -1
	top   bool
	width float32
}

// Row puts objects side by side with their natural widths.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&row{gap: gap, grow: -1}, objects...)
}

// GrowRow is a Row whose object with that index takes the room that is left.
func GrowRow(gap float32, grow int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&row{gap: gap, grow: grow}, objects...)
}

// TopRow is a GrowRow whose objects are aligned at the top.
func TopRow(gap float32, grow int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&row{gap: gap, grow: grow, top: true}, objects...)
}

// widths shares out the width.
func (l *row) widths(objects []fyne.CanvasObject, width float32) []float32 {
	shares := make([]float32, len(objects))
	left, shown := width, 0
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		if shown++; shown > 1 {
			left -= l.gap
		}
		if i != l.grow {
			shares[i] = o.MinSize().Width
			left -= shares[i]
		}
	}
	if l.grow >= 0 {
		shares[l.grow] = max(left, objects[l.grow].MinSize().Width)
	}
	return shares
}

func (l *row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	var x float32
	for i, width := range l.widths(objects, size.Width) {
		o := objects[i]
		if !o.Visible() {
			continue
		}
		height, y := HeightFor(o, width), float32(0)
		if _, isRule := o.(*Surface); isRule {
			height = size.Height
		}
		if !l.top {
			y = (size.Height - height) / 2
		}
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(width, height))
		x += width + l.gap
	}
}

func (l *row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var width float32
	for i, o := range visible(objects) {
		if i > 0 {
			width += l.gap
		}
		width += o.MinSize().Width
	}
	return fyne.NewSize(width, l.heightFor(objects, measured(width, l.width)))
}

func (l *row) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var height float32
	for i, w := range l.widths(objects, width) {
		if objects[i].Visible() {
			height = max(height, HeightFor(objects[i], w))
		}
	}
	return height
}

// inset keeps its child away from the edges.
type inset struct {
	top, right, bottom, left float32
	width                    float32
}

// Inset puts room around an object, in the order of CSS.
func Inset(top, right, bottom, left float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&inset{top: top, right: right, bottom: bottom, left: left}, o)
}

// Pad puts the same room on all sides.
func Pad(room float32, o fyne.CanvasObject) *fyne.Container {
	return Inset(room, room, room, room, o)
}

func (l *inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	for _, o := range objects {
		o.Move(fyne.NewPos(l.left, l.top))
		o.Resize(size.SubtractWidthHeight(l.left+l.right, l.top+l.bottom))
	}
}

func (l *inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var width float32
	for _, o := range objects {
		width = max(width, o.MinSize().Width)
	}
	width += l.left + l.right
	return fyne.NewSize(width, l.heightFor(objects, measured(width, l.width)))
}

func (l *inset) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var height float32
	for _, o := range objects {
		height = max(height, HeightFor(o, width-l.left-l.right))
	}
	return height + l.top + l.bottom
}

// layers puts its children on top of each other, all of the same size.
type layers struct{ width float32 }

// Layers puts objects on top of each other, the last one in front.
func Layers(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&layers{}, objects...)
}

func (l *layers) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
}

func (l *layers) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var width float32
	for _, o := range objects {
		width = max(width, o.MinSize().Width)
	}
	return fyne.NewSize(width, l.heightFor(objects, measured(width, l.width)))
}

func (l *layers) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var height float32
	for _, o := range objects {
		height = max(height, HeightFor(o, width))
	}
	return height
}

// shares gives its two children a share of the width each.
type shares struct{ left, gap, width float32 }

// Shares puts two objects side by side, the left one with that share of the
// width, between 0 and 1.
func Shares(left, gap float32, a, b fyne.CanvasObject) *fyne.Container {
	return container.New(&shares{left: left, gap: gap}, a, b)
}

func (l *shares) widths(width float32) [2]float32 {
	left := (width - l.gap) * l.left
	return [2]float32{left, width - l.gap - left}
}

func (l *shares) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	var x float32
	for i, width := range l.widths(size.Width) {
		objects[i].Move(fyne.NewPos(x, 0))
		objects[i].Resize(fyne.NewSize(width, size.Height))
		x += width + l.gap
	}
}

func (l *shares) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := objects[0].MinSize().Width + l.gap + objects[1].MinSize().Width
	return fyne.NewSize(width, l.heightFor(objects, measured(width, l.width)))
}

func (l *shares) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	widths := l.widths(width)
	return max(HeightFor(objects[0], widths[0]), HeightFor(objects[1], widths[1]))
}
