package ca

import (
	"fmt"
	"net/http"
	"time"
)

// Code says why the CA refused, to programs. The package comment lists them.
type Code int

// The codes.
const (
	CodeNoCertificate Code = 1001 + iota
	CodeForeignCertificate
	CodeExpired
	CodeNotYetValid
	CodeRevoked
	CodeNotForSigning
	CodeNeedsReview
)

// The codes about the request.
const (
	CodeMalformed Code = 2001 + iota
	CodeBadSignature
	CodeOtherSubject
	CodeBadKey
	CodeKeyReused
	CodeNoSigningCertificate
	CodeNoWrapping
)

// The codes about the exchange.
const (
	CodeNotFound Code = 3001 + iota
	CodeMethod
	CodeTooLarge
	CodeMediaType
	CodeTooMany
	CodeInternal
	CodeBusy
)

// The codes that Chinese CAs already use, whose meaning people know from them.
const (
	CodeRecords       Code = -8001 // records and certificate disagree, or it is on hold
	CodeMaintenance   Code = -7999
	CodeNoCreditCode  Code = -7942
	CodeNotInABrowser Code = -7456
)

// Refusal is the CA's no: to a client over HTTP as a problem document, to an
// operator as an error.
type Refusal struct {
	Code Code
	// Detail tells the staff of the CA and support what is wrong with this
	// request; a person is told what the texts have for Code. It goes to the
	// client, so nothing secret may stand in it.
	Detail string
	// RetryAfter is when the same request may be granted; 0 if nobody knows.
	RetryAfter time.Duration
	// triesLeft is of CodeWrongCode.
	triesLeft int
	// err is what failed below, for the log only.
	err error
}

// refuse makes a *Refusal. The detail is a format string; an error among the
// arguments can be found with errors.Is.
func refuse(code Code, detail string, args ...any) *Refusal {
	r := &Refusal{Code: code, Detail: fmt.Sprintf(detail, args...)}
	for _, arg := range args {
		if err, ok := arg.(error); ok {
			r.err = err
		}
	}
	return r
}

// after says when to come back.
func (r *Refusal) after(wait time.Duration) *Refusal {
	r.RetryAfter = wait
	return r
}

func (r *Refusal) Error() string { return r.Detail }

// Unwrap returns what failed below, or nil.
func (r *Refusal) Unwrap() error { return r.err }

// kind is what all refusals with one code have in common.
type kind struct {
	status int
	slug   string // names the kind in the problem's type
}

func (c Code) kind() kind {
	if k, ok := c.caseKind(); ok {
		return k
	}
	switch c {
	case CodeNoCertificate:
		return kind{http.StatusUnauthorized, "no-certificate"}
	case CodeForeignCertificate:
		return kind{http.StatusForbidden, "foreign-certificate"}
	case CodeExpired:
		return kind{http.StatusForbidden, "expired"}
	case CodeNotYetValid:
		return kind{http.StatusForbidden, "not-yet-valid"}
	case CodeRevoked:
		return kind{http.StatusForbidden, "revoked"}
	case CodeNotForSigning:
		return kind{http.StatusForbidden, "not-for-signing"}
	case CodeNeedsReview:
		return kind{http.StatusUnauthorized, "needs-review"}
	case CodeMalformed:
		return kind{http.StatusBadRequest, "malformed"}
	case CodeBadSignature:
		return kind{http.StatusBadRequest, "bad-signature"}
	case CodeOtherSubject:
		return kind{http.StatusBadRequest, "other-subject"}
	case CodeBadKey:
		return kind{http.StatusBadRequest, "bad-key"}
	case CodeKeyReused:
		return kind{http.StatusForbidden, "key-reused"}
	case CodeNoSigningCertificate:
		return kind{http.StatusForbidden, "no-signing-certificate"}
	case CodeNoWrapping:
		return kind{http.StatusBadRequest, "no-wrapping"}
	case CodeNotFound:
		return kind{http.StatusNotFound, "not-found"}
	case CodeMethod:
		return kind{http.StatusMethodNotAllowed, "method"}
	case CodeTooLarge:
		return kind{http.StatusRequestEntityTooLarge, "too-large"}
	case CodeMediaType:
		return kind{http.StatusUnsupportedMediaType, "media-type"}
	case CodeTooMany:
		return kind{http.StatusTooManyRequests, "too-many"}
	case CodeBusy:
		return kind{http.StatusServiceUnavailable, "busy"}
	case CodeRecords:
		return kind{http.StatusForbidden, "records"}
	case CodeMaintenance:
		return kind{http.StatusServiceUnavailable, "maintenance"}
	case CodeNoCreditCode:
		return kind{http.StatusForbidden, "no-credit-code"}
	case CodeNotInABrowser:
		return kind{http.StatusForbidden, "not-in-a-browser"}
	default:
		return kind{http.StatusInternalServerError, "internal"}
	}
}
