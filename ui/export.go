package ui

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/words"
)

// format is how a certificate is written to a file.
type format string

const (
	formatPEM format = "pem"
	formatDER format = "cer" // the name that Windows opens
)

// encode returns the file's content.
func (f format) encode(der []byte) []byte {
	if f == formatPEM {
		return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	}
	return der
}

// longestOwner is how many characters of an owner's name a file's name has.
// File systems take 255 bytes, and a Chinese character has three.
const longestOwner = 60

// fileName suggests a name that tells certificates apart and that every file
// system takes; the ending is the format's.
func fileName(p *words.Printer, k *app.Key, c *app.Certificate) string {
	owner := c.Owner()
	if owner == "" {
		owner = k.ID.Label
	}
	if runes := []rune(owner); len(runes) > longestOwner {
		owner = string(runes[:longestOwner])
	}
	name := join("-", owner, p.Use(c.Use), fmt.Sprint(c.NotAfter.Year()))
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' {
			return r
		}
		return '_'
	}, name)
}

// saveFile asks where to, under a title, and writes the data there.
func (w *Window) saveFile(title, name string, data []byte) {
	w.choose(fileQuestion{
		use: forSaving, title: title, name: name,
		took: func(path string) {
			w.work.Start(func(context.Context) { // a disk may be far away
				err := writeTo(path, func(file io.Writer) error {
					_, err := file.Write(data)
					return err
				})
				w.work.Post(func() {
					if err != nil {
						w.saveFailed(err)
						return
					}
					w.saved(path)
				})
			})
		},
	})
}

// writeTo has a file written, in place of what it has held. On a full disk
// closing it may be what fails.
func writeTo(path string, write func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}

func (w *Window) saved(path string) {
	p := w.words
	tell(w.stage.NewDialog(narrow), p, p.T("ui.saved"), kit.NewNotice(kit.Achieved, p.T("ui.saved.text"), path))
}

func (w *Window) saveFailed(err error) {
	p := w.words
	tellError(w.stage.NewDialog(narrow), p, p.T("ui.save-failed"), kit.Broken,
		words.Message{Text: p.T("ui.save-failed.text"), Next: p.T("ui.save-failed.next"), Detail: err.Error()})
}
