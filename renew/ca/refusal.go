package ca

import (
	"fmt"
	"net/http"
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
)

// Refusal is the CA's no: to a client over HTTP as a problem document, to an
// operator as an error.
type Refusal struct {
	Code Code
	// Detail tells a person what is wrong with this request. It goes to the
	// client, so nothing secret may stand in it.
	Detail string
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

func (r *Refusal) Error() string { return r.Detail }

// Unwrap returns what failed below, or nil.
func (r *Refusal) Unwrap() error { return r.err }

// kind is what all refusals with one code have in common.
type kind struct {
	status int
	slug   string // names the kind in the problem's type
	title  string
}

func (c Code) kind() kind {
	switch c {
	case CodeNoCertificate:
		return kind{http.StatusUnauthorized, "no-certificate", "client certificate needed"}
	case CodeForeignCertificate:
		return kind{http.StatusForbidden, "foreign-certificate", "client certificate not issued by this CA"}
	case CodeExpired:
		return kind{http.StatusForbidden, "expired", "client certificate expired"}
	case CodeNotYetValid:
		return kind{http.StatusForbidden, "not-yet-valid", "client certificate not valid yet"}
	case CodeRevoked:
		return kind{http.StatusForbidden, "revoked", "client certificate revoked"}
	case CodeNotForSigning:
		return kind{http.StatusForbidden, "not-for-signing", "client certificate is not for signing"}
	case CodeNeedsReview:
		return kind{http.StatusForbidden, "needs-review", "a reviewed case is needed"}
	case CodeMalformed:
		return kind{http.StatusBadRequest, "malformed", "not a certificate request"}
	case CodeBadSignature:
		return kind{http.StatusBadRequest, "bad-signature", "certificate request not signed with its own key"}
	case CodeOtherSubject:
		return kind{http.StatusBadRequest, "other-subject", "certificate request for another subject"}
	case CodeBadKey:
		return kind{http.StatusBadRequest, "bad-key", "key not acceptable"}
	case CodeKeyReused:
		return kind{http.StatusForbidden, "key-reused", "key used before"}
	case CodeNoSigningCertificate:
		return kind{http.StatusForbidden, "no-signing-certificate", "key has no signature certificate"}
	case CodeNoWrapping:
		return kind{http.StatusBadRequest, "no-wrapping", "private key cannot be wrapped in this way"}
	case CodeNotFound:
		return kind{http.StatusNotFound, "not-found", "no such operation"}
	case CodeMethod:
		return kind{http.StatusMethodNotAllowed, "method", "method not allowed"}
	case CodeTooLarge:
		return kind{http.StatusRequestEntityTooLarge, "too-large", "request too large"}
	case CodeMediaType:
		return kind{http.StatusUnsupportedMediaType, "media-type", "media type not supported"}
	case CodeTooMany:
		return kind{http.StatusTooManyRequests, "too-many", "too many enrolments"}
	default:
		return kind{http.StatusInternalServerError, "internal", "the CA failed"}
	}
}
