package words

import (
	"errors"
	"strings"

	"ukey/app"
	"ukey/renew/apply"
	"ukey/renew/cases"
)

// Field names a field of the form: 经办人姓名.
func (p *Printer) Field(f cases.Field) string { return p.T("field." + string(f)) }

// Flaw says what is wrong with a field and how to put it right.
func (p *Printer) Flaw(field cases.Field, flaw cases.Flaw) string {
	for _, id := range []string{"flaw." + string(flaw) + "." + string(field), "flaw." + string(flaw)} {
		if p.Has(id) {
			return p.T(id, "Field", p.Field(field))
		}
	}
	return p.T("flaw.other", "Field", p.Field(field))
}

// Kind names a scan: 单位证照复印件.
func (p *Printer) Kind(k cases.Kind) string { return p.T("scan." + string(k)) }

// ScanFlaw says what is wrong with a scan and how to put it right.
func (p *Printer) ScanFlaw(flaw cases.ScanFlaw) string {
	if id := "scan-flaw." + string(flaw); p.Has(id) {
		return p.T(id)
	}
	return p.T("scan-flaw.other")
}

// Stage says where an application stands: 等待审核.
func (p *Printer) Stage(s app.Stage) string { return p.T("stage." + string(s)) }

// StageNext says what happens next with an application, and when.
func (p *Printer) StageNext(a *app.Application) string {
	stage := a.Stage()
	switch {
	case a.Reopen:
		return p.T("stage.reopen.next")
	case stage == app.StageInstall && a.Installing:
		return p.T("stage.installing.next")
	case stage == app.StageReview && a.Case != nil && !a.Case.Expected.IsZero():
		return p.T("stage.review.next.expected", "Date", p.Date(a.Case.Expected))
	}
	return p.T("stage." + string(stage) + ".next")
}

// Reasons are what the CA's staff have found, a line each: the fields and the
// scans in the order of the form, then the note.
func (p *Printer) Reasons(r *cases.Reasons) []string {
	if r.Empty() {
		return nil
	}
	var lines []string
	add := func(name, reason string) { lines = append(lines, p.T("reason", "Name", name, "Reason", reason)) }
	for _, f := range cases.Fields() {
		if reason, ok := r.Fields[f]; ok {
			add(p.Field(f), reason)
		}
	}
	for _, k := range cases.Kinds() {
		if reason, ok := r.Documents[k]; ok {
			add(p.Kind(k), reason)
		}
	}
	if r.Note != "" {
		lines = append(lines, r.Note)
	}
	return lines
}

func (p *Printer) ofApplication(err error) (Message, bool) {
	if e, ok := errors.AsType[*cases.ScanError](err); ok {
		text := p.ScanFlaw(e.Flaw)
		if e.Flaw == cases.ScanMissing { // in a file that was chosen
			text = p.T("scan-flaw.empty")
		}
		return Message{Text: text, Next: p.T("scan-flaw.next"), Article: articleOf("scan-flaw")}, true
	}
	if e, ok := errors.AsType[*app.FlawsError](err); ok {
		return p.say("error.flaws", "Flaws", strings.Join(p.flaws(e), p.T("list.separator"))), true
	}
	if e, ok := errors.AsType[*app.StageError](err); ok {
		return p.say("error.stage", "Stage", p.Stage(e.Stage)), true
	}
	if e, ok := errors.AsType[*apply.DraftError](err); ok {
		switch {
		case e.SetAside != "":
			return p.say("error.draft-set-aside", "Path", e.SetAside), true
		case e.Newer:
			return p.say("error.draft-newer", "Path", e.Path), true
		}
		return p.say("error.draft", "Path", e.Path, "Reason", p.FileReason(e.Err)), true
	}
	return p.first(err, []pair{
		{app.ErrNotExpired, "error.not-expired"},
		{app.ErrCertificateGone, "error.certificate-gone"},
		{app.ErrAccessLost, "error.access-lost"},
		{app.ErrOtherRenewal, "error.other-renewal"},
		{apply.ErrNoDraft, "error.no-draft"},
	})
}

// flaws names what is not in order, in the order of the form.
func (p *Printer) flaws(e *app.FlawsError) []string {
	var all []string
	for _, f := range cases.Fields() {
		if flaw, ok := e.Fields[f]; ok {
			all = append(all, strings.TrimRight(p.Flaw(f, flaw), "。."))
		}
	}
	for _, k := range cases.Kinds() {
		if flaw, ok := e.Scans[k]; ok {
			all = append(all, p.T("reason", "Name", p.Kind(k), "Reason", strings.TrimRight(p.ScanFlaw(flaw), "。.")))
		}
	}
	return all
}
