package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func proseRuns(act func()) []Run {
	return []Run{
		{Text: "证书已经过期的，请点"},
		{Text: "申请更新", Bold: true},
		{Text: "，见"},
		{Text: "证书已过期", Act: act},
		{Text: "。管理员的文件是 "},
		{Text: "/etc/ukey/" + strings.Repeat("very-long-name", 9), Mono: true},
		{Text: "，and some words."},
	}
}

func TestProseSaysAllOfItWithinItsWidth(t *testing.T) {
	useOurTheme(t)
	runs := proseRuns(func() {})
	squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
	for width := float32(90); width < 900; width += 11 {
		var said strings.Builder
		for _, line := range breakRuns(runs, width) {
			if w := line.width(); w > width+0.5 {
				t.Errorf("a line is %v wide, there are %v: %+v", w, width, line)
			}
			if first := line[0].text; strings.ContainsAny(string([]rune(first)[0]), "。，") {
				t.Errorf("at %v a line begins with punctuation: %q", width, first)
			}
			for _, piece := range line {
				said.WriteString(piece.text)
			}
		}
		if squeeze(said.String()) != squeeze(textOf(runs)) {
			t.Fatalf("at %v it says %q", width, said.String())
		}
	}
}

func TestALinkIsNotBroken(t *testing.T) {
	useOurTheme(t)
	runs := proseRuns(func() {})
	for width := float32(90); width < 400; width += 7 {
		for _, line := range breakRuns(runs, width) {
			for _, piece := range line {
				if piece.run.Act != nil && piece.text != "证书已过期" {
					t.Errorf("at %v the link is %q", width, piece.text)
				}
			}
		}
	}
}

func TestLinksInProseArePressedByKeyboard(t *testing.T) {
	useOurTheme(t)
	pressed := 0
	p := NewProse(proseRuns(func() { pressed++ })...)
	w := test.NewTempWindow(t, p)
	w.Resize(fyne.NewSize(300, 200))
	w.Canvas().FocusNext()
	link, ok := w.Canvas().Focused().(*Button)
	if !ok {
		t.Fatalf("the focus is on %T", w.Canvas().Focused())
	}
	link.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if pressed != 1 {
		t.Errorf("pressed %d times", pressed)
	}
	w.Resize(fyne.NewSize(500, 200)) // the same link, in another place
	if w.Canvas().Focused() != fyne.Focusable(link) || len(Focusables(p)) != 1 {
		t.Error("the focus is lost when the lines are broken anew")
	}
}

func TestEmptyProseIsALine(t *testing.T) {
	useOurTheme(t)
	if h := NewProse().HeightFor(100); h != proseLineHeight() {
		t.Errorf("it is %v high", h)
	}
}
