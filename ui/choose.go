package ui

import (
	"context"
	"errors"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"ukey/ui/chooser"
	"ukey/ui/kit"
)

// fileQuestion asks for one file.
type fileQuestion struct {
	use   fileUse
	title string
	// name is what a new file is called unless the person changes it. Without it
	// the file has to be there.
	name string
	// patterns are those of chooser.Question.
	patterns []string
	// took is given the file's path, unless the person chose none.
	took func(path string)
}

// choose has the person choose a file: in the desktop's own window if it has
// one, else in this one. It does nothing while another one is being chosen.
func (w *Window) choose(q fileQuestion) {
	if w.choice != nil {
		return
	}
	if q.name != "" {
		q.name = freeName(w.lookIn(q.use), q.name)
	}
	if w.opts.Chooser == nil {
		w.chooseHere(q)
		return
	}
	c := &choice{w: w, q: q, under: w.stage.Top()}
	w.choice = c
	asked := chooser.Question{
		Title: q.title, Parent: w.handle(), Folder: w.lookIn(q.use), Name: q.name, Patterns: q.patterns,
	}
	c.cancel = w.work.Start(func(ctx context.Context) {
		path, err := w.opts.Chooser.Choose(ctx, asked, func() { w.work.Post(c.opened) })
		w.work.Post(func() { c.over(path, err) })
	})
}

// choice is a question that the desktop is being asked.
type choice struct {
	w     *Window
	q     fileQuestion
	under *kit.Dialog // that asks; nil if the window itself does
	// waiting keeps the window busy while the chooser is on the screen.
	waiting *kit.Dialog
	cancel  context.CancelFunc // takes the chooser away
}

// opened says where to look: the chooser may be behind other windows, and until
// it is gone there is nothing to be done here.
func (c *choice) opened() {
	if c.w.choice != c || c.gone() {
		c.cancel()
		return
	}
	p := c.w.words
	text := p.T("ui.chooser.open")
	if c.q.name != "" {
		text = p.T("ui.chooser.save")
	}
	c.waiting = c.w.stage.NewDialog(narrow).About(kit.NoArticle)
	c.waiting.OnClose = c.cancel
	cancel := kit.NewButton(p.T("ui.cancel"), kit.Secondary, c.waiting.Close)
	c.waiting.Present(kit.Content{
		Title:   c.q.title,
		Body:    kit.NewNotice(kit.Info, text, p.T("ui.chooser.behind")),
		Buttons: []*kit.Button{cancel},
		First:   cancel, Escape: c.waiting.Close,
	})
}

// gone tells whether what has asked is not in front any more: a key that was
// pulled out closes its dialogs.
func (c *choice) gone() bool { return c.w.stage.Top() != c.under }

// over takes what came of it.
func (c *choice) over(path string, err error) {
	c.w.choice = nil
	if c.waiting != nil {
		c.waiting.Close()
	}
	switch {
	case c.gone(), errors.Is(err, context.Canceled):
	case err != nil:
		if !errors.Is(err, chooser.ErrNone) {
			fyne.LogError("the desktop's file chooser has failed", err)
		}
		c.w.chooseHere(c.q)
	case path != "":
		c.w.chosen(c.q, path)
	}
}

// chosen remembers where the file is and hands it on.
func (w *Window) chosen(q fileQuestion, path string) {
	w.lastFolder[q.use] = filepath.Dir(path)
	q.took(path)
}

// handle is what the system knows the window by; 0 where that is of no use to a
// chooser.
func (w *Window) handle() (handle uintptr) {
	native, is := w.win.(driver.NativeWindow)
	if !is {
		return 0
	}
	native.RunNative(func(context any) {
		switch c := context.(type) {
		case driver.X11WindowContext:
			handle = c.WindowHandle
		case driver.WindowsWindowContext:
			handle = c.HWND
		}
	})
	return handle
}
