package kit

import (
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// OutlineRow is one line of an outline.
type OutlineRow struct {
	// ID names the row from one SetRows to the next.
	ID       string
	Depth    int
	Icon     fyne.Resource // nil for a Mark instead
	Mark     Tone
	Title    string
	Bold     bool
	Caption  string // second line, may be empty
	Trailing string // at the right, in the mark's colour
	Foldable bool
	Folded   bool
}

// Outline is a tree to select from, by mouse or by arrow keys. All of its rows
// exist at once, and only those in view are drawn, which suits hundreds, not
// thousands.
type Outline struct {
	widget.BaseWidget
	// OnSelect and OnFold are called with a row's ID when the person asks for
	// it; the caller answers with SetRows or Select.
	OnSelect, OnFold func(id string)
	// OnOpen is called when the person wants what a row stands for: by Enter, or
	// by a click on the row that is selected. May be nil.
	OnOpen func(id string)

	rows     []OutlineRow
	selected string
	focused  bool
	lines    []*outlineLine
	// The part of the outline that is in view; all of it before InView.
	top, bottom float32
}

// lineGap is the room between two rows, groupGap that between what belongs to a
// row and the next one beside it.
const lineGap, groupGap float32 = 2, 6

// gap is the room over the row with that index.
func (o *Outline) gap(i int) float32 {
	switch {
	case i == 0:
		return 0
	case o.rows[i].Depth == 0 && o.rows[i-1].Depth > 0:
		return groupGap
	default:
		return lineGap
	}
}

// NewOutline returns an empty outline.
func NewOutline(onSelect, onFold func(id string)) *Outline {
	o := &Outline{OnSelect: onSelect, OnFold: onFold, bottom: math.MaxFloat32}
	o.ExtendBaseWidget(o)
	return o
}

// SetRows shows other rows. The selection stays with its ID, even while no row
// has it. It reports whether anything is different: whoever holds the outline
// lays it out anew then.
func (o *Outline) SetRows(rows []OutlineRow) bool {
	if slices.Equal(rows, o.rows) {
		return false
	}
	o.rows = slices.Clone(rows)
	o.lines = nil
	for _, row := range rows {
		o.lines = append(o.lines, newOutlineLine(o, row))
	}
	o.Refresh()
	return true
}

// Rows returns what is shown.
func (o *Outline) Rows() []OutlineRow { return slices.Clone(o.rows) }

// Select marks a row.
func (o *Outline) Select(id string) {
	if id != o.selected {
		before := o.selected
		o.selected = id
		o.redraw(before)
		o.redraw(id)
	}
}

// Reveal scrolls whatever the outline stands in so that the marked row is in view.
func (o *Outline) Reveal() {
	for _, line := range o.lines {
		if line.row.ID == o.selected {
			Reveal(line)
		}
	}
}

// redraw draws the row of that ID anew and, while the keyboard is here, brings
// it into view.
func (o *Outline) redraw(id string) {
	for _, line := range o.lines {
		if line.row.ID != id {
			continue
		}
		line.Refresh()
		if o.focused && id == o.selected {
			Reveal(line)
		}
	}
}

// InView tells which part of the outline a person sees, from its top. The rows
// outside of it are not drawn.
func (o *Outline) InView(top, bottom float32) {
	o.top, o.bottom = top, bottom
	o.arrange(o.Size())
}

// arrange puts the rows under each other and hides those out of view.
func (o *Outline) arrange(size fyne.Size) {
	var y float32
	for i, line := range o.lines {
		y += o.gap(i)
		height := line.height()
		if seen := y+height > o.top && y < o.bottom; seen != line.Visible() {
			if seen {
				line.Show()
			} else {
				line.Hide()
			}
		}
		line.Move(fyne.NewPos(0, y))
		line.Resize(fyne.NewSize(size.Width, height))
		y += height
	}
}

// leastOutline is how narrow an outline may get: its rows are shortened.
const leastOutline float32 = 120

func (o *Outline) minSize() fyne.Size {
	var height float32
	for i, line := range o.lines {
		height += o.gap(i) + line.height()
	}
	return fyne.NewSize(leastOutline, height)
}

// Selected returns the marked row's ID.
func (o *Outline) Selected() string { return o.selected }

// FocusGained belongs to Fyne.
func (o *Outline) FocusGained() { o.focused = true; o.redraw(o.selected) }

// FocusLost belongs to Fyne.
func (o *Outline) FocusLost() { o.focused = false; o.redraw(o.selected) }

// TypedRune belongs to Fyne.
func (o *Outline) TypedRune(rune) {}

// TypedKey moves the selection, and opens and closes what can be folded.
func (o *Outline) TypedKey(event *fyne.KeyEvent) {
	at := slices.IndexFunc(o.rows, func(r OutlineRow) bool { return r.ID == o.selected })
	switch event.Name {
	case fyne.KeyUp:
		o.move(max(at-1, 0))
	case fyne.KeyDown:
		o.move(at + 1)
	case fyne.KeyHome:
		o.move(0)
	case fyne.KeyEnd:
		o.move(len(o.rows) - 1)
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		switch {
		case at < 0:
		case o.rows[at].Foldable && wantsFold(event.Name, o.rows[at].Folded):
			o.OnFold(o.selected)
		case o.OnOpen != nil && isEnter(event):
			o.OnOpen(o.selected)
		case o.OnOpen != nil && event.Name == fyne.KeyLeft:
			passOn(o, event)
		}
	default:
		passOn(o, event)
	}
}

// wantsFold tells whether the key changes a row in that state.
func wantsFold(key fyne.KeyName, folded bool) bool {
	switch key {
	case fyne.KeyLeft:
		return !folded
	case fyne.KeyRight:
		return folded
	default:
		return true
	}
}

func (o *Outline) move(to int) {
	if to >= 0 && to < len(o.rows) {
		o.OnSelect(o.rows[to].ID)
	}
}

// clicked is the mouse's way.
func (o *Outline) clicked(row OutlineRow) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		c.Focus(o)
	}
	if row.Foldable {
		o.OnFold(row.ID)
		return
	}
	if row.ID == o.selected && o.OnOpen != nil {
		o.OnOpen(row.ID)
		return
	}
	o.OnSelect(row.ID)
}

// CreateRenderer belongs to Fyne.
func (o *Outline) CreateRenderer() fyne.WidgetRenderer { return &outlineRenderer{o} }

// outlineRenderer draws the rows there are.
type outlineRenderer struct{ outline *Outline }

func (r *outlineRenderer) Destroy()              {}
func (r *outlineRenderer) Layout(size fyne.Size) { r.outline.arrange(size) }
func (r *outlineRenderer) MinSize() fyne.Size    { return r.outline.minSize() }

func (r *outlineRenderer) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(r.outline.lines))
	for i, line := range r.outline.lines {
		objects[i] = line
	}
	return objects
}

func (r *outlineRenderer) Refresh() {
	r.outline.arrange(r.outline.Size())
	for _, line := range r.outline.lines {
		line.Refresh()
	}
}
