package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"ukey/ui/look"
)

// Text is text in one style. Wrapped, it breaks lines where Unicode allows it
// (UAX #14): between Chinese characters, but never before a full stop or after
// an opening bracket.
type Text struct {
	widget.BaseWidget
	text   string
	size   fyne.ThemeSizeName
	style  fyne.TextStyle
	colour fyne.ThemeColorName
	align  fyne.TextAlign
	wrap   bool
	short  bool // one line, cut off with an ellipsis

	cut    []string // the lines at the width that was last asked for
	cutFor breaking
	// whole is the size on a single line.
	whole    fyne.Size
	wholeFor breaking

	lines  []*canvas.Text
	filled float32 // the size of type that the lines were made for
	box    *fyne.Container
}

// leastWrapped is how narrow wrapped text may get.
const leastWrapped float32 = 48

func newText(text string, size fyne.ThemeSizeName, colour fyne.ThemeColorName) *Text {
	t := &Text{text: text, size: size, colour: colour, box: &fyne.Container{}}
	t.ExtendBaseWidget(t)
	return t
}

// Body is a line of running text.
func Body(text string) *Text { return newText(text, look.Body, theme.ColorNameForeground) }

// Quiet is a line of secondary text.
func Quiet(text string) *Text { return newText(text, look.Body, look.Muted) }

// Caption is a line of small secondary text.
func Caption(text string) *Text { return newText(text, look.Caption, look.Muted) }

// Strong is a line in bold, one step larger.
func Strong(text string) *Text {
	return newText(text, look.Strong, theme.ColorNameForeground).Bold()
}

// Headline is the largest type: whose key it is.
func Headline(text string) *Text {
	return newText(text, look.Headline, theme.ColorNameForeground).Bold()
}

// Bold sets the text in bold.
func (t *Text) Bold() *Text { t.style.Bold = true; return t }

// Mono sets it in fixed width, for ASCII codes that are compared by eye.
func (t *Text) Mono() *Text { t.style.Monospace = true; return t }

// Wrapped lets it run over several lines.
func (t *Text) Wrapped() *Text { t.wrap = true; return t }

// Shortened cuts it off with an ellipsis where it does not fit one line.
func (t *Text) Shortened() *Text { t.short = true; return t }

// Centred aligns it in the middle.
func (t *Text) Centred() *Text { t.align = fyne.TextAlignCenter; return t }

// Trailing aligns it at the right.
func (t *Text) Trailing() *Text { t.align = fyne.TextAlignTrailing; return t }

// In sets the colour.
func (t *Text) In(colour fyne.ThemeColorName) *Text { t.colour = colour; return t }

// Text returns what it says.
func (t *Text) Text() string { return t.text }

// Set says something else, in the colour. Who holds a wrapped text lays it out
// anew.
func (t *Text) Set(text string, colour fyne.ThemeColorName) {
	t.text, t.colour = text, colour
	t.fill(t.Size().Width)
	t.Refresh()
}

// HeightFor is the height at that width.
func (t *Text) HeightFor(width float32) float32 {
	if !t.wrap {
		return t.MinSize().Height
	}
	return t.lineHeight() * float32(len(t.broken(width)))
}

// MinSize is one line's size; a text that gives way needs little width.
func (t *Text) MinSize() fyne.Size {
	size := t.unbroken()
	switch {
	case t.wrap && t.Size().Width > 0:
		return fyne.NewSize(min(size.Width, leastWrapped), t.HeightFor(t.Size().Width))
	case t.wrap, t.short:
		size.Width = min(size.Width, leastWrapped)
	}
	return size
}

// Resize breaks the lines anew.
func (t *Text) Resize(size fyne.Size) {
	t.BaseWidget.Resize(size)
	t.fill(size.Width)
}

// unbroken is the text's size on a single line, as high as the proportional
// fonts are, for every style. It is kept: layouts ask for it hundreds of times.
func (t *Text) unbroken() fyne.Size {
	if now := (breaking{text: t.text, size: theme.Size(t.size), style: t.style}); now != t.wholeFor {
		line, _ := measure("国", t.size, fyne.TextStyle{Bold: t.style.Bold})
		t.whole, t.wholeFor = fyne.NewSize(t.width(t.text), line.Height), now
	}
	return t.whole
}

func (t *Text) lineHeight() float32 { return t.unbroken().Height }

// drop is how far a line of another font has to be moved down to stand on the
// base line of the text beside it.
func (t *Text) drop() float32 {
	return drop(t.size, t.style)
}

func drop(size fyne.ThemeSizeName, style fyne.TextStyle) float32 {
	if !style.Monospace {
		return 0
	}
	_, here := measure("0", size, fyne.TextStyle{})
	_, own := measure("0", size, style)
	return here - own
}

func (t *Text) width(s string) float32 {
	size, _ := measure(s, t.size, t.style)
	return size.Width
}

// fill makes one canvas text for each line.
func (t *Text) fill(width float32) {
	lines := []string{t.text}
	switch {
	case t.wrap:
		lines = t.broken(width)
	case t.short:
		lines[0] = t.shortened(width)
	}
	t.filled = theme.Size(t.size)
	t.lines = t.lines[:0]
	t.box.Objects = nil
	for i, line := range lines {
		c := newLine(line, t.size, t.style)
		c.Color, c.Alignment = theme.Color(t.colour), t.align
		c.Move(fyne.NewPos(0, float32(i)*t.lineHeight()+t.drop()))
		// Fyne centres a text in a height that is not its own.
		c.Resize(fyne.NewSize(width, c.MinSize().Height))
		t.lines = append(t.lines, c)
		t.box.Objects = append(t.box.Objects, c)
	}
	canvas.Refresh(t.box)
}

// CreateRenderer belongs to Fyne.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	return paint(painter{
		objects: []fyne.CanvasObject{t.box},
		min:     t.MinSize,
		layout:  t.box.Resize,
		refresh: func() {
			if len(t.lines) > 0 && t.filled != theme.Size(t.size) {
				t.fill(t.Size().Width)
			}
			for _, line := range t.lines {
				line.Color = theme.Color(t.colour)
			}
		},
	})
}
