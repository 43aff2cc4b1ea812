package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// openApplications lists the applications of this computer, running and past.
func (w *Window) openApplications() {
	l := &applicationList{w: w, dialog: w.stage.NewDialog(wide).About("review")}
	l.dialog.OnClose = func() { w.list = nil }
	w.list = l
	l.show()
	w.look()
}

// applicationList is the dialog with the applications.
type applicationList struct {
	w      *Window
	dialog *kit.Dialog
}

func (l *applicationList) show() {
	w, p := l.w, l.w.words
	body := kit.Column(12)
	for _, a := range w.model.applications {
		body.Add(l.row(a))
	}
	if len(w.model.applications) == 0 {
		body.Add(kit.Quiet(p.T("ui.applications.none")).Wrapped())
	}
	done := kit.NewButton(p.T("ui.close"), kit.Primary, l.dialog.Close)
	l.dialog.Redraw(kit.Content{
		Title: p.T("ui.applications"), Body: body, First: done,
		Buttons: []*kit.Button{done}, Enter: l.dialog.Close, Escape: l.dialog.Close,
	})
}

func (l *applicationList) row(a *app.Application) fyne.CanvasObject {
	p, stage := l.w.words, a.Stage()
	owner := a.Certificate.Subject.Organization()
	if owner == "" {
		owner = a.Certificate.Subject.CommonName()
	}
	head := kit.TopRow(look.S3, 0, kit.Strong(owner).Wrapped(), kit.NewChip(stageTone(stage), p.Stage(stage)))
	acts := kit.Row(look.S2)
	if a.Removable() {
		acts.Add(kit.NewButton(p.T("ui.applications.remove"), kit.Plain, func() { l.remove(a) }))
	}
	acts.Add(kit.NewButton(p.T(stageAct(a)), kit.Secondary, func() { l.open(a) }))
	lines := kit.Column(look.S1, head,
		kit.Caption(p.T("ui.applications.key", "Name", idName(a.Token), "Digits", tail(a.Token.Serial), "Date", p.Date(a.Updated))).Wrapped(),
		kit.GiveWay(look.S3, leastMessage, kit.Body(p.StageNext(a)).Wrapped(), acts))
	return kit.Layers(kit.NewBox(theme.ColorNameOverlayBackground, theme.ColorNameSeparator), kit.Pad(look.S3, lines))
}

// open leaves for the wizard.
func (l *applicationList) open(a *app.Application) {
	for top := l.w.stage.Top(); top != nil; top = l.w.stage.Top() {
		top.Close() // the dialog under the list too
	}
	l.w.openApplication(a)
}

// remove asks first: what was typed would be lost.
func (l *applicationList) remove(a *app.Application) {
	p := l.w.words
	d := l.w.stage.NewDialog(narrow)
	no := kit.NewButton(p.T("ui.cancel"), kit.Secondary, d.Close)
	d.Present(kit.Content{
		Title: p.T("ui.applications.remove.title"), Body: kit.Body(p.T("ui.applications.remove.text")).Wrapped(),
		First: no, Escape: d.Close,
		Buttons: []*kit.Button{no, kit.NewButton(p.T("ui.applications.remove"), kit.Danger, func() {
			d.Close()
			l.drop(a)
		})},
	})
}

func (l *applicationList) drop(a *app.Application) {
	w := l.w
	w.work.Start(func(ctx context.Context) {
		err := w.desk.Remove(ctx, a.ID)
		w.work.Post(func() {
			w.look()
			if err != nil {
				tellError(w.stage.NewDialog(narrow), w.words, w.words.T("ui.applications"), kit.Broken, w.words.Error(err))
			}
		})
	})
}
