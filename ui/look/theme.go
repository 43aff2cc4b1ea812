package look

import (
	"image/color"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/assets"
)

// Space between things, in Fyne's device-independent pixels.
const (
	S1 float32 = 4
	S2 float32 = 8
	S3 float32 = 16
	S4 float32 = 24
	S5 float32 = 32
)

// Sizes of what is touched, in the same unit.
const (
	Corner float32 = 8
	// Target is the least height of anything that is clicked.
	Target float32 = 36
)

// Mode is which palette a person wants.
type Mode string

// The modes.
const (
	System Mode = "system" // as the desktop is set
	Light  Mode = "light"
	Dark   Mode = "dark"
)

// Theme is the look as Fyne asks for it. It is read-only once made.
type Theme struct {
	mode        Mode
	text        TextSize
	light, dark palette
	told        *atomic.Bool // see Once
}

// The bundled fonts, one resource each for all themes: Fyne keeps what it has
// parsed by the resource, 15 MB a font, and for good.
var (
	regular = fyne.NewStaticResource("ui-regular.otf", assets.FontRegular())
	bold    = fyne.NewStaticResource("ui-bold.otf", assets.FontBold())
)

// New returns the theme in a mode, with type of normal size; an unknown mode
// counts as System.
func New(mode Mode) *Theme {
	return &Theme{
		mode:  mode,
		light: light(),
		dark:  dark(),
	}
}

// Once returns the same theme, which in the mode System is a light one until the
// desktop is known to tell how it is set. The change takes no new theme: Fyne
// reads all fonts again for each, and keeps what it read before.
func (t *Theme) Once(told *atomic.Bool) *Theme {
	waiting := *t
	waiting.told = told
	return &waiting
}

// isDark tells whether the dark palette is meant on a desktop that Fyne takes
// to be of that variant.
func (t *Theme) isDark(variant fyne.ThemeVariant) bool {
	switch t.mode {
	case Dark:
		return true
	case Light:
		return false
	default:
		return variant == theme.VariantDark && (t.told == nil || t.told.Load())
	}
}

// Color returns the colour of that name. Names that neither this package nor
// Fyne's own theme knows are Fyne's to answer.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	colours := t.light
	isDark := t.isDark(variant)
	if isDark {
		colours = t.dark
	}
	if c, ok := colours[name]; ok {
		return c
	}
	switch name {
	case theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnError,
		theme.ColorNameForegroundOnSuccess, theme.ColorNameForegroundOnWarning:
		return color.White
	}
	if isDark {
		return theme.DefaultTheme().Color(name, theme.VariantDark)
	}
	return theme.DefaultTheme().Color(name, theme.VariantLight)
}

// Font returns the bundled fonts, which hold Chinese. Italic is not a style of
// Chinese type and is set upright.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace, style.Symbol:
		return theme.DefaultTheme().Font(style)
	case style.Bold:
		return bold
	default:
		return regular
	}
}

// Icon leaves the icons inside Fyne's own widgets to Fyne.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// Size returns the scale above where Fyne asks for it by name.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if size, ok := t.text.of(name); ok {
		return size
	}
	switch name {
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNameCardRadius,
		theme.SizeNameDialogRadius, theme.SizeNamePopupRadius, theme.SizeNameMenuRadius:
		return Corner
	case theme.SizeNameModalBlurRadius:
		// A blurred window behind every dialog is costly where OpenGL runs in
		// software.
		return 0
	case theme.SizeNameScrollBar:
		return 10
	case theme.SizeNameScrollBarSmall:
		return 4
	default:
		return theme.DefaultTheme().Size(name)
	}
}
