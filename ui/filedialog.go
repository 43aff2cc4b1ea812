package ui

import (
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// chooseHere has the person choose a file in Fyne's own dialog, over whatever is
// open.
func (w *Window) chooseHere(q fileQuestion) {
	var d *dialog.FileDialog
	if q.name == "" {
		d = dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) { closeChosen(w, q, file, err) }, w.win)
		d.SetFilter(named(q.patterns))
	} else {
		d = dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) { closeChosen(w, q, file, err) }, w.win)
		d.SetFileName(q.name)
	}
	d.SetTitleText(q.title)
	if folder := w.lookIn(q.use); folder != "" {
		if list, err := storage.ListerForURI(storage.NewFileURI(folder)); err == nil {
			d.SetLocation(list)
		}
	}
	w.stage.ShowForeign(d, fyne.NewSize(wide, leastHeight-80))
}

// opened is a file that Fyne's dialog has opened.
type opened interface {
	comparable
	Close() error
	URI() fyne.URI
}

// closeChosen closes what Fyne has opened, and hands its path on.
func closeChosen[F opened](w *Window, q fileQuestion, file F, err error) {
	var none F
	switch {
	case err != nil:
		q.failed(err)
	case file != none: // else the person chose none
		_ = file.Close() // nothing was read or written
		w.chosen(q, filepath.FromSlash(file.URI().Path()))
	}
}

// named lets files through whose names have one of the patterns, however they
// are written.
type named []string

func (patterns named) Matches(file fyne.URI) bool {
	name := strings.ToLower(file.Name())
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool {
		is, err := filepath.Match(p, name)
		return is && err == nil
	})
}
