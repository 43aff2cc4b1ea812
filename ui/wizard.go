package ui

import (
	"context"

	"ukey/app"
	"ukey/renew/cases"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// wizard leads through an application for the successor of an expired
// certificate. What is typed and attached is kept at once, so that it can be
// left at any time. It shows an [app.Application] and calls the verbs of a
// Desk; which page is possible follows from the application's stage.
//
// The pages are in wizardform.go, wizardscans.go (a card for each paper in
// wizardscancard.go), wizardcheck.go (handed in by wizardsubmit.go),
// wizardreview.go and wizardinstall.go.
type wizard struct {
	w      *Window
	p      *words.Printer
	id     string // the application's, which workers may read
	app    *app.Application
	dialog *kit.Dialog
	course *kit.Course
	page   page
	form   *formPage
	scans  *scansPage
	review reviewPage
	asIs   bool // the person wants to submit what was not corrected
	saving int  // how many times the form is on its way to the disk
	// turn is closed when the last change to the application has been made:
	// changes are made one after the other.
	turn chan struct{}
}

// page is one of the wizard's steps.
type page int

const (
	pageForm page = iota
	pageScans
	pageCheck
	pageReview
	pageInstall
	pages // how many there are
)

var pageNames = [pages]string{"form", "scans", "check", "review", "install"}

// pageArticles are the help articles about the pages.
var pageArticles = [pages]string{"expired", "scans", "papers", "review", "install"}

// openApply opens what is under way for the selected key, or begins an
// application for it.
func (w *Window) openApply() {
	key := w.model.key()
	if key == nil || w.stage.Busy() {
		return
	}
	if a := w.model.undoneHere().application; a != nil {
		w.openApplication(a)
		return
	}
	w.begin(key.ID, w.model.chosen())
}

// begin asks the desk for an application for a holder on the key.
func (w *Window) begin(id token.ID, holder app.HolderID) {
	p := w.words
	d := w.stage.NewDialog(narrow)
	var cancel context.CancelFunc = func() {}
	d.OnClose = func() { cancel() }
	stop := kit.NewButton(p.T("ui.cancel"), kit.Secondary, d.Close)
	d.Present(kit.Content{
		Title:   p.T("ui.apply"),
		Body:    kit.Column(look.S3, kit.Body(p.T("ui.wizard.opening")), kit.NewBusy()),
		Buttons: []*kit.Button{stop}, First: stop, Escape: d.Close,
	})
	cancel = w.work.Start(func(ctx context.Context) {
		a, err := w.desk.Apply(ctx, id, holder)
		w.work.Post(func() {
			switch {
			case !d.Open():
			case err != nil:
				tellError(d, p, p.T("ui.apply"), kit.Broken, p.Error(err))
			default:
				d.Close()
				w.openApplication(a)
			}
		})
	})
}

// openApplication opens the wizard where the application stands.
func (w *Window) openApplication(a *app.Application) {
	if w.wizard != nil {
		return
	}
	z := &wizard{w: w, p: w.words, id: a.ID, app: a, dialog: w.stage.NewDialog(wizardWidth).Tall()}
	names := make([]string, pages)
	for i, name := range pageNames {
		names[i] = z.p.T("ui.wizard." + name)
	}
	z.course = kit.NewCourse(names)
	z.form, z.scans = newFormPage(z), newScansPage(z)
	w.wizard = z
	z.dialog.OnClose = z.closed
	z.arrive()
}

// arrive goes to where the application stands, with what the CA's staff say of
// it at the fields that they mean.
func (z *wizard) arrive() {
	z.asIs = false // what the staff say now is another matter
	z.form.showReasons()
	z.open(z.start())
}

// wizardWidth is all that the smallest window has.
const wizardWidth float32 = 880

// start is the page to begin at: where the application stands, and of what has
// to be filled in or corrected the first that needs it.
func (z *wizard) start() page {
	switch z.app.Stage() {
	case app.StageReview, app.StageRejected:
		return pageReview
	case app.StageInstall, app.StageDone:
		return pageInstall
	}
	if r := z.reasons(); r != nil {
		if len(r.Fields) == 0 && len(r.Documents) > 0 {
			return pageScans
		}
		return pageForm
	}
	fields, scans := z.app.Flaws()
	switch {
	case len(fields) > 0:
		return pageForm
	case len(scans) > 0:
		return pageScans
	default:
		return pageCheck
	}
}

// reasons are what the CA's staff want corrected, nil if nothing.
func (z *wizard) reasons() *cases.Reasons {
	if z.app.Stage() != app.StageCorrect || z.app.Case.Reasons.Empty() {
		return nil
	}
	return z.app.Case.Reasons
}

// open shows a page.
func (z *wizard) open(to page) {
	z.page = to
	z.dialog.Present(z.content())
}

// redraw shows the open page as it is now. The person stays where he is on it.
func (z *wizard) redraw() { z.dialog.Redraw(z.content()) }

// content is the open page, with the course beside it.
func (z *wizard) content() kit.Content {
	z.mark()
	var c kit.Content
	switch z.page {
	case pageForm:
		c = z.form.content()
	case pageScans:
		c = z.scans.content()
	case pageCheck:
		c = z.checkContent()
	case pageReview:
		c = z.reviewContent()
	default:
		c = z.installContent()
	}
	owner := z.app.Certificate.Subject.Organization()
	if owner == "" {
		owner = z.app.Certificate.Subject.CommonName()
	}
	c.Beside = kit.Column(look.S4,
		kit.Column(2, kit.Strong(z.p.T("ui.apply")).Wrapped(), kit.Caption(owner).Wrapped()),
		z.course.Box)
	if c.Escape == nil {
		c.Escape = z.leave
	}
	c.Article = pageArticles[z.page]
	return c
}

// mark shows in the course how far the application is.
func (z *wizard) mark() {
	stage := z.app.Stage()
	for i := range pages {
		state := kit.Waiting
		switch {
		case i == z.page && stage == app.StageRejected:
			state = kit.Failed
		case stage == app.StageDone, i < z.page:
			state = kit.Done
		case i == z.page:
			state = kit.Running
		}
		z.course.Set(int(i), state)
	}
}

// leaveButton is at the bottom left while there is something to keep.
func (z *wizard) leaveButton() *kit.Button {
	return kit.NewButton(z.p.T("ui.wizard.leave"), kit.Plain, z.leave)
}

// leave closes the wizard once everything is on the disk. If something is not,
// that has been said, and the person decides.
func (z *wizard) leave() {
	z.keep()
	z.whenSaved(func(kept bool) {
		if kept {
			z.dialog.Close()
		}
	})
}

// whenSaved tells whether all is on the disk, after the last attempt.
func (z *wizard) whenSaved(tell func(kept bool)) {
	z.inTurn(func(context.Context) {
		z.w.work.Post(func() {
			if z.saving > 0 { // again: to lose the focus is a reason to save
				z.whenSaved(tell)
				return
			}
			tell(z.form.kept())
		})
	})
}

func (z *wizard) back(to page) *kit.Button {
	return kit.NewButton(z.p.T("ui.wizard.back"), kit.Secondary, func() { z.open(to) })
}

// closed keeps what was typed last.
func (z *wizard) closed() {
	z.keep()
	z.w.wizard = nil
	z.w.offered[nameOf(z.app.Token)] = true // who has just left it knows what is to be done
	z.inTurn(func(context.Context) { z.w.work.Post(z.w.look) })
}

// keep has what is in the form saved, if it was changed.
func (z *wizard) keep() {
	before := z.form.saved
	form, changed := z.form.changed()
	if !changed {
		return
	}
	z.saving++
	z.change(func(ctx context.Context) (*app.Application, error) {
		// A short write, which must not be cut off by the closing window.
		return z.w.desk.SaveForm(context.WithoutCancel(ctx), z.id, form)
	}, func(err error) {
		z.saving--
		if err != nil {
			z.form.saved = before // to be tried again
			z.notKept(err)
		}
	})
}

// change makes a change to the application after those before it. done is told
// how it went, once the application has been taken.
func (z *wizard) change(verb func(context.Context) (*app.Application, error), done func(error)) {
	z.inTurn(func(ctx context.Context) {
		a, err := verb(ctx)
		z.w.work.Post(func() {
			if a != nil {
				z.app = a
				z.w.model.remember(a)
			}
			done(err)
		})
	})
}

// inTurn runs a task after those before it.
func (z *wizard) inTurn(task func(context.Context)) {
	before, done := z.turn, make(chan struct{})
	z.turn = done
	z.w.work.Start(func(ctx context.Context) {
		defer close(done)
		if before != nil {
			<-before
		}
		task(ctx)
	})
}

// notKept says that something typed is not on the disk. It is on the screen
// still, and is tried again with whatever comes next.
func (z *wizard) notKept(err error) {
	if z.w.wizard == z && z.w.stage.Top() != z.dialog {
		return // which was said, or something is more urgent
	}
	p, m, d := z.p, z.p.Error(err), z.w.stage.NewDialog(narrow)
	back := kit.NewButton(p.T("ui.wizard.not-kept.back"), kit.Primary, d.Close)
	c := kit.Content{
		Title: p.T("ui.wizard.not-kept"),
		Body: kit.Column(look.S3, kit.NewNotice(kit.Broken, m.Text, m.Next), kit.Body(p.T("ui.wizard.not-kept.text")).Wrapped(),
			forSupport(p, m.Detail)),
		First: back, Buttons: []*kit.Button{back}, Enter: d.Close, Escape: d.Close,
	}
	if z.w.wizard == z {
		c.Side = kit.NewButton(p.T("ui.wizard.not-kept.drop"), kit.Plain, func() {
			d.Close()
			z.form.drop()
			z.dialog.Close()
		})
	}
	d.Present(c)
}

// follow takes up what the CA has said meanwhile.
func (z *wizard) follow(applications []*app.Application) {
	for _, a := range applications {
		if a.ID != z.id {
			continue
		}
		if a.Updated.Before(z.app.Updated) {
			z.w.model.remember(z.app) // it was read before the last change
			continue
		}
		before := z.app
		z.app = a
		switch {
		case a.Stage() != before.Stage():
			z.arrive()
		case z.page == pageReview && (!a.Heard.Equal(before.Heard) || len(a.Case.History) != len(before.Case.History)):
			z.redraw()
		}
	}
}

// keysChanged shows again what depends on whether the key is there.
func (z *wizard) keysChanged() {
	if z.page == pageCheck || z.page == pageInstall {
		z.redraw()
	}
}
