package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ukey/ui/look"
)

func useOurTheme(t *testing.T) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Light))
}

const paragraph = "过期的证书须经CA人工审核。请经办人携带UKey、单位证照、经办人身份证和法人授权书（均加盖公章）到证书服务商的受理点办理。"

func TestChineseBreaksAnywhereButNotBeforePunctuation(t *testing.T) {
	useOurTheme(t)
	text := Body(paragraph).Wrapped()
	for width := float32(60); width < 700; width += 7 {
		lines := text.broken(width)
		if strings.Join(lines, "") != paragraph {
			t.Fatalf("at %v the lines are not the text: %q", width, lines)
		}
		for i, line := range lines {
			if text.width(line) > width {
				t.Errorf("at %v the line %q is too wide", width, line)
			}
			if i > 0 && strings.ContainsAny(string([]rune(line)[0]), "。、，）") {
				t.Errorf("at %v a line begins with punctuation: %q", width, line)
			}
			if strings.HasSuffix(line, "（") {
				t.Errorf("at %v a line ends with an opening bracket: %q", width, line)
			}
		}
	}
}

func TestTheLastLineIsNotLeftWithNextToNothing(t *testing.T) {
	useOurTheme(t)
	for _, c := range []struct {
		what string
		text *Text
		last string // of the two lines, at the width that leaves one character over
	}{
		{"a company", Headline("深圳市鹏程示例科技有限公司"), "有限公司"},
		{"a sentence", Body("再输错一次，UKey就再也无法解锁。"), "法解锁。"},
		{"English", Body("Your certificate expired 5 days ago. Please renew it."), "renew it."},
	} {
		text := c.text.Wrapped()
		width := text.width(text.Text()) - 1
		lines := text.broken(width)
		if len(lines) != 2 || lines[1] != c.last {
			t.Errorf("%s is broken into %q", c.what, lines)
		}
	}
}

func TestEnglishBreaksBetweenWords(t *testing.T) {
	useOurTheme(t)
	text := Body("Certificates and keys stay as they are").Wrapped()
	for _, line := range text.broken(120) {
		for word := range strings.FieldsSeq(line) {
			if !strings.Contains(" Certificates and keys stay as they are ", " "+word+" ") {
				t.Errorf("a word was broken: %q", word)
			}
		}
	}
}

func TestWhatHasNoPlaceToBreakIsBrokenAnywhere(t *testing.T) {
	useOurTheme(t)
	code := strings.Repeat("5A3C90E1D2B4F607", 8)
	text := Body(code).Mono().Wrapped()
	lines := text.broken(200)
	if strings.Join(lines, "") != code || len(lines) < 2 {
		t.Fatalf("broken into %q", lines)
	}
	for _, line := range lines {
		if text.width(line) > 200 {
			t.Errorf("%q is too wide", line)
		}
	}
}

func TestAWordOfAnyLengthIsBroken(t *testing.T) {
	useOurTheme(t)
	for _, unit := range []string{"W", "il", "深W", "a\u00a0"} {
		word := strings.Repeat(unit, 10000)
		text := Body(word).Wrapped()
		lines := text.broken(560)
		if strings.Join(lines, "") != word {
			t.Errorf("%q: the lines are not the text", unit)
		}
		for _, line := range lines {
			if w := text.width(line); w > 560 {
				t.Errorf("%q: a line is %g wide", unit, w)
				break
			}
		}
	}
}

func TestCentredLinesAreOfAboutEqualLength(t *testing.T) {
	useOurTheme(t)
	text := Quiet("请插入UKey；如果已经插入，请换一个USB接口，并检查是否已安装驱动。").Centred().Wrapped()
	lines := text.broken(440)
	last := lines[len(lines)-1]
	if len(lines) != 2 || text.width(last) < 440/3 {
		t.Errorf("broken into %q", lines)
	}
}

func TestShortenedTextEndsWithAnEllipsis(t *testing.T) {
	useOurTheme(t)
	text := Body("深圳前海示例跨境电子商务供应链管理服务有限公司").Shortened()
	got := text.shortened(120)
	if !strings.HasSuffix(got, "…") || text.width(got) > 120 {
		t.Errorf("shortened to %q, %v wide", got, text.width(got))
	}
	if got := text.shortened(1000); strings.HasSuffix(got, "…") {
		t.Error("shortened though there is room")
	}
}

func TestAColumnIsAsHighAsItsTextIsAtThatWidth(t *testing.T) {
	useOurTheme(t)
	text := Body(paragraph).Wrapped()
	column := Column(8, text, NewButton("确定", Primary, nil))
	column.Resize(fyne.NewSize(300, 400))
	narrow := column.MinSize().Height
	column.Resize(fyne.NewSize(600, 400))
	if wide := column.MinSize().Height; wide >= narrow {
		t.Errorf("%v high at 600, %v at 300", wide, narrow)
	}
	if got, want := narrow, HeightFor(text, 300)+8+look.Target; got != want {
		t.Errorf("%v high, want %v", got, want)
	}
}
