package ui

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"ukey/app"
	"ukey/app/settings"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/preferences"
	"ukey/ui/screen"
	"ukey/ui/words"
)

// openPreferences is 设置.
func (w *Window) openPreferences() { w.openPreferencesAt("") }

// openPreferencesAt is 设置 at a page.
func (w *Window) openPreferencesAt(page string) {
	if w.opts.Preferences == nil {
		return
	}
	preferences.Open(w.host(), preferences.Config{
		Page:   page,
		Keeper: w.opts.Preferences, Saves: w.saves,
		Drivers: func() []app.Driver {
			if w.model.snapshot == nil {
				return nil
			}
			return w.model.snapshot.Drivers
		},
		Apply: func(s *settings.Settings) screen.Host {
			w.apply(Looks(s))
			return w.host()
		},
		Pick: w.pickFile, Show: w.showFolder,
		Applications: w.openApplications, Restart: w.opts.Restart,
	})
}

// Looks are what the settings say about the window's looks.
func Looks(s *settings.Settings) Settings {
	return Settings{
		Language: words.Language(s.Language), Theme: look.Mode(s.Theme),
		TextSize: look.TextSize(s.TextSize), Scale: s.Scale,
	}
}

// pickFile asks for a file whose name has one of the patterns.
func (w *Window) pickFile(title string, patterns []string, take func(path string)) {
	w.choose(fileQuestion{use: forLibrary, title: title, patterns: patterns, took: take})
}

// showFolder opens a folder in the desktop's file manager. One in which nothing
// has been kept yet is made.
func (w *Window) showFolder(folder string) {
	w.work.Start(func(context.Context) {
		err := os.MkdirAll(folder, 0o700)
		if err == nil {
			err = w.app.OpenURL(&url.URL{Scheme: "file", Path: slashed(folder)})
		}
		if err == nil {
			return
		}
		w.work.Post(func() {
			p := w.words
			tellError(w.stage.NewDialog(narrow), p, p.T("ui.settings"), kit.Broken,
				words.Message{Text: p.T("ui.folder.failed", "Path", folder), Detail: err.Error()})
		})
	})
}

// slashed is an absolute path as an address has it.
func slashed(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter of Windows
	}
	return path
}
