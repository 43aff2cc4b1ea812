package words_test

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"unicode"

	"ukey/app/settings"
	"ukey/ui/words"
)

func TestEveryFaultOfASettingIsSaidInBothLanguages(t *testing.T) {
	value := func(f settings.Fault) error {
		return &settings.ValueError{Fault: f, Value: "7", Choices: []string{"a", "b"}}
	}
	causes := map[string]error{
		"malformed":          &settings.SyntaxError{Line: 12, Err: errors.New("yaml: line 12: mapping values")},
		"malformed anywhere": &settings.SyntaxError{Err: errors.New("yaml: mapping values")},
		"missing":            fs.ErrNotExist,
		"not allowed":        &fs.PathError{Op: "open", Err: fs.ErrPermission},
		"broken disk":        errors.New("input/output error"),
	}
	for _, f := range []settings.Fault{
		settings.NotText, settings.NotList, settings.NotNumber, settings.NotChoice,
		settings.NoOption, settings.NotURL, settings.NotHTTPS, settings.NotPlainURL,
		settings.NotWeb, settings.NotProxy, settings.HasPassword, settings.NotYesNo, settings.NotEntry,
		settings.Missing, settings.Twice,
	} {
		causes[string(f)] = value(f)
	}
	for _, lang := range words.Languages() {
		said := map[string]string{}
		for name, cause := range causes {
			m := words.New(lang).Error(&settings.Error{Source: settings.CommandLine, Option: "ca.url", Err: cause})
			switch {
			case strings.Contains(m.Text, "<no value>") || strings.Contains(m.Text, "setting.") || strings.Contains(m.Text, "file."):
				t.Errorf("%s, %s: %q", lang, name, m.Text)
			case said[m.Text] != "":
				t.Errorf("%s: %s and %s are the same: %q", lang, name, said[m.Text], m.Text)
			case lang == words.Chinese && strings.Contains(m.Text, "command line"):
				t.Errorf("%s, %s: the source is not translated: %q", lang, name, m.Text)
			case strings.Contains(m.Text, "yaml:") || strings.Contains(m.Text, "input/output"):
				t.Errorf("%s, %s: a library's words in a person's sentence: %q", lang, name, m.Text)
			}
			said[m.Text] = name
			if han := strings.ContainsFunc(m.Text, func(r rune) bool { return unicode.Is(unicode.Han, r) }); han != (lang == words.Chinese) {
				t.Errorf("%s, %s: not in that language: %q", lang, name, m.Text)
			}
		}
	}
}

func TestAFullDiskIsNoMistakeInTheFile(t *testing.T) {
	m := words.New(words.Chinese).Error(&settings.Error{
		Source: "config.yaml", Err: &settings.SaveError{Err: &fs.PathError{Op: "write", Path: "config.yaml", Err: syscall.ENOSPC}},
	})
	if !strings.Contains(m.Text, "没有保存到") || strings.Contains(m.Next, "改正这个文件") {
		t.Errorf("said %q", m.Line())
	}
}
