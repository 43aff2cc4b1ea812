package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Action names what was done, for the audit log.
type Action string

// The actions on certificates, beside those that cases and the review desk
// define.
const (
	ActionIssue  Action = "certificate.issue"
	ActionRevoke Action = "certificate.revoke"
	// ActionRelease: off hold.
	ActionRelease Action = "certificate.release"
	// ActionRecover: the key, out of escrow.
	ActionRecover Action = "certificate.recover"
)

// Entry is what is to be written into the audit log. Nothing secret may stand
// in it.
type Entry struct {
	At time.Time // kept in whole seconds
	// Actor and Role say who did it: an operator with a role; or "client"
	// and the serial number of a certificate; or "applicant"; or "ca".
	Actor, Role string
	Action      Action
	// Subject is what it was done to: a case, a serial number, an operator.
	Subject string
	// Facts are more about it; nil for none.
	Facts map[string]string
}

// Record is an entry of the audit log as it was written.
//
// The log is a chain: a record's hash covers the hash of the one before, so
// that nothing can be changed, put in or left out without every later hash
// changing. It is the SHA-256 of the hash before (32 bytes, zero for the
// first) and then, each as its length in 8 bytes, big-endian, and its bytes:
// the number and the time, in decimal; actor, role, action and subject, in
// UTF-8; and Detail.
type Record struct {
	Seq         int64 // from 1
	At          time.Time
	Actor, Role string
	Action      Action
	Subject     string
	// Detail is the entry's Facts in JSON, as they were hashed.
	Detail string
	Hash   Hash
}

// Hash is a SHA-256.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Facts decodes Detail; nil if it holds none.
func (r Record) Facts() map[string]string {
	var facts map[string]string
	_ = json.Unmarshal([]byte(r.Detail), &facts) // the chain says whether it is as written
	return facts
}

// chained is the hash that the record must have after one with that hash.
func (r Record) chained(before Hash) (sum Hash) {
	h := sha256.New()
	h.Write(before[:])
	for _, part := range []string{
		strconv.FormatInt(r.Seq, 10), strconv.FormatInt(r.At.Unix(), 10),
		r.Actor, r.Role, string(r.Action), r.Subject, r.Detail,
	} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write([]byte(part))
	}
	h.Sum(sum[:0])
	return sum
}

// Append writes into the audit log what no other change goes with.
func (s *Store) Append(ctx context.Context, entries ...Entry) error {
	return s.atomically(ctx, func(ctx context.Context, tx querier) error { return appendAudit(ctx, tx, entries...) })
}

// appendAudit writes into the audit log what the same transaction does. It
// makes other writers of the log wait until the transaction ends, and so had
// best be the last thing in it.
func appendAudit(ctx context.Context, tx querier, entries ...Entry) error {
	for _, e := range entries {
		if err := appendEntry(ctx, tx, e); err != nil {
			return fmt.Errorf("audit: %w", err)
		}
	}
	return nil
}

func appendEntry(ctx context.Context, tx querier, e Entry) error {
	detail, err := json.Marshal(e.Facts) // with sorted keys
	if err != nil {
		return err
	}
	if e.Facts == nil {
		detail = []byte("{}")
	}
	var seq int64
	var hash []byte
	if err := tx.row(ctx, `UPDATE audit_head SET seq = seq + 1 RETURNING seq, hash`).Scan(&seq, &hash); err != nil {
		return err
	}
	var before Hash
	copy(before[:], hash)
	r := Record{
		Seq: seq, At: e.At.UTC().Truncate(time.Second), Actor: e.Actor, Role: e.Role,
		Action: e.Action, Subject: e.Subject, Detail: string(detail),
	}
	r.Hash = r.chained(before)
	_, err = tx.exec(ctx,
		`INSERT INTO audit (seq, at, actor, role, action, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		r.Seq, r.At.Unix(), r.Actor, r.Role, string(r.Action), r.Subject, r.Detail, r.Hash[:])
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `UPDATE audit_head SET hash = ?`, r.Hash[:])
	return err
}

const auditColumns = `seq, at, actor, role, action, subject, detail, hash`

func scanRecord(rows *sql.Rows) (r Record, err error) {
	var at int64
	var action string
	var hash []byte
	if err := rows.Scan(&r.Seq, &at, &r.Actor, &r.Role, &action, &r.Subject, &r.Detail, &hash); err != nil {
		return r, err
	}
	r.At, r.Action = time.Unix(at, 0).UTC(), Action(action)
	copy(r.Hash[:], hash) // one of another length does not match anything
	return r, nil
}

// LatestRecords lists the records before one, the latest first; before 0 is
// from the end. It does not look at the chain: see VerifyAudit.
func (s *Store) LatestRecords(ctx context.Context, before int64, limit int) (page []Record, err error) {
	err = s.db.each(ctx, func(rows *sql.Rows) error {
		r, err := scanRecord(rows)
		page = append(page, r)
		return err
	}, `SELECT `+auditColumns+` FROM audit WHERE seq < ? OR ? = 0 ORDER BY seq DESC LIMIT ?`, before, before, limit)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return page, nil
}
