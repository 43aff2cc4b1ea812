package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrExists: the store holds something of that name already.
var ErrExists = errors.New("in the store already")

// The actions of operators and on them. Their subject is the operator.
const (
	ActionOperatorAdd      Action = "operator.add"
	ActionOperatorPassword Action = "operator.password"
	ActionOperatorRole     Action = "operator.role"
	ActionOperatorDisable  Action = "operator.disable"
	ActionOperatorEnable   Action = "operator.enable"
	// ActionSignIn has the fact "failures", the number of wrong passwords
	// since the one before. They have no entries of their own: the time that
	// one takes would tell which names exist.
	ActionSignIn  Action = "operator.sign-in"
	ActionSignOut Action = "operator.sign-out"
)

// Operator is somebody who may work at the review desk.
type Operator struct {
	Name string
	Role string
	// Password is a hash that says how it was made.
	Password string
	// Version goes up with every change, by one.
	Version int64
	Created time.Time
	// Disabled is zero while the operator may sign in.
	Disabled time.Time
}

const operatorColumns = `name, role, password, version, created_at, disabled_at`

// AddOperator records an operator and an entry about it, or returns ErrExists.
func (s *Store) AddOperator(ctx context.Context, o Operator, e Entry) error {
	return s.atomically(ctx, func(ctx context.Context, tx querier) error {
		added, err := tx.exec(ctx,
			`INSERT INTO operators (name, role, password, version, created_at) VALUES (?, ?, ?, ?, ?)
			 ON CONFLICT (name) DO NOTHING`,
			o.Name, o.Role, o.Password, o.Version, o.Created.Unix())
		switch {
		case err != nil:
			return fmt.Errorf("record operator: %w", err)
		case added == 0:
			return ErrExists
		}
		return appendAudit(ctx, tx, e)
	})
}

// Operator finds an operator by name, or returns ErrNotFound.
func (s *Store) Operator(ctx context.Context, name string) (Operator, error) {
	return operator(ctx, s.db, name)
}

// Operators lists all operators by name.
func (s *Store) Operators(ctx context.Context) (all []Operator, err error) {
	err = s.db.each(ctx, func(rows *sql.Rows) error {
		o, err := scanOperator(rows)
		all = append(all, o)
		return err
	}, `SELECT `+operatorColumns+` FROM operators ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("look up operators: %w", err)
	}
	return all, nil
}

// ChangeOperator lets change set role, password and disabling of an operator
// and records them under the next version, with an entry about it; tries to sign
// in start anew. The error is ErrNotFound if there is no such operator.
func (s *Store) ChangeOperator(ctx context.Context, name string, change func(*Operator), e Entry) (Operator, error) {
	var changed Operator
	err := s.atomically(ctx, func(ctx context.Context, tx querier) error {
		o, err := operator(ctx, tx, name)
		if err != nil {
			return err
		}
		change(&o)
		var disabled sql.NullInt64
		if !o.Disabled.IsZero() {
			disabled = sql.NullInt64{Int64: o.Disabled.Unix(), Valid: true}
		}
		updated, err := tx.exec(ctx,
			`UPDATE operators SET role = ?, password = ?, disabled_at = ?, version = version + 1
			 WHERE name = ? AND version = ?`, o.Role, o.Password, disabled, name, o.Version)
		switch {
		case err != nil:
			return fmt.Errorf("change operator: %w", err)
		case updated == 0:
			return fmt.Errorf("change operator %s: changed by somebody else at the same time", name)
		}
		o.Version++
		changed = o
		if err := forgetSignIns(ctx, tx, name); err != nil {
			return err
		}
		return appendAudit(ctx, tx, e)
	})
	return changed, err
}

func operator(ctx context.Context, q querier, name string) (Operator, error) {
	o, err := scanOperator(q.row(ctx, `SELECT `+operatorColumns+` FROM operators WHERE name = ?`, name))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Operator{}, ErrNotFound
	case err != nil:
		return Operator{}, fmt.Errorf("look up operator: %w", err)
	}
	return o, nil
}

func scanOperator(row interface{ Scan(...any) error }) (Operator, error) {
	var (
		o        Operator
		created  int64
		disabled sql.NullInt64
	)
	if err := row.Scan(&o.Name, &o.Role, &o.Password, &o.Version, &created, &disabled); err != nil {
		return Operator{}, err
	}
	o.Created = time.Unix(created, 0).UTC()
	if disabled.Valid {
		o.Disabled = time.Unix(disabled.Int64, 0).UTC()
	}
	return o, nil
}
