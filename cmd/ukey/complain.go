package main

import (
	"fmt"
	"io"
	"os"

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

func (f *flags) printer() *words.Printer {
	return words.New(words.Language(f.Speaks(os.Getenv)))
}
