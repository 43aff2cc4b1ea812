package est

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// ErrNotOffered means that the server does not have this optional operation.
var ErrNotOffered = errors.New("est: operation not offered by the server")

// Unreachable says at which point no connection, or no answer, came about.
type Unreachable string

// The points.
const (
	NoName       Unreachable = "name not found"     // DNS
	NoConnection Unreachable = "no connection"      // refused, or no way to the host
	NoAnswer     Unreachable = "no answer in time"  // Config.Timeout is over
	Broken       Unreachable = "connection dropped" // before the answer was complete
)

// UnreachableError means that there was no answer.
type UnreachableError struct {
	URL  string
	Kind Unreachable
	// Sent is set if the server may have got the request all the same, so
	// that what it asks for may have been done.
	Sent bool
	Err  error
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("est: %s: %s: %v", e.URL, e.Kind, e.Err)
}

// Unwrap returns the cause.
func (e *UnreachableError) Unwrap() error { return e.Err }

// Distrust says why a server's certificate was not accepted.
type Distrust string

// The reasons.
const (
	UnknownIssuer Distrust = "issued by an unknown authority"
	OtherHost     Distrust = "made out to another host"
	OutsideDates  Distrust = "expired or not yet valid" // which may be this computer's clock
	Unacceptable  Distrust = "not acceptable"           // any other reason
)

// UntrustedError means that the server's certificate does not stand up to the
// private roots. Nothing was sent.
type UntrustedError struct {
	URL    string
	Reason Distrust
	Err    error
}

func (e *UntrustedError) Error() string {
	return fmt.Sprintf("est: %s: server certificate %s: %v", e.URL, e.Reason, e.Err)
}

// Unwrap returns the cause.
func (e *UntrustedError) Unwrap() error { return e.Err }

// Rejection says what is wrong with the client's certificate.
type Rejection string

// The reasons; those of the server are TLS alerts (RFC 8446, 6.2).
const (
	RejectedExpired   Rejection = "expired"
	RejectedRevoked   Rejection = "revoked"
	RejectedUnknownCA Rejection = "issued by an authority that the server does not know"
	RejectedMissing   Rejection = "missing"
	RejectedBad       Rejection = "not accepted"
	// RejectedAlgorithm: the key can make no signature that the server takes.
	RejectedAlgorithm Rejection = "of a key whose signatures the server does not take"
)

// ClientCertificateError means that TLS failed because of the client's
// certificate.
type ClientCertificateError struct {
	Reason Rejection
	Err    error
}

func (e *ClientCertificateError) Error() string {
	return fmt.Sprintf("est: client certificate %s: %v", e.Reason, e.Err)
}

// Unwrap returns the cause.
func (e *ClientCertificateError) Unwrap() error { return e.Err }

// RefusedError means that the server understood the request and said no, or
// failed.
type RefusedError struct {
	Op Op
	// Problem holds the status, and the explanation if there was one.
	Problem Problem
	// RetryAfter lies within MinRetryAfter and MaxRetryAfter; 0 if the server
	// does not say.
	RetryAfter time.Duration
}

func (e *RefusedError) Error() string {
	text := fmt.Sprintf("est: %s refused with status %d", e.Op, e.Problem.Status)
	if e.Problem.Code != 0 {
		text += fmt.Sprintf(" (%d)", e.Problem.Code)
	}
	for _, s := range []string{e.Problem.Title, e.Problem.Detail} {
		if s != "" {
			text += ": " + s
		}
	}
	return text
}

// Temporary says whether the same request may be granted later: the server
// was out of order or overloaded, and not against it.
func (e *RefusedError) Temporary() bool {
	s := e.Problem.Status
	return (s >= 500 && s != http.StatusNotImplemented) || s == http.StatusTooManyRequests || s == http.StatusRequestTimeout
}

// PendingError means that the server took the request and wants to be asked
// again with the very same one (RFC 7030, 4.2.3).
type PendingError struct {
	// RetryAfter lies within MinRetryAfter and MaxRetryAfter.
	RetryAfter time.Duration
}

func (e *PendingError) Error() string {
	return fmt.Sprintf("est: pending, retry after %v", e.RetryAfter)
}

// ProtocolError means that the server does not keep to TLS, HTTP or EST.
type ProtocolError struct {
	Op   Op
	What string
	Err  error // nil if What says it all
}

func (e *ProtocolError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("est: %s: %s", e.Op, e.What)
	}
	return fmt.Sprintf("est: %s: %s: %v", e.Op, e.What, e.Err)
}

// Unwrap returns the cause.
func (e *ProtocolError) Unwrap() error { return e.Err }
