package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/look"
)

// Tile is a card with an icon over a name of up to two lines. All tiles are of
// one size.
type Tile struct {
	press
	icon  fyne.Resource
	label *Text
	faint bool
}

const (
	tileWidth, tileHeight float32 = 112, 72
	tileIcon              float32 = 24
)

// NewTile returns a tile that calls act on Fyne's goroutine. A faint one looks
// as if there were nothing behind it, and can be pressed all the same, to say
// why.
func NewTile(icon fyne.Resource, label string, faint bool, act func()) *Tile {
	t := &Tile{icon: icon, label: Caption(label).Centred().Wrapped(), faint: faint}
	t.be(t, act)
	return t
}

// Label returns the name on it.
func (t *Tile) Label() string { return t.label.Text() }

func (t *Tile) min() fyne.Size {
	return fyne.NewSize(look.Enlarged(tileWidth), max(tileHeight, tileIcon+look.S1+2*t.label.lineHeight()+look.S2))
}

// CreateRenderer belongs to Fyne.
func (t *Tile) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	veil := canvas.NewRectangle(color.Transparent)
	ground.CornerRadius, veil.CornerRadius = look.Corner, look.Corner
	icon := NewIcon(t.icon, look.AccentText, tileIcon)
	ring := focusRing()
	return paint(painter{
		objects: []fyne.CanvasObject{ground, veil, icon, t.label, ring},
		min:     t.min,
		layout: func(size fyne.Size) {
			ground.Resize(size)
			veil.Resize(size)
			ring.Resize(size)
			width := size.Width - look.S2
			name := t.label.HeightFor(width)
			top := (size.Height - tileIcon - look.S1 - name) / 2
			icon.Move(fyne.NewPos((size.Width-tileIcon)/2, top))
			icon.Resize(fyne.NewSquareSize(tileIcon))
			t.label.Move(fyne.NewPos(look.S1, top+tileIcon+look.S1))
			t.label.Resize(fyne.NewSize(width, name))
		},
		refresh: func() {
			ground.FillColor = theme.Color(look.Raised)
			ground.StrokeColor, ground.StrokeWidth = theme.Color(theme.ColorNameSeparator), 1
			ink, words := look.AccentText, theme.ColorNameForeground
			if t.faint {
				ink, words = theme.ColorNameDisabled, look.Muted
			}
			icon.Set(t.icon, ink)
			t.label.In(words).Refresh()
			veil.FillColor = color.Transparent
			if t.hovered {
				veil.FillColor = theme.Color(theme.ColorNameHover)
			}
			ring.StrokeColor = theme.Color(theme.ColorNameFocus)
			ring.Hidden = !t.focused
		},
	})
}
