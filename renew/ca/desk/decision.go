package desk

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

// verdict is what staff decide about a case.
type verdict string

const (
	approve  verdict = "approve"
	needMore verdict = "need-more"
	reject   verdict = "reject"
)

// decision is a verdict with what goes with it, as it was written.
type decision struct {
	Verdict verdict
	// Version is the case's, when the page was made that this comes from.
	Version int64
	Reasons cases.Reasons
	Phone   string
}

// The beginnings of the names of form fields that hold a reason.
const (
	reasonForField = "field-"
	reasonForScan  = "document-"
)

// decisionOf reads a form, which has been parsed. Reasons for what there is
// not are left out.
func decisionOf(r *http.Request) decision {
	get := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n")) // HTML ends lines with both
	}
	version, err := strconv.ParseInt(get("version"), 10, 64)
	if err != nil {
		version = -1 // no case's: nothing is decided by a damaged form
	}
	dec := decision{Verdict: verdict(get("verdict")), Version: version, Phone: get("phone")}
	dec.Reasons.Note = get("note")
	for _, field := range cases.Fields() {
		if reason := get(reasonForField + string(field)); reason != "" {
			if dec.Reasons.Fields == nil {
				dec.Reasons.Fields = map[cases.Field]string{}
			}
			dec.Reasons.Fields[field] = reason
		}
	}
	for _, kind := range cases.Kinds() {
		if reason := get(reasonForScan + string(kind)); reason != "" {
			if dec.Reasons.Documents == nil {
				dec.Reasons.Documents = map[cases.Kind]string{}
			}
			dec.Reasons.Documents[kind] = reason
		}
	}
	return dec
}

// faults says, before anybody decides, what is the matter with a decision by
// itself: the ID of a text, or "".
func (dec decision) faults() string {
	switch dec.Verdict {
	case approve:
		if len(dec.Reasons.Fields)+len(dec.Reasons.Documents) > 0 {
			return "desk.refused.approve-with-reasons"
		}
	case needMore, reject:
		if dec.Reasons.Empty() {
			return "desk.refused.no-reasons"
		}
	default:
		return "desk.refused.no-verdict"
	}
	return ""
}

// preview is what the page before a decision shows.
type preview struct {
	ID     string
	Holder string
	Draft  decision
	// Phone is where a code will go, for an approval; PhoneFrom says whose it
	// is: "reviewer", "record" or "form".
	Phone, PhoneFrom string
}

// previewDecision shows what the applicant will see, before it counts.
func (d *desk) previewDecision(x *exchange) error {
	file, err := d.file(x)
	if err != nil {
		return err
	}
	draft := decisionOf(x.r)
	if draft.Version != file.Version {
		return d.sendConflict(x, file, draft)
	}
	if fault := draft.faults(); fault != "" {
		return d.sendCase(x, http.StatusUnprocessableEntity, file, draft, x.words.T(fault))
	}
	view := preview{ID: file.ID, Holder: d.describe(file.Certificate, file.Old).Holder, Draft: draft}
	if draft.Verdict == approve {
		if view.Phone, view.PhoneFrom, err = file.CodePhone(draft.Phone); err != nil {
			return d.sendCase(x, http.StatusUnprocessableEntity, file, draft, x.words.T("desk.refused.no-phone"))
		}
	}
	page := d.page(x, "preview", "desk.preview.title."+string(draft.Verdict))
	page.Section = "queue"
	page.Data = view
	return d.send(x, http.StatusOK, page)
}

// decide carries a decision out.
func (d *desk) decide(x *exchange) error {
	ctx, id, by := x.r.Context(), x.r.PathValue("id"), x.operator.Actor()
	draft := decisionOf(x.r)
	if fault := draft.faults(); fault != "" {
		return d.refused(x, draft, fault)
	}
	var err error
	switch draft.Verdict {
	case approve:
		_, err = d.Cases.Approve(ctx, by, id, draft.Version, casework.Approval{Phone: draft.Phone, Note: draft.Reasons.Note})
	case needMore:
		_, err = d.Cases.NeedMore(ctx, by, id, draft.Version, draft.Reasons)
	case reject:
		_, err = d.Cases.Reject(ctx, by, id, draft.Version, draft.Reasons)
	}
	if refusal := new(casework.Refusal); errors.As(err, &refusal) && refusal.Reason != casework.NoCase {
		return d.refused(x, draft, "desk.refused."+refusalText(refusal.Reason))
	}
	if err != nil {
		return noCase(err)
	}
	d.notice(x, "desk.done."+string(draft.Verdict))
	return x.redirect(Root + "cases/" + id)
}

// refusalText is the end of the ID of a text for staff.
func refusalText(reason casework.Reason) string {
	switch reason {
	case casework.OutOfDate:
		return "out-of-date"
	case casework.WrongState:
		return "state"
	case casework.Revoked:
		return "revoked"
	case casework.NoReasons:
		return "no-reasons"
	case casework.BadReasons:
		return "bad-reasons"
	case casework.NoPhone:
		return "no-phone"
	}
	return "other"
}

// refused shows the case as it is now, with the reason why nothing was decided
// and with what was written.
func (d *desk) refused(x *exchange, draft decision, text string) error {
	file, err := d.file(x)
	if err != nil {
		return err
	}
	if draft.Version != file.Version {
		return d.sendConflict(x, file, draft)
	}
	return d.sendCase(x, http.StatusUnprocessableEntity, file, draft, x.words.T(text))
}

// sendConflict shows what somebody else has done to a case meanwhile. What was
// written stays on the page, for the version that it shows now.
func (d *desk) sendConflict(x *exchange, file *casework.File, draft decision) error {
	who := x.words.T("desk.by.applicant")
	at := file.Updated
	if n := len(file.Steps); n > 0 {
		last := file.Steps[n-1]
		at = last.At
		if last.By == "staff" {
			who = last.Actor.Name
		}
	}
	draft.Version = file.Version
	return d.sendCase(x, http.StatusConflict, file, draft, x.words.T("desk.refused.conflict",
		"Who", who, "When", x.words.moment(at), "State", x.words.T("desk.state."+string(file.State))))
}
