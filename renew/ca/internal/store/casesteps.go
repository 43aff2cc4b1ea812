package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"ukey/renew/cases"
)

// CaseStep is a line in a case's history.
type CaseStep struct {
	// Version is the case's that the step led to.
	Version int64
	cases.Event
	// Actor and Role are of the staff, else empty.
	Actor, Role string
}

// AddStep adds to a case's history. There is one step a version.
func (t Tx) AddStep(ctx context.Context, caseID string, s CaseStep) error {
	_, err := t.q.exec(ctx,
		`INSERT INTO case_steps (case_id, version, at, state, by_whom, actor, role, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		caseID, s.Version, s.At.Unix(), string(s.State), s.By, s.Actor, s.Role, s.Note)
	if err != nil {
		return fmt.Errorf("record step: %w", err)
	}
	return nil
}

// Steps lists a case's history in order.
func (t Tx) Steps(ctx context.Context, caseID string) (all []CaseStep, err error) {
	err = t.q.each(ctx, func(rows *sql.Rows) error {
		var s CaseStep
		var at int64
		var state string
		err := rows.Scan(&s.Version, &at, &state, &s.By, &s.Actor, &s.Role, &s.Note)
		s.At, s.State = time.Unix(at, 0).UTC(), cases.State(state)
		all = append(all, s)
		return err
	}, `SELECT version, at, state, by_whom, actor, role, note FROM case_steps WHERE case_id = ? ORDER BY version`, caseID)
	if err != nil {
		return nil, fmt.Errorf("look up history: %w", err)
	}
	return all, nil
}
