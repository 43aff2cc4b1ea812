package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"ukey/renew/cases"
)

// CaseQuery picks cases. Zero values pick all.
type CaseQuery struct {
	State cases.State
	// Text is looked for in ID, holder, credit code and applicant.
	Text string
	// From, which is in, and To, which is out, bound the last submission, or
	// the opening of what was never submitted.
	From, To      time.Time
	NewestFirst   bool
	Offset, Limit int
}

// where is the query's condition, with the state's or without.
func (q CaseQuery) where(withState bool) (condition string, args []any) {
	parts := []string{"1 = 1"}
	add := func(part string, arg any) {
		parts = append(parts, part)
		args = append(args, arg)
	}
	if q.State != "" && withState {
		add("state = ?", string(q.State))
	}
	if q.Text != "" {
		literal := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(q.Text))
		add(`search LIKE ? ESCAPE '\'`, "%"+literal+"%")
	}
	if !q.From.IsZero() {
		add("queued_at >= ?", q.From.Unix())
	}
	if !q.To.IsZero() {
		add("queued_at < ?", q.To.Unix())
	}
	return strings.Join(parts, " AND "), args
}

// Cases lists a page of the cases that a query picks.
func (t Tx) Cases(ctx context.Context, q CaseQuery) (page []Case, err error) {
	condition, args := q.where(true)
	order := "queued_at, id"
	if q.NewestFirst {
		order = "queued_at DESC, id DESC"
	}
	err = t.q.each(ctx, func(rows *sql.Rows) error {
		c, err := scanCase(rows.Scan)
		page = append(page, c)
		return err
	}, `SELECT `+caseColumns+` FROM cases WHERE `+condition+` ORDER BY `+order+` LIMIT ? OFFSET ?`,
		append(args, q.Limit, q.Offset)...)
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return page, nil
}

// CountCases counts by state what a query without its state picks.
func (t Tx) CountCases(ctx context.Context, q CaseQuery) (map[cases.State]int, error) {
	condition, args := q.where(false)
	counts := make(map[cases.State]int)
	err := t.q.each(ctx, func(rows *sql.Rows) error {
		var state string
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return err
		}
		counts[cases.State(state)] = n
		return nil
	}, `SELECT state, count(*) FROM cases WHERE `+condition+` GROUP BY state`, args...)
	if err != nil {
		return nil, fmt.Errorf("count cases: %w", err)
	}
	return counts, nil
}
