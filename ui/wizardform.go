package ui

import (
	"maps"

	"fyne.io/fyne/v2"

	"ukey/renew/cases"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// inReading are the fields as they stand on the page.
var inReading = []cases.Field{cases.FieldName, cases.FieldIDNumber, cases.FieldPhone, cases.FieldEmail, cases.FieldAddress}

// formPage is step 1: who applies.
type formPage struct {
	z      *wizard
	fields map[cases.Field]*kit.Field
	saved  cases.Form // as it was last handed to be kept
}

func newFormPage(z *wizard) *formPage {
	f := &formPage{z: z, fields: map[cases.Field]*kit.Field{}, saved: z.app.Form}
	for _, field := range cases.Fields() {
		entry := kit.NewEntry()
		entry.Fill(z.app.Form.Get(field))
		if hint := "ui.form.hint." + string(field); z.p.Has(hint) {
			entry.SetPlaceHolder(z.p.T(hint))
		}
		var side *kit.Text
		if field == cases.FieldPhone {
			side = kit.Caption(z.p.T("ui.form.optional"))
		}
		f.fields[field] = kit.NewField(z.p.Field(field), side, entry, z.dialog.Fit)
		if field != cases.FieldPhone {
			f.fields[field].Require()
		}
		entry.OnLeave = func() { f.left(field) }
		entry.OnChanged = func(string) { f.typed(field) }
		entry.OnSubmitted = func(string) { f.next() }
	}
	return f
}

// form is what the fields hold.
func (f *formPage) form() cases.Form {
	var form cases.Form
	for field, shown := range f.fields {
		form.Set(field, shown.Entry.Text)
	}
	return form
}

// changed returns the form if it is not what was last kept, and takes it for
// kept.
func (f *formPage) changed() (cases.Form, bool) {
	form := f.form()
	changed := form != f.saved
	f.saved = form
	return form, changed
}

// kept tells whether everything typed has been handed to be kept, and has not
// come back.
func (f *formPage) kept() bool { return f.form() == f.saved }

// drop takes what was typed for kept, which it is not.
func (f *formPage) drop() { f.saved = f.form() }

// showReasons puts what the CA's staff say under the fields that they mean, in
// place of what they said of an earlier attempt.
func (f *formPage) showReasons() {
	r := f.z.reasons()
	if r == nil {
		return
	}
	for field, shown := range f.fields {
		fault := ""
		if reason, there := r.Fields[field]; there {
			fault = f.z.remark(reason)
		}
		shown.Fail(fault)
	}
}

// remark is what the CA's staff say of one part.
func (z *wizard) remark(reason string) string { return z.p.T("ui.wizard.reason", "Reason", reason) }

// left checks a field that somebody has filled in, and keeps it.
func (f *formPage) left(field cases.Field) {
	shown := f.fields[field]
	form := f.form().Normal()
	if normal := form.Get(field); normal != shown.Entry.Text {
		shown.Entry.Fill(normal)
	}
	if flaw, bad := form.Check()[field]; bad && flaw != cases.Missing {
		shown.Fail(f.z.p.Flaw(field, flaw))
	}
	f.z.keep()
}

// typed takes back what was wrong with a field once it is right. What is not
// right yet is said when the person has finished.
func (f *formPage) typed(field cases.Field) {
	shown := f.fields[field]
	if shown.Fault() == "" {
		return
	}
	form := f.form().Normal()
	if _, bad := form.Check()[field]; !bad {
		shown.Fail("")
	}
}

// next checks everything and goes on.
func (f *formPage) next() {
	form := f.form().Normal()
	flaws := form.Check()
	f.z.keep()
	if len(flaws) == 0 {
		f.z.open(pageScans)
		return
	}
	f.fail(flaws)
}

// fail says under each field what is wrong with it, and goes to the first.
func (f *formPage) fail(flaws map[cases.Field]cases.Flaw) {
	for field := range maps.Keys(flaws) {
		f.fields[field].Fail(f.z.p.Flaw(field, flaws[field]))
	}
	f.z.w.win.Canvas().Focus(f.first())
}

// first is the field to begin at: the first with something wrong, or else the
// first that is empty.
func (f *formPage) first() fyne.Focusable {
	for _, wants := range []func(*kit.Field) bool{
		func(shown *kit.Field) bool { return shown.Fault() != "" },
		func(shown *kit.Field) bool { return shown.Entry.Text == "" && shown != f.fields[cases.FieldPhone] },
	} {
		for _, field := range inReading {
			if shown := f.fields[field]; wants(shown) {
				return shown.Entry
			}
		}
	}
	return f.fields[inReading[0]].Entry
}

func (f *formPage) content() kit.Content {
	p := f.z.p
	box := func(field cases.Field) fyne.CanvasObject { return f.fields[field].Box }
	next := kit.NewButton(p.T("ui.wizard.next"), kit.Primary, f.next)
	body := kit.Column(look.S3)
	if notice := f.z.correction(); notice != nil {
		body.Add(notice)
	} else {
		body.Add(kit.Quiet(p.T("ui.form.intro")).Wrapped())
	}
	body.Add(kit.Shares(0.5, look.S3, box(cases.FieldName), box(cases.FieldIDNumber)))
	body.Add(kit.Shares(0.5, look.S3, box(cases.FieldPhone), box(cases.FieldEmail)))
	body.Add(box(cases.FieldAddress))
	body.Add(kit.Caption(p.T("ui.form.privacy")).Wrapped())
	return kit.Content{
		Title: p.T("ui.form.title"), Body: body, First: f.first(),
		Side: f.z.leaveButton(), Buttons: []*kit.Button{next}, Enter: f.next,
	}
}

// correction says that something has to be corrected, and what the staff add.
func (z *wizard) correction() fyne.CanvasObject {
	r := z.reasons()
	switch {
	case z.app.Reopen:
		return kit.NewNotice(kit.Info, z.p.T("ui.wizard.reopen"), z.p.StageNext(z.app))
	case r == nil:
		return nil
	case r.Note == "":
		return kit.NewNotice(kit.Warning, z.p.T("ui.wizard.correct"), z.p.T("ui.wizard.correct.next"))
	}
	return kit.NewNotice(kit.Warning, z.p.T("ui.wizard.correct"), z.p.T("ui.wizard.reason", "Reason", r.Note))
}
