package desk

import (
	"errors"
	"net/http"

	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

// casePage is what a case's page shows.
type casePage struct {
	*casework.File
	Age    age
	Holder string
	Fields []fieldRow
	Scans  []scanCard
	Old    oldCertificate
	Issued *oldCertificate
	// Draft is the decision being written, also when it was refused.
	Draft decision
	// Error says why a decision was not taken.
	Error string
	// CanReview: the case can be approved, or given back. CanReject: it can
	// be ended.
	CanReview, CanReject bool
}

// fieldRow is a field of the form, with what there is to say about it.
type fieldRow struct {
	Field  cases.Field
	Value  string
	Marks  []mark
	Reason string
}

// scanCard is a scan, or one that is missing.
type scanCard struct {
	Kind     cases.Kind
	Document cases.Document
	There    bool
	Reason   string
}

func (d *desk) showCase(x *exchange) error {
	file, err := d.file(x)
	if err != nil {
		return err
	}
	return d.sendCase(x, http.StatusOK, file, decision{Version: file.Version}, "")
}

// editDecision goes back from the preview to the page, with what was written.
func (d *desk) editDecision(x *exchange) error {
	file, err := d.file(x)
	if err != nil {
		return err
	}
	draft := decisionOf(x.r)
	if draft.Version != file.Version {
		return d.sendConflict(x, file, draft)
	}
	return d.sendCase(x, http.StatusOK, file, draft, "")
}

// file opens the case that the path names.
func (d *desk) file(x *exchange) (*casework.File, error) {
	file, err := d.Cases.Get(x.r.Context(), x.r.PathValue("id"))
	return file, noCase(err)
}

// noCase makes the refusal of a case that there is not a page that says so.
func noCase(err error) error {
	if refusal := new(casework.Refusal); errors.As(err, &refusal) && refusal.Reason == casework.NoCase {
		return &problem{status: http.StatusNotFound, text: "desk.problem.no-case"}
	}
	return err
}

func (d *desk) sendCase(x *exchange, status int, file *casework.File, draft decision, refused string) error {
	old := d.describe(file.Certificate, file.Old)
	view := casePage{
		File: file, Holder: old.Holder, Old: old, Draft: draft, Error: refused,
		Age:       d.ageOf(casework.Summary{State: file.State, Submitted: file.Submitted, Expected: file.Expected}),
		CanReview: file.State == cases.Review,
		CanReject: file.State == cases.Review || file.State == cases.NeedMore || file.State == cases.Approved,
	}
	for _, field := range cases.Fields() {
		view.Fields = append(view.Fields, fieldRow{
			Field: field, Value: file.Form.Get(field), Marks: d.marks(field, file.Form, old), Reason: draft.Reasons.Fields[field],
		})
	}
	for _, kind := range cases.Kinds() {
		document, there := file.Documents[kind]
		view.Scans = append(view.Scans, scanCard{kind, document, there, draft.Reasons.Documents[kind]})
	}
	if file.Issued != nil {
		issued := d.describe("", file.Issued)
		view.Issued = &issued
	}
	page := d.page(x, "case", "desk.case.title", "Holder", view.Holder)
	page.Section = "queue"
	page.Data = view
	return d.send(x, status, page)
}
