package operators

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ukey/renew/ca/internal/store"
)

// FreeTries is how often a wrong password may be given in a row before there
// are pauses. The first pause is a minute; each further wrong password doubles
// it, up to an hour.
const FreeTries = 5

const (
	firstPause   = time.Minute
	longestPause = time.Hour
)

// PauseError: too many wrong passwords were given under this name, and none
// is looked at for a while. It comes for names that do not exist as well.
type PauseError struct{ Until time.Time }

func (e *PauseError) Error() string {
	return fmt.Sprintf("too many wrong passwords: try again after %s", e.Until.Format(time.RFC3339))
}

// pause is how long to wait after so many wrong passwords in a row.
func pause(failures int) time.Duration {
	if failures < FreeTries {
		return 0
	}
	doublings := min(failures-FreeTries, 6)
	return min(firstPause<<doublings, longestPause)
}

// SignIn checks a name and a password. The error is ErrWrong, which takes the
// same time whatever is wrong, or a *PauseError.
func (s *Service) SignIn(ctx context.Context, name, password string) (Operator, error) {
	self, err := s.identify(ctx, name, password)
	if err != nil {
		return Operator{}, err
	}
	return self, s.store.SignedIn(ctx, self.Name, s.entry(self.Actor(), store.ActionSignIn, self.Name, nil))
}

// ChangePassword gives an operator who knows the old one another password. The
// error is that of SignIn or of SetPassword.
func (s *Service) ChangePassword(ctx context.Context, o Operator, old, fresh string) (Operator, error) {
	// First of all: a try at the old one counts only once the new one is fine.
	if err := checkPassword(o.Name, fresh); err != nil {
		return Operator{}, err
	}
	if _, err := s.identify(ctx, o.Name, old); err != nil {
		return Operator{}, err
	}
	return s.SetPassword(ctx, o.Actor(), o.Name, fresh)
}

// identify counts a try and checks it.
func (s *Service) identify(ctx context.Context, name, password string) (Operator, error) {
	normal, err := normalName(name)
	if err != nil {
		normal = name // nobody's, and counted like any other
	}
	until, err := s.store.TrySignIn(ctx, normal, s.now(), pause)
	if err != nil {
		return Operator{}, err
	}
	if !until.IsZero() {
		return Operator{}, &PauseError{until}
	}
	o, err := s.store.Operator(ctx, normal)
	known := err == nil && o.Disabled.IsZero()
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Operator{}, err
	}
	hash := o.Password
	if !known {
		hash = s.nobody
	}
	match, err := s.matches(ctx, password, hash)
	if err != nil {
		return Operator{}, err
	}
	if !known || !match {
		return Operator{}, ErrWrong
	}
	return operatorOf(o), nil
}

// SignOut records that an operator has left.
func (s *Service) SignOut(ctx context.Context, o Operator) error {
	return s.store.Append(ctx, s.entry(o.Actor(), store.ActionSignOut, o.Name, nil))
}
