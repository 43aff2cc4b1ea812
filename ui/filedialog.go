package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// fileUse is what a file is chosen for. Where the last one was, the next one
// often is, too.
type fileUse int

const (
	forScan fileUse = iota
	forSaving
	forLibrary
)

// Folders are where a person looks first for files of a kind; the own folder
// where one is empty or not there.
type Folders struct {
	Scans     string // that a scanner or a phone has left
	Saved     string // what the program writes for the person
	Libraries string // drivers
}

func (f Folders) of(use fileUse) string {
	switch use {
	case forScan:
		return f.Scans
	case forSaving:
		return f.Saved
	default:
		return f.Libraries
	}
}

// showFiles opens one of Fyne's file dialogs over whatever is open.
func (w *Window) showFiles(d *dialog.FileDialog, title string, use fileUse) {
	d.SetTitleText(title)
	if from := w.lookIn(use); from != nil {
		d.SetLocation(from)
	}
	w.stage.ShowForeign(d, fyne.NewSize(wide, leastHeight-80))
}

// showSave opens Fyne's dialog for a new file. The name that it proposes is free
// in the folder that is looked into first: whether a file may be replaced, Fyne
// asks in English.
func (w *Window) showSave(d *dialog.FileDialog, title, name string) {
	d.SetFileName(freeName(w.lookIn(forSaving), name))
	w.showFiles(d, title, forSaving)
}

// freeName puts a number before the ending of a name that is taken.
func freeName(folder fyne.URI, name string) string {
	if folder == nil {
		return name
	}
	ending := filepath.Ext(name)
	free := name
	for n := 2; n < 100; n++ {
		if _, err := os.Lstat(filepath.Join(folder.Path(), free)); err != nil {
			return free
		}
		free = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ending), n, ending)
	}
	return name
}

// lookIn is the folder that is looked into first; nil leaves it to Fyne.
func (w *Window) lookIn(use fileUse) fyne.ListableURI {
	var candidates []fyne.URI
	if last := w.lastFolder[use]; last != nil {
		candidates = append(candidates, last)
	}
	if usual := w.opts.Folders.of(use); usual != "" {
		candidates = append(candidates, storage.NewFileURI(usual))
	}
	if home, err := os.UserHomeDir(); err == nil {
		candidates = append(candidates, storage.NewFileURI(home))
	}
	for _, folder := range candidates {
		if list, err := storage.ListerForURI(folder); err == nil {
			return list
		}
	}
	return nil
}

// chose remembers where a file was.
func (w *Window) chose(use fileUse, file fyne.URI) {
	if folder, err := storage.Parent(file); err == nil {
		w.lastFolder[use] = folder
	}
}
