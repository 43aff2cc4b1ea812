package store

import (
	"context"
	"database/sql"
	"fmt"

	"ukey/renew/cases"
)

// CaseDocument is a scan of a case.
type CaseDocument struct {
	Kind cases.Kind
	cases.Document
	Width, Height int
	Data          []byte // nil in lists
}

// PutDocument records a scan in place of the one of its kind before.
func (t Tx) PutDocument(ctx context.Context, caseID string, d CaseDocument) error {
	_, err := t.q.exec(ctx,
		`INSERT INTO case_documents (case_id, kind, sha256, format, width, height, size, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		 ON CONFLICT (case_id, kind) DO UPDATE SET sha256 = excluded.sha256, format = excluded.format,
		 width = excluded.width, height = excluded.height, size = excluded.size, data = excluded.data`,
		caseID, string(d.Kind), d.SHA256, string(d.Format), d.Width, d.Height, d.Size, d.Data)
	if err != nil {
		return fmt.Errorf("record scan: %w", err)
	}
	return nil
}

// Documents lists what scans a case has, without their contents.
func (t Tx) Documents(ctx context.Context, caseID string) (map[cases.Kind]cases.Document, error) {
	all := make(map[cases.Kind]cases.Document)
	err := t.q.each(ctx, func(rows *sql.Rows) error {
		var kind, format string
		var d cases.Document
		err := rows.Scan(&kind, &d.SHA256, &format, &d.Size)
		d.Format = cases.Format(format)
		all[cases.Kind(kind)] = d
		return err
	}, `SELECT kind, sha256, format, size FROM case_documents WHERE case_id = ?`, caseID)
	if err != nil {
		return nil, fmt.Errorf("look up scans: %w", err)
	}
	return all, nil
}

// Document returns a scan with its contents, or ErrNotFound.
func (t Tx) Document(ctx context.Context, caseID string, kind cases.Kind) (CaseDocument, error) {
	d := CaseDocument{Kind: kind}
	var format string
	err := t.q.row(ctx, `SELECT sha256, format, width, height, size, data FROM case_documents WHERE case_id = ? AND kind = ?`,
		caseID, string(kind)).Scan(&d.SHA256, &format, &d.Width, &d.Height, &d.Size, &d.Data)
	if err != nil {
		return d, fmt.Errorf("look up scan: %w", orNotFound(err))
	}
	d.Format = cases.Format(format)
	return d, nil
}
