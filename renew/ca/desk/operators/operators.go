// Package operators knows who may work at the review desk: names, roles and
// passwords, and the rules of signing in.
//
// Start with [New]. A [Service] may be used from any goroutine, and several
// processes may work on the same store: an operator who is added at the
// command line can sign in at once.
package operators

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/sync/semaphore"

	"ukey/renew/ca/casework"
	"ukey/renew/ca/internal/store"
)

// Role is what an operator may do.
type Role string

// The roles.
const (
	// Reviewer looks at cases and decides them.
	Reviewer Role = "reviewer"
	// Admin may do what a reviewer may, and look after the operators and the
	// audit log.
	Admin Role = "admin"
)

// Roles lists all roles.
func Roles() []Role { return []Role{Reviewer, Admin} }

// ParseRole reads a role's name.
func ParseRole(name string) (Role, error) {
	for _, role := range Roles() {
		if name == string(role) {
			return role, nil
		}
	}
	return "", fmt.Errorf("unknown role %q: want %q or %q", name, Reviewer, Admin)
}

// Errors to tell apart. NameError, PasswordError and PauseError are types.
var (
	// ErrExists: there is an operator of that name.
	ErrExists = errors.New("there is an operator of that name already")
	// ErrUnknown: there is no operator of that name.
	ErrUnknown = errors.New("no operator of that name")
	// ErrSelf: operators cannot disable themselves or take a role from
	// themselves, so that an administrator is always left.
	ErrSelf = errors.New("nobody changes their own role or disables themselves")
	// ErrWrong: name and password do not belong together, or the operator is
	// disabled. Which of these is not said.
	ErrWrong = errors.New("name or password is wrong")
)

// Operator is somebody who works at the desk.
type Operator struct {
	Name string
	Role Role
	// Version goes up with every change. Whoever signed in under an earlier
	// one has to do so again.
	Version int64
	Created time.Time
	// Disabled is zero while the operator may sign in.
	Disabled time.Time
}

// Active tells whether the operator may sign in.
func (o Operator) Active() bool { return o.Disabled.IsZero() }

// Actor is the operator as one who does something.
func (o Operator) Actor() casework.Actor { return casework.Actor{Name: o.Name, Role: string(o.Role)} }

// Service looks after the operators in a store. Whatever changes them is in the
// audit log.
type Service struct {
	store *store.Store
	now   func() time.Time
	// hashing limits how many passwords are hashed at once: each takes
	// memory and time, and anybody can send one.
	hashing *semaphore.Weighted
	cost    *argon2id.Params
	nobody  string // a hash
}

// New makes a Service. Clock tells the time; cost is [Cost], and all operators
// of a store are to have the same.
func New(s *store.Store, clock func() time.Time, cost *argon2id.Params) *Service {
	return &Service{
		store: s, now: clock, hashing: semaphore.NewWeighted(hashesAtOnce), cost: cost, nobody: hashOfNothing(cost),
	}
}

// Add makes an operator. The error is a *NameError, a *PasswordError or
// ErrExists where the person can do something about it.
func (s *Service) Add(ctx context.Context, by casework.Actor, name string, role Role, password string) (Operator, error) {
	name, err := normalName(name)
	if err != nil {
		return Operator{}, err
	}
	hash, err := s.newHash(ctx, name, password)
	if err != nil {
		return Operator{}, err
	}
	o := store.Operator{Name: name, Role: string(role), Password: hash, Version: 1, Created: s.now().UTC()}
	err = s.store.AddOperator(ctx, o, s.entry(by, store.ActionOperatorAdd, name, map[string]string{"role": string(role)}))
	if errors.Is(err, store.ErrExists) {
		return Operator{}, ErrExists
	}
	if err != nil {
		return Operator{}, err
	}
	return operatorOf(o), nil
}

// List returns all operators by name.
func (s *Service) List(ctx context.Context) ([]Operator, error) {
	found, err := s.store.Operators(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]Operator, len(found))
	for i, o := range found {
		all[i] = operatorOf(o)
	}
	return all, nil
}

// Get finds an operator, or returns ErrUnknown.
func (s *Service) Get(ctx context.Context, name string) (Operator, error) {
	name, err := normalName(name)
	if err != nil {
		return Operator{}, ErrUnknown
	}
	o, err := s.store.Operator(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return Operator{}, ErrUnknown
	}
	return operatorOf(o), err
}

// SetPassword gives an operator another password and ends a pause in signing
// in. The error is ErrUnknown or a *PasswordError where the person can do
// something about it.
func (s *Service) SetPassword(ctx context.Context, by casework.Actor, name, password string) (Operator, error) {
	o, err := s.Get(ctx, name)
	if err != nil {
		return Operator{}, err
	}
	hash, err := s.newHash(ctx, o.Name, password)
	if err != nil {
		return Operator{}, err
	}
	return s.change(ctx, o.Name, func(o *store.Operator) { o.Password = hash },
		s.entry(by, store.ActionOperatorPassword, o.Name, nil))
}

// SetRole gives an operator another role. The error is ErrUnknown or ErrSelf.
func (s *Service) SetRole(ctx context.Context, by casework.Actor, name string, role Role) (Operator, error) {
	if isSelf(by, name) {
		return Operator{}, ErrSelf
	}
	return s.change(ctx, name, func(o *store.Operator) { o.Role = string(role) },
		s.entry(by, store.ActionOperatorRole, name, map[string]string{"role": string(role)}))
}

// Disable keeps an operator from signing in and ends what sessions they have.
// The error is ErrUnknown or ErrSelf.
func (s *Service) Disable(ctx context.Context, by casework.Actor, name string) (Operator, error) {
	if isSelf(by, name) {
		return Operator{}, ErrSelf
	}
	return s.change(ctx, name, func(o *store.Operator) { o.Disabled = s.now().UTC().Truncate(time.Second) },
		s.entry(by, store.ActionOperatorDisable, name, nil))
}

// Enable lets a disabled operator sign in again, or returns ErrUnknown.
func (s *Service) Enable(ctx context.Context, by casework.Actor, name string) (Operator, error) {
	return s.change(ctx, name, func(o *store.Operator) { o.Disabled = time.Time{} },
		s.entry(by, store.ActionOperatorEnable, name, nil))
}

func (s *Service) change(ctx context.Context, name string, change func(*store.Operator), e store.Entry) (Operator, error) {
	name, err := normalName(name)
	if err != nil {
		return Operator{}, ErrUnknown
	}
	e.Subject = name
	o, err := s.store.ChangeOperator(ctx, name, change, e)
	if errors.Is(err, store.ErrNotFound) {
		return Operator{}, ErrUnknown
	}
	return operatorOf(o), err
}

func (s *Service) entry(by casework.Actor, action store.Action, subject string, facts map[string]string) store.Entry {
	return store.Entry{At: s.now(), Actor: by.Name, Role: by.Role, Action: action, Subject: subject, Facts: facts}
}

// isSelf tells whether an operator is about to change themselves. Whoever works
// at the CA's own command line is none.
func isSelf(by casework.Actor, name string) bool {
	if _, err := ParseRole(by.Role); err != nil {
		return false
	}
	a, errA := normalName(by.Name)
	b, errB := normalName(name)
	return errA == nil && errB == nil && a == b
}

func operatorOf(o store.Operator) Operator {
	return Operator{Name: o.Name, Role: Role(o.Role), Version: o.Version, Created: o.Created, Disabled: o.Disabled}
}
