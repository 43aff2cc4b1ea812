package look

import (
	"image/color"
	"maps"
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// onGround are the texts and the grounds that they are read on.
var onGround = map[fyne.ThemeColorName][]fyne.ThemeColorName{
	theme.ColorNameForeground: {
		theme.ColorNameBackground, Sidebar, Raised, AccentTint, SuccessTint, WarningTint, DangerTint,
		theme.ColorNameButton, theme.ColorNameInputBackground, theme.ColorNameMenuBackground,
		theme.ColorNameOverlayBackground, theme.ColorNameSelection,
	},
	Muted:                              {theme.ColorNameBackground, Sidebar, Raised, AccentTint, theme.ColorNameOverlayBackground},
	AccentText:                         {theme.ColorNameBackground, theme.ColorNameOverlayBackground, AccentTint},
	theme.ColorNameSuccess:             {theme.ColorNameBackground, theme.ColorNameOverlayBackground, Sidebar, SuccessTint},
	theme.ColorNameWarning:             {theme.ColorNameBackground, theme.ColorNameOverlayBackground, Sidebar, WarningTint},
	theme.ColorNameError:               {theme.ColorNameBackground, theme.ColorNameOverlayBackground, Sidebar, DangerTint},
	theme.ColorNamePlaceHolder:         {theme.ColorNameInputBackground},
	theme.ColorNameForegroundOnPrimary: {theme.ColorNamePrimary},
	theme.ColorNameForegroundOnError:   {DangerFill},
}

func TestTextStandsOutFromItsGround(t *testing.T) {
	for _, mode := range []Mode{Light, Dark} {
		colours := New(mode)
		for text, grounds := range onGround {
			for _, ground := range grounds {
				a, b := colours.Color(text, theme.VariantLight), colours.Color(ground, theme.VariantLight)
				if ratio := contrast(a, b); ratio < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", mode, text, ground, ratio)
				}
			}
		}
	}
}

func TestBothPalettesNameTheSameColours(t *testing.T) {
	a, b := slices.Sorted(maps.Keys(light())), slices.Sorted(maps.Keys(dark()))
	if !slices.Equal(a, b) {
		t.Errorf("light has %v,\ndark has %v", a, b)
	}
	for _, own := range []fyne.ThemeColorName{
		Muted, Sidebar, Raised, Track, AccentText, AccentTint, SuccessTint, WarningTint, DangerTint, DangerFill, Scrim,
	} {
		if _, ok := light()[own]; !ok {
			t.Errorf("no palette has %s", own)
		}
	}
}

func TestTheModeDecidesBeforeTheDesktopDoes(t *testing.T) {
	white, black := light()[theme.ColorNameBackground], dark()[theme.ColorNameBackground]
	for _, c := range []struct {
		mode    Mode
		desktop fyne.ThemeVariant
		want    color.Color
	}{
		{System, theme.VariantLight, white},
		{System, theme.VariantDark, black},
		{Light, theme.VariantDark, white},
		{Dark, theme.VariantLight, black},
		{"", theme.VariantDark, black},
	} {
		if got := New(c.mode).Color(theme.ColorNameBackground, c.desktop); got != c.want {
			t.Errorf("%q on desktop %d: %v, want %v", c.mode, c.desktop, got, c.want)
		}
	}
}

// contrast is the ratio of WCAG 2.1, 1.4.3.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n.R) + 0.7152*linear(n.G) + 0.0722*linear(n.B)
}
