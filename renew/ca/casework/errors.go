package casework

import (
	"fmt"
	"time"
)

// Reason says why a verb was refused.
type Reason string

// The reasons that applicants and staff may meet.
const (
	// NoCase: there is no such case, or it is somebody else's.
	NoCase Reason = "no such case"
	// WrongState: the case is not where this step begins.
	WrongState Reason = "not in this state"
	// Revoked: the old certificate was revoked; nothing is renewed with it.
	Revoked Reason = "certificate revoked"
	// OnHold: the same for the time being, while its records are checked.
	OnHold Reason = "certificate on hold"
)

// The reasons that staff alone may meet.
const (
	// OutOfDate: the case has changed since the version that was looked at.
	OutOfDate Reason = "changed meanwhile"
	// NoReasons: need-more and reject tell the applicant why.
	NoReasons Reason = "no reasons given"
	// BadReasons: a reason is too long, or for no field or scan that exists.
	BadReasons Reason = "reasons not acceptable"
	// NoPhone: no mobile number is known that a code could go to.
	NoPhone Reason = "no mobile number"
)

// The reasons that applicants alone may meet.
const (
	// BadStatement: not a statement, or not by the key that it names.
	BadStatement Reason = "not a signed statement"
	// Nonce: unknown, expired or used before.
	Nonce Reason = "nonce not good"
	// Misdirected: made for another server, purpose or case.
	Misdirected Reason = "statement for something else"
	// Foreign: the signer's certificate is not one of this CA.
	Foreign Reason = "certificate not issued by this CA"
	// NotForSigning: the signer's certificate is for encryption.
	NotForSigning Reason = "certificate not for signing"
	// NotYetValid: the signer's certificate has yet to begin.
	NotYetValid Reason = "certificate not valid yet"
	// StillValid: the signer's certificate has not expired: it re-enrols.
	StillValid Reason = "certificate still valid"
	// Flawed: the form has flaws.
	Flawed Reason = "form has flaws"
	// BadScan: Err is a *cases.ScanError.
	BadScan Reason = "scan not acceptable"
	// OtherDocuments: the scans that are named are not those that are stored.
	OtherDocuments Reason = "documents differ"
	// TooSoon: another code may be had after RetryAfter.
	TooSoon Reason = "code asked for too soon"
	// NotSent: the message with the code could not be handed over.
	NotSent Reason = "code not sent"
	// WrongCode: TriesLeft tells how often it may be tried again.
	WrongCode Reason = "wrong code"
	// NoCode: none was sent for this key, or it has expired, was used or was
	// guessed at too often. Ask for another one.
	NoCode Reason = "no code in force"
	// OtherKey: the certificate was issued for another key already.
	OtherKey Reason = "issued for another key"
	// BadSecret: unknown, expired, or bought for another key.
	BadSecret Reason = "secret not good"
	// OtherCertificate: not the one that was issued.
	OtherCertificate Reason = "another certificate"
)

// Refusal is the error of a verb that was refused. All other errors mean that
// the CA has failed.
type Refusal struct {
	Reason Reason
	// Detail is for a person; nothing secret may stand in it.
	Detail string
	// RetryAfter is of TooSoon, rounded up to a second.
	RetryAfter time.Duration
	// TriesLeft is of WrongCode.
	TriesLeft int
	// Err is what was wrong below, or nil.
	Err error
}

func (r *Refusal) Error() string { return r.Detail }

// Unwrap returns what was wrong below, or nil.
func (r *Refusal) Unwrap() error { return r.Err }

// refuse makes a *Refusal; the detail is a format string.
func refuse(reason Reason, detail string, args ...any) *Refusal {
	return &Refusal{Reason: reason, Detail: fmt.Sprintf(detail, args...)}
}
