package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/look"
)

// ToolButton is an icon, alone or over or beside a small label.
type ToolButton struct {
	press
	icon   fyne.Resource
	label  string
	edge   float32 // of the icon; beside type, or alone, it grows with the type
	beside bool
	folded bool // takes up as little room as it can
	colour fyne.ThemeColorName
}

// NewToolButton returns an icon over a label, for a toolbar.
func NewToolButton(icon fyne.Resource, label string, act func()) *ToolButton {
	return newTool(&ToolButton{icon: icon, label: label, edge: 24}, act)
}

// NewSideTool returns a smaller icon with its label beside it.
func NewSideTool(icon fyne.Resource, label string, act func()) *ToolButton {
	return newTool(&ToolButton{icon: icon, label: label, edge: 18, beside: true}, act)
}

// NewIconButton returns a small icon without a label.
func NewIconButton(icon fyne.Resource, act func()) *ToolButton {
	return newTool(&ToolButton{icon: icon, edge: 16, colour: look.Muted}, act)
}

func newTool(b *ToolButton, act func()) *ToolButton {
	if b.colour == "" {
		b.colour = theme.ColorNameForeground
	}
	b.be(b, act)
	return b
}

// SetIcon shows another icon in another colour.
func (b *ToolButton) SetIcon(icon fyne.Resource, colour fyne.ThemeColorName) {
	b.icon, b.colour = icon, colour
	b.Refresh()
}

// fold makes it take up less room, or as much as usual: without the label if
// that stands beside the icon.
func (b *ToolButton) fold(on bool) {
	if on != b.folded {
		b.folded = on
		b.Refresh()
	}
}

// labelless tells whether there is nothing but the icon.
func (b *ToolButton) labelless() bool { return b.label == "" || b.beside && b.folded }

// Label returns the label, or "".
func (b *ToolButton) Label() string { return b.label }

// iconEdge is how large the icon is now.
func (b *ToolButton) iconEdge() float32 {
	if b.label != "" && !b.beside {
		return b.edge
	}
	return look.Enlarged(b.edge)
}

func (b *ToolButton) min(text fyne.Size) fyne.Size {
	edge := b.iconEdge()
	switch {
	case b.label == "":
		return fyne.NewSquareSize(edge + 2*look.S2)
	case b.beside && b.folded:
		return fyne.NewSquareSize(max(edge+2*look.S2, look.Target))
	case b.beside:
		return fyne.NewSize(edge+look.S2+text.Width+2*look.S2+look.S1, look.Target)
	case b.folded:
		return fyne.NewSize(max(text.Width, edge)+2*look.S1, max(64, edge+look.S1+text.Height+look.S3))
	default:
		return fyne.NewSize(max(text.Width+2*look.S3, 72), max(64, edge+look.S1+text.Height+look.S3))
	}
}

// CreateRenderer belongs to Fyne.
func (b *ToolButton) CreateRenderer() fyne.WidgetRenderer {
	veil := canvas.NewRectangle(color.Transparent)
	veil.CornerRadius = look.Corner
	ring := focusRing()
	icon := NewIcon(b.icon, b.colour, b.edge)
	size := look.Caption
	if b.beside {
		size = look.Body
	}
	text := newLine(b.label, size, fyne.TextStyle{})
	return paint(painter{
		objects: []fyne.CanvasObject{veil, icon, text, ring},
		min:     func() fyne.Size { return b.min(text.MinSize()) },
		layout: func(size fyne.Size) {
			veil.Resize(size)
			ring.Resize(size)
			t := text.MinSize()
			text.Resize(t)
			edge := b.iconEdge()
			icon.Resize(fyne.NewSquareSize(edge))
			middle := (size.Height - edge) / 2
			switch {
			case b.labelless():
				icon.Move(fyne.NewPos((size.Width-edge)/2, middle))
			case b.beside:
				icon.Move(fyne.NewPos(look.S2+2, middle))
				text.Move(fyne.NewPos(look.S2+2+edge+look.S2, (size.Height-t.Height)/2))
			default:
				top := (size.Height - edge - look.S1 - t.Height) / 2
				icon.Move(fyne.NewPos((size.Width-edge)/2, top))
				text.Move(fyne.NewPos((size.Width-t.Width)/2, top+edge+look.S1))
			}
		},
		refresh: func() {
			colour := b.colour
			if b.Disabled() {
				colour = theme.ColorNameDisabled
			}
			set(text, size, fyne.TextStyle{})
			text.Hidden = b.labelless()
			text.Text, text.Color = b.label, theme.Color(colour)
			icon.Set(b.icon, colour)
			veil.FillColor = color.Transparent
			if b.hovered && !b.Disabled() {
				veil.FillColor = theme.Color(theme.ColorNameHover)
			}
			ring.StrokeColor = theme.Color(theme.ColorNameFocus)
			ring.Hidden = !b.focused
		},
	})
}
