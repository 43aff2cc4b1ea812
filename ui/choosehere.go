package ui

import (
	"os"
	"os/user"
	"path/filepath"

	"ukey/ui/files"
)

// chooseHere has the person choose a file in this window.
func (w *Window) chooseHere(q fileQuestion) {
	folder := w.lookIn(q.use)
	if folder == "" {
		folder = root()
	}
	files.Open(w.host(), files.Question{
		Title: q.title, Folder: folder, Name: q.name, Patterns: q.patterns, Places: w.places(),
		Took: func(path string) { w.chosen(q, path) },
	})
}

// places are the folders that people look into, those of a memory stick among
// them.
func (w *Window) places() []files.Place {
	var all []files.Place
	add := func(name, path string) {
		if path == "" {
			return
		}
		if about, err := os.Stat(path); err == nil && about.IsDir() {
			all = append(all, files.Place{Name: name, Path: filepath.Clean(path)})
		}
	}
	home, _ := os.UserHomeDir() // empty if there is none
	add(w.words.T("ui.place.home"), home)
	for _, folder := range []string{w.opts.Folders.Saved, w.opts.Folders.Scans} {
		add(filepath.Base(folder), folder)
	}
	for _, disk := range disks() {
		add(filepath.Base(disk), disk)
	}
	add(w.words.T("ui.place.computer"), root())
	return all
}

// disks are the memory sticks that Linux desktops have made ready.
func disks() []string {
	me, err := user.Current()
	if err != nil {
		return nil
	}
	var all []string
	for _, above := range []string{"/media", "/run/media"} {
		found, err := filepath.Glob(filepath.Join(above, me.Username, "*"))
		if err == nil { // the name may look like a pattern
			all = append(all, found...)
		}
	}
	return all
}

// root is the folder over all others.
func root() string {
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.VolumeName(home) + string(filepath.Separator)
	}
	return string(filepath.Separator)
}
