package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// font is the theme's font for a style. Text that names its font is set in it
// alone: Fyne then loads neither its own fonts to fall back on nor the
// desktop's, which takes longer than all else on the way to the first screen,
// until there is a character that the font does not have.
func font(style fyne.TextStyle) fyne.Resource {
	return fyne.CurrentApp().Settings().Theme().Font(style)
}

// newLine is a line of text in the theme's font. Whoever draws it calls set in
// its refresh, so that the line follows a change of the type's size.
func newLine(text string, size fyne.ThemeSizeName, style fyne.TextStyle) *canvas.Text {
	t := canvas.NewText(text, color.Black)
	set(t, size, style)
	return t
}

// set gives a line a size and a style in the theme's font.
func set(t *canvas.Text, size fyne.ThemeSizeName, style fyne.TextStyle) {
	t.TextSize, t.TextStyle, t.FontSource = theme.Size(size), style, font(style)
}

// measure returns the size of a line of text, and how far its base line is
// below its top.
func measure(text string, size fyne.ThemeSizeName, style fyne.TextStyle) (fyne.Size, float32) {
	return fyne.CurrentApp().Driver().RenderedTextSize(text, theme.Size(size), style, font(style))
}
