package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/look"
)

// Fold is a line with a state that opens and closes what its owner shows under
// it. It stays the same widget while its state changes, so that the focus stays
// where it is.
type Fold struct {
	press
	title, note, word *Text
	mark, arrow       *Icon
	content           *fyne.Container
}

// foldTitle is the room for titles, so that notes begin under each other, while
// type is of normal size.
const foldTitle float32 = 148

// NewFold returns a line with that title; toggle is called when it is pressed.
func NewFold(title string, toggle func()) *Fold {
	f := &Fold{
		title: Body(title).Wrapped(), note: Caption("").Shortened(), word: Body(""),
		mark: NewMark(Past, 16), arrow: NewIcon(folded, look.Muted, 14),
	}
	f.content = Inset(look.S2, look.S3, look.S2, look.S3, GrowRow(10, 2,
		f.mark, Layers(Gap(look.Enlarged(foldTitle), 0), f.title), f.note, f.word, Layers(Gap(14, 14), f.arrow)))
	f.be(f, toggle)
	return f
}

// Set shows a state: its tone, a few words about it, and its name. A line that
// has nothing under it cannot be opened.
func (f *Fold) Set(tone Tone, note, word string, open, empty bool) {
	f.mark.Set(MarkOf(tone))
	f.note.Set(note, look.Muted)
	f.word.Set(word, tone.Colour())
	f.title.style.Bold = tone == Broken || tone == Warning
	f.title.Set(f.title.Text(), theme.ColorNameForeground)
	if open {
		f.arrow.Set(unfolded, look.Muted)
	} else {
		f.arrow.Set(folded, look.Muted)
	}
	f.arrow.Hidden = empty
	if empty {
		f.Disable()
	} else {
		f.Enable()
	}
	f.content.Refresh()
	f.Refresh()
}

// Title returns what it is about.
func (f *Fold) Title() string { return f.title.Text() }

// HeightFor is the height at that width.
func (f *Fold) HeightFor(width float32) float32 { return max(HeightFor(f.content, width), 40) }

// CreateRenderer belongs to Fyne.
func (f *Fold) CreateRenderer() fyne.WidgetRenderer {
	veil := canvas.NewRectangle(color.Transparent)
	veil.CornerRadius = look.Corner
	ring := focusRing()
	return paint(painter{
		objects: []fyne.CanvasObject{veil, f.content, ring},
		min:     func() fyne.Size { return fyne.NewSize(f.content.MinSize().Width, f.HeightFor(f.Size().Width)) },
		layout: func(size fyne.Size) {
			veil.Resize(size)
			f.content.Resize(size)
			ring.Move(fyne.NewPos(2, 2))
			ring.Resize(size.SubtractWidthHeight(4, 4))
		},
		refresh: func() {
			veil.FillColor = color.Transparent
			if f.hovered && !f.Disabled() {
				veil.FillColor = theme.Color(theme.ColorNameHover)
			}
			ring.StrokeColor = theme.Color(theme.ColorNameFocus)
			ring.Hidden = !f.focused
		},
	})
}
