// Package screen is what a screen knows of the window that it is part of:
// where its dialogs go, who speaks, who runs what takes long.
//
// Screens that stand on their own (help, settings, the environment check …)
// are packages beside this one. Each has an Open function that takes a [Host]
// and what else it needs, and none knows the window.
package screen

import (
	"time"

	"ukey/ui/kit"
	"ukey/ui/words"
	"ukey/ui/work"
)

// Host is the window as a screen sees it. It is a value: after a change of
// language the window hands out another one. Its functions are called on
// Fyne's goroutine.
type Host struct {
	Stage *kit.Stage
	Words *words.Printer
	Work  *work.Worker
	Clock func() time.Time
	// Copy puts text on the clipboard and says so, by its name.
	Copy func(name, text string)
	// Save asks where to, under a title, and writes the data there; name is
	// what the file is called unless the person changes it.
	Save func(title, name string, data []byte)
	// Browse opens a web page in the person's browser.
	Browse func(url string)
	// Help opens the article of that ID.
	Help func(article string)
}
