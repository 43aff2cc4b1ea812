package ui

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/app/settings"
	"ukey/ui/look"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

// refused is the program whose settings file cannot be read.
func refused(t *testing.T, l uitest.Look) *uitest.Screen {
	t.Helper()
	s := uitest.New(t, l)
	s.App.Settings().SetTheme(look.New(l.Theme))
	syntax := &settings.SyntaxError{Line: 3, Err: errors.New("yaml: line 3: did not find expected node content")}
	s.Win = newRefusal(s.App, words.New(l.Language), &settings.Error{Source: "/home/zhang/.config/ukey/config.yaml", Err: syntax})
	s.Win.Show()
	return s
}

func TestWhoClicksAnIconIsToldWhyNoWindowOpens(t *testing.T) {
	refused(t, uitest.Usual).Looks("refused")
	refused(t, uitest.Look{Language: words.English, Theme: look.Dark}).Looks("refused")
}

func TestARefusalIsCopiedAndClosedByKeyboard(t *testing.T) {
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEscape} {
		s := refused(t, uitest.Usual)
		closed := false
		s.Win.SetOnClosed(func() { closed = true })
		s.Press("复制全部")
		if got := s.App.Clipboard().Content(); !strings.Contains(got, "config.yaml") || !strings.Contains(got, "yaml: line 3") {
			t.Errorf("copied %q", got)
		}
		if s.Key(key); !closed {
			t.Errorf("%s does not close it", key)
		}
	}
}
