package desk

import (
	"net/http"
	"slices"
	"strconv"

	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

// scanPage shows a scan in its full size.
type scanPage struct {
	ID     string
	Holder string
	Kind   cases.Kind
	Scan   casework.Scan
	Others []cases.Kind
}

func (d *desk) showScan(x *exchange) error {
	file, err := d.file(x)
	if err != nil {
		return err
	}
	scan, kind, err := d.scan(x)
	if err != nil {
		return err
	}
	view := scanPage{ID: file.ID, Holder: d.describe(file.Certificate, file.Old).Holder, Kind: kind, Scan: scan}
	for _, other := range cases.Kinds() {
		if _, there := file.Documents[other]; there {
			view.Others = append(view.Others, other)
		}
	}
	page := d.page(x, "scan", "desk.kind."+string(kind))
	page.Section = "queue"
	page.Data = view
	return d.send(x, http.StatusOK, page)
}

// sendScan answers with the picture itself, in the format that it was found to
// have. It came from outside: a browser that opens it by itself may do nothing
// with it but show it.
func (d *desk) sendScan(x *exchange) error {
	scan, _, err := d.scan(x)
	if err != nil {
		return err
	}
	h := x.w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	h.Set("Content-Type", scan.Format.MediaType())
	h.Set("Content-Length", strconv.Itoa(len(scan.Data)))
	h.Set("Content-Disposition", "inline")
	_, _ = x.w.Write(scan.Data) // a browser that has gone needs no answer
	return nil
}

// scan reads the scan that the path names.
func (d *desk) scan(x *exchange) (casework.Scan, cases.Kind, error) {
	kind := cases.Kind(x.r.PathValue("kind"))
	if !slices.Contains(cases.Kinds(), kind) {
		return casework.Scan{}, "", notFound(x)
	}
	scan, err := d.Cases.Scan(x.r.Context(), x.r.PathValue("id"), kind)
	return scan, kind, noCase(err)
}
