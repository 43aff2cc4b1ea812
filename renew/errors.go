package renew

import (
	"errors"
	"fmt"
	"time"
)

// ErrNothingToRenew: the key holds no signature certificate with its private
// key.
var ErrNothingToRenew = errors.New("no signature certificate with a private key on the token")

// ErrCANotConfigured: it is not set which CA renews.
var ErrCANotConfigured = errors.New("no CA configured")

// ExpiredError: the old certificate cannot prove anybody's identity any more;
// staff of the CA must look at papers first.
type ExpiredError struct {
	NotAfter time.Time
	Days     int // since it expired, at least 1
}

func (e *ExpiredError) Error() string { return fmt.Sprintf("certificate expired %d days ago", e.Days) }

// NotYetValidError: the old certificate is not valid yet; likely the clock is
// wrong.
type NotYetValidError struct{ NotBefore time.Time }

func (e *NotYetValidError) Error() string {
	return fmt.Sprintf("certificate not valid before %s", e.NotBefore.Format(time.RFC3339))
}

// Flaw is what is wrong with a certificate that a CA has sent.
type Flaw string

// The flaws.
const (
	FlawOtherKey     Flaw = "is for another public key"
	FlawOtherSubject Flaw = "names another subject"
	FlawChain        Flaw = "does not chain to the pinned root"
	FlawUsage        Flaw = "has the wrong key usage"
	FlawValidity     Flaw = "is not valid now"
	FlawUnreadable   Flaw = "cannot be read"
)

// AnswerError: the CA sent a certificate that must not be installed. Nothing
// of it was stored.
type AnswerError struct {
	Flaw Flaw
	Err  error // more about it, or nil
}

func (e *AnswerError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("the issued certificate %s: %v", e.Flaw, e.Err)
	}
	return fmt.Sprintf("the issued certificate %s", e.Flaw)
}

// Unwrap returns the cause.
func (e *AnswerError) Unwrap() error { return e.Err }

// SelfTestError: a new pair does not work. The new pairs were removed again.
type SelfTestError struct {
	Test string // "sign", "decrypt" or "read back"
	Err  error
}

func (e *SelfTestError) Error() string { return fmt.Sprintf("self-test %q failed: %v", e.Test, e.Err) }

// Unwrap returns the cause.
func (e *SelfTestError) Unwrap() error { return e.Err }

// InterruptedError: the renewal stopped after it had changed something on the
// key. What is there is known, the old pairs work as before, and running the
// renewal again continues it.
type InterruptedError struct {
	State State
	Err   error
}

func (e *InterruptedError) Error() string {
	return fmt.Sprintf("renewal interrupted after %q: %v", e.State, e.Err)
}

// Unwrap returns the cause.
func (e *InterruptedError) Unwrap() error { return e.Err }
