package words_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"ukey/token"
	"ukey/ui/words"
)

// TestThePINHasOneName holds what assets/translations/README.md lays down.
func TestThePINHasOneName(t *testing.T) {
	allowed := regexp.MustCompile("密码不正确|忘记密码|管理员密码|密码钥匙")
	for _, area := range []string{"words", "ui", "cli"} {
		for id, text := range read(t, words.Chinese, area) {
			if strings.Contains(allowed.ReplaceAllString(text, ""), "密码") {
				t.Errorf("%s calls the PIN 密码: %s", id, text)
			}
			if strings.Contains(text, "持有者") || strings.Contains(text, "密钥用途") {
				t.Errorf("%s names a part of a certificate by another word: %s", id, text)
			}
		}
	}
}

// In the type that the window has for Chinese, these marks are as wide as a
// Chinese character and tear English apart.
func TestEnglishQuotesWithTheMarksOfTheKeyboard(t *testing.T) {
	for _, area := range []string{"words", "ui", "environment", "help", "preferences", "tray", "home", "about"} {
		for id, text := range read(t, words.English, area) {
			if strings.ContainsAny(text, "“”‘’") {
				t.Errorf("%s: %s", id, text)
			}
		}
	}
}

func TestExtensionsAreNamedInBothLanguages(t *testing.T) {
	for _, test := range []struct {
		extension token.Extension
		zh, en    string
	}{
		{token.Extension{OID: "2.5.29.15", Name: "keyUsage", Critical: true}, "密钥用法（关键）", "Key usage (critical)"},
		{token.Extension{OID: "1.2.156.10260.4.1.4", Name: "organizationCode"}, "组织机构代码", "Organisation code"},
		{token.Extension{OID: "1.2.3"}, "1.2.3", "1.2.3"},
	} {
		zh, en := words.New(words.Chinese).Extension(test.extension), words.New(words.English).Extension(test.extension)
		if zh != test.zh || en != test.en {
			t.Errorf("%+v: %q, %q", test.extension, zh, en)
		}
	}
}

// Each name that package token gives to an extension is translated.
func TestEveryKnownExtensionHasAName(t *testing.T) {
	names := stringsOf(t, "../../token/extension.go", "extensionNames")
	var there []string
	for id := range read(t, words.English, "words") {
		if name, ok := strings.CutPrefix(id, "extension."); ok && name != "critical" {
			there = append(there, name)
		}
	}
	slices.Sort(there)
	slices.Sort(names)
	if names = slices.Compact(names); !slices.Equal(names, there) {
		t.Errorf("known: %v\nnamed: %v", names, there)
	}
}
