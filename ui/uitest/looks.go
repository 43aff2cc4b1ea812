package uitest

import (
	"cmp"
	"testing"

	"ukey/ui/look"
	"ukey/ui/words"
)

// Look is one of the eight ways in which a person can have a screen: a
// language, light or dark, a size of type.
type Look struct {
	Language words.Language
	Theme    look.Mode
	Text     look.TextSize
}

// Usual is how most people have it.
var Usual = Look{Language: words.Chinese, Theme: look.Light, Text: look.NormalText}

// String is the end of the names of its pictures: zh-light, en-dark-large.
func (l Look) String() string {
	name := string(l.Language[:2]) + "-" + string(l.Theme)
	if l.Text == look.LargeText {
		name += "-large"
	}
	return name
}

// theme is what Fyne is given.
func (l Look) theme() *look.Theme { return look.New(l.Theme).WithText(l.Text) }

// EachLook compares one state of one screen in all eight looks with
// testdata/screens/NAME-LOOK.png, as in pin-wrong-en-dark-large.png; go test
// -update writes the pictures that are missing or differ:
//
//	uitest.EachLook(t, "nothing", func(t *testing.T, l uitest.Look) *uitest.Screen {
//		d := read(t, l, "qqqq")
//		return d.Screen
//	})
//
// show opens the screen in the look that it is given and brings it to the
// state. That it does for each language and size of type; from light to dark the
// screen then goes as it stands, as at dusk on a desktop that changes by
// itself, which costs less than opening it anew and holds every screen to being
// able to.
//
// A state at another size of the window has a name of its own, and where one
// look of it says enough, [Screen.Looks] compares that alone.
func EachLook(t *testing.T, name string, show func(*testing.T, Look) *Screen) {
	t.Run(name, func(t *testing.T) {
		for _, language := range []words.Language{words.Chinese, words.English} {
			for _, text := range []look.TextSize{look.NormalText, look.LargeText} {
				l := Look{Language: language, Theme: look.Light, Text: text}
				t.Run(string(language)+" "+string(text), func(t *testing.T) {
					s := show(t, l)
					s.Looks(name)
					s.Darken()
					s.Looks(name)
				})
			}
		}
	})
}

// Darken switches the screen from light to dark, as the desktop does it.
func (s *Screen) Darken() {
	s.Look.Theme = look.Dark
	s.App.Settings().SetTheme(s.Look.theme())
}

// or fills in what is not said with what is usual.
func (l Look) or(usual Look) Look {
	return Look{
		Language: cmp.Or(l.Language, usual.Language),
		Theme:    cmp.Or(l.Theme, usual.Theme),
		Text:     cmp.Or(l.Text, usual.Text),
	}
}
