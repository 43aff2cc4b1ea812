package kit

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/look"
)

func TestIconIsDrawnInTheColourOfTheThemeThatIsSet(t *testing.T) {
	app := test.NewTempApp(t)
	square := fyne.NewStaticResource("square.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#000" d="M0 0H8V8H0Z"/></svg>`))
	icon := NewIcon(square, theme.ColorNameForeground, 16)
	window := test.NewTempWindow(t, icon)
	window.SetPadded(false)
	for _, mode := range []look.Mode{look.Light, look.Dark} {
		app.Settings().SetTheme(look.New(mode))
		icon.Refresh()
		want := color.NRGBAModel.Convert(theme.Color(theme.ColorNameForeground))
		if got := color.NRGBAModel.Convert(window.Canvas().Capture().At(8, 8)); got != want {
			t.Errorf("%s: %v, want %v", mode, got, want)
		}
	}
}

func TestSilhouetteKeepsTheShapesProportions(t *testing.T) {
	wide := silhouette([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="2 2 8 4"><path fill="#000" d="M2 2H10V6H2Z"/></svg>`), 16, 16)
	for _, p := range []struct {
		at    image.Point
		there bool
	}{
		{image.Pt(0, 4), true},
		{image.Pt(15, 11), true},
		{image.Pt(8, 2), false},
		{image.Pt(8, 13), false},
	} {
		if there := wide.AlphaAt(p.at.X, p.at.Y).A > 0; there != p.there {
			t.Errorf("drawn at %v: %v, want %v", p.at, there, p.there)
		}
	}
}

func TestWhatIsNoSVGHasNoSilhouette(t *testing.T) {
	for _, svg := range []string{"", "<svg>", "no picture", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"/>`} {
		for i, alpha := range silhouette([]byte(svg), 4, 4).Pix {
			if alpha != 0 {
				t.Errorf("%q is drawn at %d", svg, i)
			}
		}
	}
}
