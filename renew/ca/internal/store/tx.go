package store

import "context"

// Tx is what the rules of cases are carried out with: several queries and
// changes in one transaction, or, as a View, queries each by itself.
type Tx struct{ q querier }

// Update runs do in a transaction, under the conditions of atomically: do may
// be run more than once, and leaves no trace if it fails.
func (s *Store) Update(ctx context.Context, do func(ctx context.Context, tx Tx) error) error {
	return s.atomically(ctx, func(ctx context.Context, q querier) error { return do(ctx, Tx{q}) })
}

// View is for queries alone. Each sees what was there when it began.
func (s *Store) View() Tx { return Tx{s.db} }

// Append writes into the audit log what the transaction does. It had best be
// the last thing in it: others that write there wait.
func (t Tx) Append(ctx context.Context, entries ...Entry) error {
	return appendAudit(ctx, t.q, entries...)
}
