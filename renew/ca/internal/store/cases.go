package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"

	"ukey/renew/cases"
)

// Case is an application for a new certificate in place of an expired one.
type Case struct {
	ID    string
	State cases.State
	// Version goes up with every step.
	Version int64
	// Certificate is the serial number of the expired certificate. Holder and
	// CreditCode say whose it is.
	Certificate        *big.Int
	Holder, CreditCode string
	Form               cases.Form
	Reasons            *cases.Reasons // nil for none
	// Phone is the number that codes go to, empty before approval.
	Phone string
	// Access is the SHA-256 of the applicant's token.
	Access Hash
	// Issued is the serial number of the new certificate, nil before it.
	Issued *big.Int

	Created, Updated time.Time
	// Submitted is the last time, zero before it. Expected is by when staff
	// mean to look at it, zero for never.
	Submitted, Expected time.Time
}

// queued is the time by which lists are ordered.
func (c *Case) queued() time.Time {
	if c.Submitted.IsZero() {
		return c.Created
	}
	return c.Submitted
}

// search is what lists look for text in.
func (c *Case) search() string {
	return strings.ToLower(strings.Join([]string{c.ID, c.Holder, c.CreditCode, c.Form.Name}, "\n"))
}

const caseColumns = `id, state, version, certificate, holder, credit_code, form, reasons, phone, access, issued,
	created_at, updated_at, submitted_at, expected_at`

// AddCase records a new case, unless its certificate has one that is open.
func (t Tx) AddCase(ctx context.Context, c Case) (added bool, err error) {
	form, reasons, err := c.texts()
	if err != nil {
		return false, err
	}
	n, err := t.q.exec(ctx,
		`INSERT INTO cases (`+caseColumns+`, queued_at, search)
		 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		c.ID, string(c.State), c.Version, SerialText(c.Certificate), c.Holder, c.CreditCode, form, reasons,
		c.Phone, c.Access[:], serialOrNull(c.Issued),
		c.Created.Unix(), c.Updated.Unix(), timeOrNull(c.Submitted), timeOrNull(c.Expected), c.queued().Unix(), c.search())
	if err != nil {
		return false, fmt.Errorf("record case: %w", err)
	}
	return n > 0, nil
}

// TakeCase begins a step: it returns the case with its version one up, and
// makes others that take it wait until the transaction ends. The error is
// ErrNotFound if there is none.
func (t Tx) TakeCase(ctx context.Context, id string) (Case, error) {
	return t.aCase(ctx, `UPDATE cases SET version = version + 1 WHERE id = ? RETURNING `+caseColumns, id)
}

// Case finds a case by its ID, or returns ErrNotFound.
func (t Tx) Case(ctx context.Context, id string) (Case, error) {
	return t.aCase(ctx, `SELECT `+caseColumns+` FROM cases WHERE id = ?`, id)
}

// CaseOf finds the latest case of a certificate, the open one if there is one,
// or returns ErrNotFound.
func (t Tx) CaseOf(ctx context.Context, certificate *big.Int) (Case, error) {
	return t.aCase(ctx, `SELECT `+caseColumns+` FROM cases WHERE certificate = ?
		ORDER BY CASE WHEN state IN ('rejected', 'done') THEN 1 ELSE 0 END, created_at DESC, updated_at DESC LIMIT 1`,
		SerialText(certificate))
}

func (t Tx) aCase(ctx context.Context, query string, args ...any) (Case, error) {
	c, err := scanCase(t.q.row(ctx, query, args...).Scan)
	if err != nil {
		return Case{}, fmt.Errorf("look up case: %w", orNotFound(err))
	}
	return c, nil
}

// SaveCase records a case that was taken in the same transaction.
func (t Tx) SaveCase(ctx context.Context, c Case) error {
	form, reasons, err := c.texts()
	if err != nil {
		return err
	}
	_, err = t.q.exec(ctx,
		`UPDATE cases SET state = ?, form = ?, reasons = ?, phone = ?, access = ?, issued = ?, updated_at = ?,
		 submitted_at = ?, expected_at = ?, queued_at = ?, search = ? WHERE id = ?`,
		string(c.State), form, reasons, c.Phone, c.Access[:], serialOrNull(c.Issued), c.Updated.Unix(),
		timeOrNull(c.Submitted), timeOrNull(c.Expected), c.queued().Unix(), c.search(), c.ID)
	if err != nil {
		return fmt.Errorf("record case: %w", err)
	}
	return nil
}

// texts encodes form and reasons.
func (c *Case) texts() (form, reasons string, err error) {
	encoded, err := json.Marshal(c.Form)
	if err != nil {
		return "", "", fmt.Errorf("encode form: %w", err)
	}
	if c.Reasons == nil {
		return string(encoded), "", nil
	}
	why, err := json.Marshal(c.Reasons)
	if err != nil {
		return "", "", fmt.Errorf("encode reasons: %w", err)
	}
	return string(encoded), string(why), nil
}

func scanCase(scan func(...any) error) (Case, error) {
	var (
		c                          Case
		state, certificate         string
		form, reasons              string
		access                     []byte
		issued                     sql.NullString
		created, updated           int64
		submitted, expectedByStaff sql.NullInt64
	)
	err := scan(&c.ID, &state, &c.Version, &certificate, &c.Holder, &c.CreditCode, &form, &reasons, &c.Phone, &access, &issued,
		&created, &updated, &submitted, &expectedByStaff)
	if err != nil {
		return c, err
	}
	c.State = cases.State(state)
	copy(c.Access[:], access)
	c.Created, c.Updated = time.Unix(created, 0).UTC(), time.Unix(updated, 0).UTC()
	c.Submitted, c.Expected = nullTime(submitted), nullTime(expectedByStaff)
	if err := json.Unmarshal([]byte(form), &c.Form); err != nil {
		return c, fmt.Errorf("case %s: form: %w", c.ID, err)
	}
	if reasons != "" {
		if err := json.Unmarshal([]byte(reasons), &c.Reasons); err != nil {
			return c, fmt.Errorf("case %s: reasons: %w", c.ID, err)
		}
	}
	if c.Certificate, err = parseSerial(certificate); err != nil {
		return c, err
	}
	if issued.Valid {
		c.Issued, err = parseSerial(issued.String)
	}
	return c, err
}

func parseSerial(text string) (*big.Int, error) {
	n, ok := new(big.Int).SetString(text, 16)
	if !ok {
		return nil, fmt.Errorf("serial number %q is not hexadecimal", text)
	}
	return n, nil
}

func serialOrNull(n *big.Int) any {
	if n == nil {
		return nil
	}
	return SerialText(n)
}

func timeOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Unix()
}

func nullTime(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.Unix(n.Int64, 0).UTC()
}
