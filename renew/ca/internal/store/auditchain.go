package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Head names the last record of the audit log at some time. One that is kept
// where nobody can change it proves later that all up to it is as it was.
type Head struct {
	Seq  int64 // 0 while the log is empty
	Hash Hash
}

// String is the number and the hash, as 42:9f86….
func (h Head) String() string { return fmt.Sprintf("%d:%s", h.Seq, h.Hash) }

// ParseHead reads what Head.String has written, with any white space around.
func ParseHead(text string) (h Head, err error) {
	number, sum, _ := strings.Cut(strings.TrimSpace(text), ":")
	raw, hexErr := hex.DecodeString(sum)
	h.Seq, err = strconv.ParseInt(number, 10, 64)
	if err != nil || hexErr != nil || h.Seq < 0 || len(raw) != len(h.Hash) {
		return Head{}, errors.New("not a head of the audit log, such as 42:9f86… with 64 hexadecimal digits")
	}
	h.Hash = Hash(raw)
	return h, nil
}

// ChainError: the audit log was tampered with, or the database has lost or
// changed something.
type ChainError struct {
	// Seq is the first record that is wrong or missing.
	Seq int64
	// What is wrong, in a few words.
	What string
}

func (e *ChainError) Error() string {
	return fmt.Sprintf("the audit log is broken at record %d: %s", e.Seq, e.What)
}

// AuditHead returns the head that the log claims to have.
func (s *Store) AuditHead(ctx context.Context) (h Head, err error) {
	var hash []byte
	if err := s.db.row(ctx, `SELECT seq, hash FROM audit_head`).Scan(&h.Seq, &hash); err != nil {
		return Head{}, fmt.Errorf("read the audit log: %w", err)
	}
	copy(h.Hash[:], hash)
	return h, nil
}

// VerifyAudit reads the log from its beginning, checks the chain and hands
// over each record that is right, unless visit is nil. It checks as well that
// the log still holds the record that each of the known heads names. The error
// is a *ChainError, visit's, or the database's. Writers need not wait.
//
// What it cannot notice: the loss of the last records, back to the latest head
// that it is given, by somebody who may write to the database.
func (s *Store) VerifyAudit(ctx context.Context, visit func(Record) error, known ...Head) (Head, error) {
	claimed, err := s.AuditHead(ctx)
	if err != nil {
		return Head{}, err
	}
	known = append(known, claimed)
	var last Head
	err = s.db.each(ctx, func(rows *sql.Rows) error {
		r, err := scanRecord(rows)
		if err != nil {
			return err
		}
		if err := last.follow(r, known); err != nil || visit == nil {
			return err
		}
		return visit(r)
	}, `SELECT `+auditColumns+` FROM audit ORDER BY seq`)
	if err != nil {
		return last, orChainError("read the audit log", err)
	}
	for _, head := range known {
		if head.Seq > last.Seq {
			return last, &ChainError{last.Seq + 1, fmt.Sprintf("the log ends here, but went on to record %d", head.Seq)}
		}
	}
	// What was written while we read makes the head only later.
	if claimed, err = s.AuditHead(ctx); err != nil {
		return last, err
	}
	if claimed.Seq < last.Seq {
		return last, &ChainError{claimed.Seq + 1, "the log goes on behind its end"}
	}
	return last, nil
}

// follow moves on to the next record, if it is the next one.
func (h *Head) follow(r Record, known []Head) error {
	switch {
	case r.Seq != h.Seq+1:
		return &ChainError{h.Seq + 1, fmt.Sprintf("record %d comes next", r.Seq)}
	case r.Hash != r.chained(h.Hash):
		return &ChainError{r.Seq, "the record or the one before it is not as it was written"}
	}
	h.Seq, h.Hash = r.Seq, r.Hash
	for _, k := range known {
		if k.Seq == h.Seq && k.Hash != h.Hash {
			return &ChainError{r.Seq, "the log up to here was written anew"}
		}
	}
	return nil
}

func orChainError(doing string, err error) error {
	if broken := new(ChainError); errors.As(err, &broken) {
		return broken
	}
	return fmt.Errorf("%s: %w", doing, err)
}
