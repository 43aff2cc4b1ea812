package app

import (
	"context"
	"errors"

	"ukey/token"
)

// ErrCancelled is what a verb returns when the person answered a question
// with no. Nothing has been changed then.
var ErrCancelled = errors.New("cancelled")

// Questions is how a verb asks the person. The window, the command line and
// tests each answer in their way. A method returns ErrCancelled, or the
// context's error, when there is no answer. The verb wipes the PINs.
type Questions interface {
	// PIN asks for a key's PIN.
	PIN(ctx context.Context, q PINQuestion) (*token.PIN, error)
	// NewPIN asks for the old PIN and the new one. The questioner makes sure
	// that the new one was typed twice alike.
	NewPIN(ctx context.Context, q PINQuestion) (old, new *token.PIN, err error)
	// Unblock asks for the PUK and for the new PIN, as NewPIN does.
	Unblock(ctx context.Context, q PINQuestion) (puk, fresh *token.PIN, err error)
	// Confirm asks a question of yes or no.
	Confirm(ctx context.Context, q Confirmation) (bool, error)
	// Code asks for the one-time code that the CA has sent, or whether to send
	// another one. It is asked again after a wrong one, until the person gives
	// up with ErrCancelled.
	Code(ctx context.Context, q CodeQuestion) (CodeReply, error)
}

// PINQuestion says what a PIN is wanted for. Key.PIN has the tries left and
// the lengths. With Key.PINPad the person is told to type on the key, and the
// PINs are nil.
type PINQuestion struct {
	Key     *Key
	Purpose Purpose
	// Certificate is the one that is renewed, or applied for a successor of. It is
	// nil where the PIN is about the key as a whole.
	Certificate *Certificate
}

// Owner is whose certificate the question is about, or else whose key.
func (q *PINQuestion) Owner() string {
	if q.Certificate != nil && q.Certificate.Owner() != "" {
		return q.Key.NameOf(q.Certificate)
	}
	return q.Key.Owner()
}

// Purpose is what a PIN is wanted for.
type Purpose string

// The purposes.
const (
	ForPINChange Purpose = "pin-change"
	ForRenewal   Purpose = "renewal"
	ForUnblock   Purpose = "unblock"
	// ForApplication: the old key signs what goes to the CA's staff.
	ForApplication Purpose = "application"
)

// Confirmation is a question of yes or no.
type Confirmation struct {
	Key  *Key
	What Confirm
	// Renewal is the plan to agree to, for ConfirmRenewal.
	Renewal *Plan
}

// Confirm is what is to be agreed to.
type Confirm string

// The questions.
const (
	// ConfirmLastTry: one more wrong PIN locks the key. Go on?
	ConfirmLastTry Confirm = "last-try"
	// ConfirmLastPUKTry: one more wrong PUK, and nobody can unlock the key any
	// more. Go on?
	ConfirmLastPUKTry Confirm = "last-puk-try"
	// ConfirmRenewal: renew these certificates now?
	ConfirmRenewal Confirm = "renewal"
)

// Plan is what a renewal is about to do.
type Plan struct {
	Key        *Key
	Signature  *Certificate
	Encryption *Certificate // nil if the key has no encryption certificate
	CA         string       // URL
	// Resumes is set when an earlier renewal of this key is continued.
	Resumes bool
	// Application is what an approved application leads to, nil for a renewal
	// of valid certificates.
	Application *Application
	// Preflight is what was looked at beforehand. Nothing in it has failed;
	// its warnings are to be agreed to together with the plan.
	Preflight *Preflight
}

// Early tells whether nothing is due yet, so that the person may as well wait.
func (p *Plan) Early() bool {
	h := Holder{Signature: p.Signature, Encryption: p.Encryption}
	return !p.Resumes && p.Application == nil && h.Due() == nil
}
