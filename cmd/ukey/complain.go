package main

import (
	"fmt"
	"io"
	"os"

	"ukey/app/settings"
	"ukey/ui/words"
)

// complain says in the person's language why the program ends.
func (f *flags) complain(out io.Writer, err error) {
	p := f.printer()
	m := p.Error(err)
	for _, line := range []string{m.Text, m.Next, p.T("ui.detail", "Detail", m.Detail)} {
		if line != "" {
			fmt.Fprintln(out, line)
		}
	}
}

func (f *flags) printer() *words.Printer { return words.New(f.speaks()) }

// speaks is the language of the settings or, if they are what is wrong, that of
// the flag or the locale.
func (f *flags) speaks() words.Language {
	for _, from := range []settings.Sources{f.Sources(), {Getenv: os.Getenv, Flags: f.Sources().Flags}, {}} {
		if s, err := settings.Load(from); err == nil {
			return words.Language(s.Language)
		}
	}
	return words.Language(settings.LanguageFromLocale(os.Getenv))
}
