package kit

import (
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

// Outline is a short tree to select from, by mouse or by arrow keys. All of
// its rows exist at once, which suits dozens, not thousands.
type Outline struct {
	widget.BaseWidget
	// OnSelect and OnFold are called with a row's ID when the person asks for
	// it; the caller answers with SetRows or Select.
	OnSelect, OnFold func(id string)

	rows     []OutlineRow
	selected string
	focused  bool
	lines    []*outlineLine
	box      *fyne.Container
}

// NewOutline returns an empty outline.
func NewOutline(onSelect, onFold func(id string)) *Outline {
	o := &Outline{OnSelect: onSelect, OnFold: onFold, box: Column(2)}
	o.ExtendBaseWidget(o)
	return o
}

// SetRows shows other rows. The selection stays with its ID, even while no row
// has it.
func (o *Outline) SetRows(rows []OutlineRow) {
	if slices.Equal(rows, o.rows) {
		return
	}
	o.rows = slices.Clone(rows)
	o.lines = nil
	o.box.Objects = nil
	for _, row := range rows {
		line := newOutlineLine(o, row)
		o.lines = append(o.lines, line)
		o.box.Objects = append(o.box.Objects, line)
	}
	o.box.Refresh()
	o.Refresh()
}

// Rows returns what is shown.
func (o *Outline) Rows() []OutlineRow { return slices.Clone(o.rows) }

// Select marks a row.
func (o *Outline) Select(id string) {
	o.selected = id
	for _, line := range o.lines {
		line.Refresh()
		if o.focused && line.row.ID == id {
			reveal(line)
		}
	}
}

// Selected returns the marked row's ID.
func (o *Outline) Selected() string { return o.selected }

// FocusGained belongs to Fyne.
func (o *Outline) FocusGained() { o.focused = true; o.Select(o.selected) }

// FocusLost belongs to Fyne.
func (o *Outline) FocusLost() { o.focused = false; o.Select(o.selected) }

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
		if at >= 0 && o.rows[at].Foldable && wantsFold(event.Name, o.rows[at].Folded) {
			o.OnFold(o.selected)
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
	o.OnSelect(row.ID)
}

// CreateRenderer belongs to Fyne.
func (o *Outline) CreateRenderer() fyne.WidgetRenderer {
	return paint(painter{
		objects: []fyne.CanvasObject{o.box},
		min:     func() fyne.Size { return o.box.MinSize() },
		layout:  func(size fyne.Size) { o.box.Resize(size) },
		refresh: func() {},
	})
}
