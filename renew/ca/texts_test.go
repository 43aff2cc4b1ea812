package ca

import (
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/language"
)

func TestEveryCodeIsExplainedInEveryLanguage(t *testing.T) {
	book, err := openPhrasebook("")
	if err != nil {
		t.Fatal(err)
	}
	chinese := func(r rune) bool { return unicode.Is(unicode.Han, r) }
	for _, texts := range book.languages {
		for _, code := range allCodes() {
			told := texts.problems[code]
			for _, sentence := range []string{told.Title, told.Cause, told.Next, texts.contact} {
				if sentence == "" || strings.ContainsFunc(sentence, chinese) != (texts.tag == language.SimplifiedChinese) {
					t.Errorf("code %d in %v: %+v", code, texts.tag, told)
				}
			}
			if code < 0 && !strings.Contains(told.Title, strconv.Itoa(int(code))) {
				t.Errorf("code %d in %v: people know it by its number, but the title is %q", code, texts.tag, told.Title)
			}
		}
		if len(texts.problems) != len(book.languages[0].problems) {
			t.Errorf("%v explains %d codes, the first language %d", texts.tag, len(texts.problems), len(book.languages[0].problems))
		}
	}
}

func TestThePhrasebookSpeaksChineseUnlessAskedForAnotherLanguage(t *testing.T) {
	book, err := openPhrasebook("400-830-1330")
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]language.Tag{
		"":                         language.SimplifiedChinese,
		"fr":                       language.SimplifiedChinese,
		"zh-CN":                    language.SimplifiedChinese,
		"en-GB":                    language.English,
		"en;q=0.8, zh-Hans;q=0.9":  language.SimplifiedChinese,
		"de, en;q=0.8":             language.English,
		";;;q=zzz":                 language.SimplifiedChinese,
		strings.Repeat("x,", 5000): language.SimplifiedChinese,
	} {
		got := book.in(header)
		if got.tag != want || got.contact != "400-830-1330" {
			t.Errorf("%.40q: %v, contact %q", header, got.tag, got.contact)
		}
	}
}
