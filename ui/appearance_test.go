package ui

import (
	"context"
	"image/color"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/look"
	"ukey/ui/words"
)

func TestEverySettingOfTheLooksSwitchesLive(t *testing.T) {
	t.Setenv("FYNE_SCALE", "")
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))

	change := func(edit func(*Settings)) {
		s := h.opts.Settings
		edit(&s)
		h.apply(s)
	}
	change(func(s *Settings) { s.Language = words.English })
	h.Says("Expires in 27 days", "Encryption certificate", "Renew now")
	if h.win.Title() != "UKey Manager" {
		t.Errorf("the window is called %q", h.win.Title())
	}
	before := theme.Size(look.Body)
	change(func(s *Settings) { s.TextSize = look.LargeText })
	if now := theme.Size(look.Body); now <= before {
		t.Errorf("large type has %g px, normal type %g", now, before)
	}
	light := theme.Color(theme.ColorNameBackground)
	change(func(s *Settings) { s.Theme = look.Dark })
	if theme.Color(theme.ColorNameBackground) == light {
		t.Error("the dark window has the light one's ground")
	}
	size := h.win.Canvas().Size()
	change(func(s *Settings) { s.Scale = 150 })
	if got := h.win.Canvas().Size(); max(got.Width*1.5-size.Width, got.Height*1.5-size.Height) > 1 {
		t.Errorf("the window grew from %v at 100 %% to %v at 150 %%", size, got)
	}
	if got := os.Getenv("FYNE_SCALE"); got != "1.50" {
		t.Errorf("Fyne is told to scale by %q", got)
	}
}

// ground is the window's on a desktop that Fyne takes to be dark, because it is
// or because it says nothing.
func ground(w *Window) color.Color {
	return w.theme().Color(theme.ColorNameBackground, theme.VariantDark)
}

func TestADesktopThatSaysNothingGetsALightWindow(t *testing.T) {
	light := look.New(look.Light).Color(theme.ColorNameBackground, theme.VariantLight)
	dark := look.New(look.Dark).Color(theme.ColorNameBackground, theme.VariantDark)

	asked, answer := make(chan struct{}), make(chan bool)
	opts := chinese()
	opts.Settings.Theme = look.System
	opts.DesktopTells = func(context.Context) bool { close(asked); return <-answer }
	h := open(t, opts)
	<-asked
	if ground(h.Window) != light {
		t.Error("the window is dark before anybody has said so")
	}
	answer <- true
	h.Until("the desktop's answer", h.told.Load)
	if ground(h.Window) != dark {
		t.Error("the window does not follow a dark desktop")
	}
}

// themed counts the themes that Fyne is given, for each of which it reads all
// fonts again and keeps what it read before.
func themed(h *harness) *int {
	n := new(int)
	h.App.Settings().AddListener(func(fyne.Settings) { *n++ })
	return n
}

func TestNoThemeIsSetThatLooksLikeTheOneBefore(t *testing.T) {
	answer := make(chan bool)
	opts := chinese()
	opts.Settings.Theme = look.System
	opts.DesktopTells = func(context.Context) bool { return <-answer }
	h := open(t, opts)
	set := themed(h)
	answer <- true
	h.Until("the desktop's answer", h.told.Load)
	s := h.opts.Settings
	s.Language = words.English
	h.apply(s)
	if *set != 0 {
		t.Errorf("%d themes for a light desktop and another language", *set)
	}
	s.Theme = look.Dark
	h.apply(s)
	if *set != 1 {
		t.Errorf("%d themes for a dark window", *set)
	}
}

// darkDesktop is an app on a desktop that Fyne takes to be dark.
type darkDesktop struct{ fyne.App }

func (d darkDesktop) Settings() fyne.Settings { return darkSettings{d.App.Settings()} }

type darkSettings struct{ fyne.Settings }

func (darkSettings) ThemeVariant() fyne.ThemeVariant { return theme.VariantDark }

func TestAWindowOnADarkDesktopIsDrawnAgain(t *testing.T) {
	answer := make(chan bool)
	opts := chinese()
	opts.Settings.Theme = look.System
	opts.DesktopTells = func(context.Context) bool { return <-answer }
	h := open(t, opts)
	h.Window.app = darkDesktop{h.App}
	set := themed(h)
	answer <- true
	h.Until("the desktop's answer", h.told.Load)
	if *set != 1 {
		t.Errorf("%d themes", *set)
	}
}

func TestASwitchOfTheLooksLeavesThePersonWhereHeIs(t *testing.T) {
	h := open(t, chinese())
	h.small()
	h.plug(snapshot(fullKey(t, 30)))
	h.pick(selection{key: fullKey(t, 30).ID, hash: h.model.snapshot.Keys[0].Certificates[3].SHA256()})
	h.win.Canvas().Focus(h.sidebar.outline)
	h.sidebar.scroll.ScrollToOffset(fyne.NewPos(0, 200))
	h.pane.scroll.ScrollToOffset(fyne.NewPos(0, 60))
	selected := h.model.selected

	s := h.opts.Settings
	s.Language, s.Theme = words.English, look.Dark
	h.apply(s)
	if h.model.selected != selected {
		t.Error("another certificate is selected")
	}
	if got := h.win.Canvas().Focused(); got != fyne.Focusable(h.sidebar.outline) {
		t.Errorf("the focus went to a %T", got)
	}
	if got := h.sidebar.scroll.Offset.Y; got != 200 {
		t.Errorf("the tree went to %g", got)
	}
	if got := h.pane.scroll.Offset.Y; got != 60 {
		t.Errorf("the pane went to %g", got)
	}
}

func TestALargerScaleLeavesRoomOnTheScreen(t *testing.T) {
	for _, c := range []struct {
		scale         int
		width, height float32 // of the screen that the least window has to fit
	}{{0, 1024, 640}, {100, 1024, 640}, {125, 1024, 640}, {150, 1366, 768}, {200, 1366, 768}} {
		least := Settings{Scale: c.scale}.leastSize()
		factor := float32(max(c.scale, 100)) / 100
		if least.Width*factor > c.width || least.Height*factor > c.height {
			t.Errorf("at %d %% the window is at least %g × %g pixels", c.scale, least.Width*factor, least.Height*factor)
		}
	}
}
