package ui

import (
	"context"
	"os"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// theme is the look that the settings ask for. The desktop's is a light one
// until the desktop is known to tell.
func (w *Window) theme() fyne.Theme {
	s := w.opts.Settings
	return look.New(s.Theme).WithText(s.TextSize).Once(&w.told)
}

// askDesktop finds out whether the desktop tells how it wants programs to look,
// which it may take its time for.
func (w *Window) askDesktop() {
	if w.opts.DesktopTells == nil {
		w.told.Store(true)
		return
	}
	w.work.Start(func(ctx context.Context) {
		if !w.opts.DesktopTells(ctx) {
			return
		}
		w.work.Post(func() {
			w.told.Store(true)
			looks := w.app.Settings()
			if w.opts.Settings.Theme == look.System && looks.ThemeVariant() == theme.VariantDark {
				looks.SetTheme(w.theme()) // which has everything drawn again
			}
		})
	})
}

// apply changes language and looks at once. What is selected, where it is
// scrolled to and what has the focus stay.
func (w *Window) apply(s Settings) {
	before := w.opts.Settings
	if s == before {
		return
	}
	size, place := w.win.Canvas().Size(), w.place()
	w.opts.Settings = s
	if s.Language != before.Language {
		w.words = words.New(s.Language)
	}
	// The window keeps its size in what Fyne counts in, so it is made smaller
	// before everything is drawn larger: where it grows beyond the screen in
	// between, window managers move it.
	if s.factor() > before.factor() {
		w.compose()
		w.win.Resize(rescaled(size, before.factor(), s.factor()))
		w.redress(before)
	} else {
		w.redress(before)
		w.compose()
		if s.Scale != before.Scale {
			w.win.Resize(rescaled(size, before.factor(), s.factor()))
		}
	}
	w.putBack(place)
}

// redress has Fyne draw everything as the settings say, if that is different from
// before.
func (w *Window) redress(before Settings) {
	s := w.opts.Settings
	if s.Scale != before.Scale {
		scale(s.Scale)
	}
	if s.Theme != before.Theme || s.TextSize != before.TextSize || s.Scale != before.Scale {
		w.app.Settings().SetTheme(w.theme()) // which also makes Fyne look at the scale
	}
}

// scale tells Fyne how large to draw everything, in percent. It reads its
// variable whenever the theme is set, and has no other way to be told.
func scale(percent int) {
	// The only error is that of a malformed name.
	_ = os.Setenv("FYNE_SCALE", strconv.FormatFloat(float64(percent)/100, 'f', 2, 64))
}

// Sizes of the window at first, and the least ones, while everything is drawn at
// 100 percent.
const (
	startWidth, startHeight float32 = 1000, 660
	leastWidth, leastHeight float32 = 860, 560
)

// startSize and leastSize take up as much of the screen at a larger scale as at
// 100 percent, as long as there is room to work in.
func (s Settings) startSize() fyne.Size { return s.shrunk(startWidth, startHeight, 660, 380) }
func (s Settings) leastSize() fyne.Size { return s.shrunk(leastWidth, leastHeight, 640, 380) }

func (s Settings) shrunk(width, height, leastWidth, leastHeight float32) fyne.Size {
	factor := s.factor()
	return fyne.NewSize(max(width/factor, leastWidth), max(height/factor, leastHeight))
}

// factor is how much larger everything is drawn than at 100 percent.
func (s Settings) factor() float32 { return float32(max(s.Scale, 100)) / 100 }

// rescaled is the size, in what Fyne counts in, that takes up as much of the
// screen after a change of the scale. Left alone, the window would grow with
// the scale, beyond the edges of a small screen.
func rescaled(size fyne.Size, before, after float32) fyne.Size {
	return fyne.NewSize(size.Width*before/after, size.Height*before/after)
}

// place is where a person is in the window, which is made anew around him.
type place struct {
	focus      int // among all that can have the focus; -1 for none
	pane, tree fyne.Position
}

func (w *Window) place() place {
	at := place{focus: -1, tree: w.sidebar.scroll.Offset}
	if w.pane.scroll != nil {
		at.pane = w.pane.scroll.Offset
	}
	focused := w.win.Canvas().Focused()
	for i, f := range kit.Focusables(w.win.Canvas().Content()) {
		if f == focused {
			at.focus = i
		}
	}
	return at
}

// putBack puts the person where he was. A dialog in front keeps the focus.
func (w *Window) putBack(at place) {
	all := kit.Focusables(w.win.Canvas().Content())
	if !w.stage.Busy() && at.focus >= 0 && at.focus < len(all) {
		w.win.Canvas().Focus(all[at.focus])
	}
	// What gets the focus scrolls itself into view.
	scrollTo(w.sidebar.scroll, at.tree)
	scrollTo(w.pane.scroll, at.pane)
}

func scrollTo(s *container.Scroll, offset fyne.Position) {
	if s != nil {
		kit.ScrollTo(s, offset)
	}
}
