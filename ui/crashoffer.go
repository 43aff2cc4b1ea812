package ui

import (
	"context"
	"strings"

	"ukey/app/crash"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// Crashes are the reports of programs that ended badly; *crash.Store has them.
type Crashes interface {
	// Unseen are those that nobody has been offered yet, the newest first.
	Unseen() ([]crash.Report, error)
	Keep(crash.Report) error
	Remove(crash.Report) error
}

// offerCrashes tells of crashes since the last start. That nothing can be read
// of them is no reason to bother a person.
func (w *Window) offerCrashes() {
	if w.opts.Crashes == nil {
		return
	}
	w.work.Start(func(context.Context) {
		reports, err := w.opts.Crashes.Unseen()
		if err != nil || len(reports) == 0 {
			return
		}
		w.work.Post(func() {
			o := &crashOffer{w: w, reports: reports, dialog: w.stage.NewDialog(wide)}
			o.dialog.OnClose = o.closed
			o.show()
		})
	})
}

// crashOffer is the dialog that tells of crashes.
type crashOffer struct {
	w       *Window
	dialog  *kit.Dialog
	reports []crash.Report // the newest first
	remove  bool           // or else they are kept
}

func (o *crashOffer) show() {
	p := o.w.words
	at := o.reports[0].At.Local().Format("2006-01-02 15:04")
	o.present(kit.Content{
		Title: p.T("ui.crash"),
		Body: kit.Column(look.S3,
			kit.NewNotice(kit.Warning, p.T("ui.crash.text", "Time", at), p.T("ui.crash.next")),
			kit.Caption(p.T("ui.crash.private")).Wrapped()),
	}, kit.NewButton(p.T("ui.crash.look"), kit.Secondary, o.look))
}

// look shows the beginning of the newest report, which is what one can make
// something of. All of it is in what is copied.
func (o *crashOffer) look() {
	const beginning = 6 << 10
	text := o.reports[0].Text
	if len(text) > beginning {
		text = strings.ToValidUTF8(text[:beginning], "") + "\n…"
	}
	text = strings.ReplaceAll(text, "\t", "    ")
	page, _ := kit.Page(kit.Caption(text).Mono().Wrapped())
	o.dialog.Tall()
	o.present(kit.Content{Title: o.w.words.T("ui.crash.report"), Fill: page})
}

// present adds what both contents have.
func (o *crashOffer) present(c kit.Content, more ...*kit.Button) {
	p := o.w.words
	shut := kit.NewButton(p.T("ui.close"), kit.Primary, o.dialog.Close)
	c.First, c.Enter, c.Escape = shut, o.dialog.Close, o.dialog.Close
	c.Side = kit.NewButton(p.T("ui.crash.remove"), kit.Plain, func() {
		o.remove = true
		o.dialog.Close()
	})
	c.Buttons = append(more, kit.NewButton(p.T("ui.crash.copy"), kit.Secondary, func() {
		o.w.copy(p.T("ui.crash.report"), o.text())
	}), shut)
	o.dialog.Present(c)
}

// text is all of the reports.
func (o *crashOffer) text() string {
	var texts []string
	for _, r := range o.reports {
		texts = append(texts, r.Text)
	}
	return strings.Join(texts, "\n\n")
}

// closed remembers that the person has been told.
func (o *crashOffer) closed() {
	act := o.w.opts.Crashes.Keep
	if o.remove {
		act = o.w.opts.Crashes.Remove
	}
	o.w.work.Start(func(context.Context) {
		for _, r := range o.reports {
			_ = act(r) // it is offered again then, and that is all
		}
	})
}
