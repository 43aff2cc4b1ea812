package desk

import (
	"errors"
	"net/http"
	"strconv"

	"ukey/renew/ca/internal/store"
)

// verifiedUnasked is up to how many records the log is verified each time that
// it is looked at; longer ones on demand.
const verifiedUnasked = 20_000

// auditPage is what administrators see of the audit log.
type auditPage struct {
	Records []store.Record
	// Older is the page after, "" on the last one.
	Older string
	// Length is how many records there are.
	Length int64
	// Verdict is "sound" or "broken", or "unknown" as long as nobody has
	// looked; Broken says where.
	Verdict string
	Broken  *store.ChainError
}

func (d *desk) showAudit(x *exchange) error {
	ctx, query := x.r.Context(), x.r.URL.Query()
	before, _ := strconv.ParseInt(query.Get("before"), 10, 64) // 0, the end, for nonsense
	records, err := d.Audit.LatestRecords(ctx, max(0, before), pageSize)
	if err != nil {
		return err
	}
	view := auditPage{Records: records, Verdict: "unknown"}
	if n := len(records); n > 0 && records[n-1].Seq > 1 {
		view.Older = Root + "audit?before=" + strconv.FormatInt(records[n-1].Seq, 10)
	}
	head, err := d.Audit.AuditHead(ctx)
	if err != nil {
		return err
	}
	view.Length = head.Seq
	if before == 0 && (head.Seq <= verifiedUnasked || query.Has("verify")) {
		_, err := d.Audit.VerifyAudit(ctx, nil)
		switch {
		case err == nil:
			view.Verdict = "sound"
		case errors.As(err, &view.Broken):
			view.Verdict = "broken"
			d.Log.ErrorContext(ctx, "audit log broken", "error", err)
		default:
			return err
		}
	}
	page := d.page(x, "audit", "desk.audit.title")
	page.Data = view
	return d.send(x, http.StatusOK, page)
}
