package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// Request is what tells one enrolment from another. A client that did not
// hear the answer asks again with the same key, and so makes the same Request.
type Request struct {
	Operation string
	// Variant tells apart what one key may ask for more than once, such as
	// ways to wrap a key. It may be empty.
	Variant string
	// Key is the public key that the request is signed with.
	Key KeyHash
}

// Enrolment is a request that was granted, and the answer to it.
type Enrolment struct {
	Request
	// Client and Issued are the serial numbers of the certificate that asked
	// and of the one that was issued.
	Client, Issued *big.Int
	// ContentType and Body are the answer as it goes out.
	ContentType string
	Body        []byte
	Answered    time.Time
	// Escrow is the private key of the issued certificate, sealed for
	// recovery; nil if there is none to keep. Only AddEnrolment looks at it.
	Escrow []byte
}

// Enrolment finds the answer to a request, or returns ErrNotFound.
func (s *Store) Enrolment(ctx context.Context, r Request) (Enrolment, error) {
	return enrolment(ctx, s.db, r)
}

// AddEnrolment records a certificate, the answer that carries it, what is to be
// kept in escrow, and the entries in the audit log: all or nothing. If the
// request has been answered meanwhile, nothing is recorded and the earlier
// enrolment is returned; the caller must send that one.
func (s *Store) AddEnrolment(ctx context.Context, c Certificate, e Enrolment, log ...Entry) (Enrolment, error) {
	var kept Enrolment
	err := s.Update(ctx, func(ctx context.Context, tx Tx) (err error) {
		var added bool
		if kept, added, err = tx.AddEnrolment(ctx, c, e); err != nil || !added {
			return err
		}
		return tx.Append(ctx, log...)
	})
	if err != nil {
		return Enrolment{}, err
	}
	return kept, nil
}

// AddEnrolment is Store.AddEnrolment as a part of more. It tells whether the
// enrolment was recorded, or an earlier one is returned.
func (t Tx) AddEnrolment(ctx context.Context, c Certificate, e Enrolment) (kept Enrolment, added bool, err error) {
	if err := addCertificate(ctx, t.q, c); err != nil {
		return e, false, err
	}
	if added, err = addEnrolment(ctx, t.q, e); err != nil {
		return e, false, err
	}
	if !added {
		if err := dropCertificate(ctx, t.q, c); err != nil {
			return e, false, err
		}
		kept, err = enrolment(ctx, t.q, e.Request)
		return kept, false, err
	}
	if e.Escrow != nil {
		err = addEscrow(ctx, t.q, e.Issued, e.Escrow)
	}
	return e, true, err
}

// EnrolmentsSince counts what a client's certificate was granted since a
// moment.
func (s *Store) EnrolmentsSince(ctx context.Context, client *big.Int, since time.Time) (int, error) {
	var n int
	err := s.db.row(ctx,
		`SELECT count(*) FROM enrolments WHERE client = ? AND answered_at >= ?`,
		SerialText(client), since.Unix()).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count enrolments: %w", err)
	}
	return n, nil
}

// addEnrolment records an enrolment unless there is one for its request. It
// waits for another transaction that records one at the same time.
func addEnrolment(ctx context.Context, tx querier, e Enrolment) (added bool, err error) {
	n, err := tx.exec(ctx,
		`INSERT INTO enrolments (operation, variant, key_hash, client, issued, content_type, body, answered_at)
		 VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (operation, variant, key_hash) DO NOTHING`,
		e.Operation, e.Variant, e.Key[:], SerialText(e.Client), SerialText(e.Issued),
		e.ContentType, e.Body, e.Answered.Unix())
	if err != nil {
		return false, fmt.Errorf("record enrolment: %w", err)
	}
	return n > 0, nil
}

func enrolment(ctx context.Context, q querier, r Request) (Enrolment, error) {
	e := Enrolment{Request: r}
	var client, issued string
	var answered int64
	err := q.row(ctx,
		`SELECT client, issued, content_type, body, answered_at FROM enrolments
		 WHERE operation = ? AND variant = ? AND key_hash = ?`,
		r.Operation, r.Variant, r.Key[:]).
		Scan(&client, &issued, &e.ContentType, &e.Body, &answered)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Enrolment{}, ErrNotFound
	case err != nil:
		return Enrolment{}, fmt.Errorf("look up enrolment: %w", err)
	}
	var okClient, okIssued bool
	e.Client, okClient = new(big.Int).SetString(client, 16)
	e.Issued, okIssued = new(big.Int).SetString(issued, 16)
	if !okClient || !okIssued {
		return Enrolment{}, fmt.Errorf("look up enrolment: serial numbers %q, %q are not hexadecimal", client, issued)
	}
	e.Answered = time.Unix(answered, 0).UTC()
	return e, nil
}
