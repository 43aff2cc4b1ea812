package ui

import (
	"errors"

	"ukey/app"
	"ukey/token"
	"ukey/ui/words"
)

// pinInput is what has been typed into the form for a new PIN. old is the PUK
// where that takes the old PIN's place.
type pinInput struct{ old, fresh, again string }

// equal tells whether the new PIN was typed twice alike.
func (in pinInput) equal() bool { return in.fresh != "" && in.fresh == in.again }

// pinFaults are the sentences to be shown under the fields. The zero value is
// a form that may be sent.
type pinFaults struct{ old, fresh, again, declare string }

// faults says what is missing or wrong before anything reaches the key, so
// that no try is spent on it.
func faults(p *words.Printer, in pinInput, s token.PINStatus, policy app.PINPolicy, declared bool) pinFaults {
	if fault := secretFault(p, in.old, "ui.pin.old.missing"); fault != "" {
		return pinFaults{old: fault}
	}
	if f := freshFaults(p, in, []byte(in.old), s, policy); f != (pinFaults{}) {
		return f
	}
	return pinFaults{declare: declareFault(p, declared)}
}

// secretFault is what is wrong with the PIN or PUK that a key is to judge, before
// that costs a try. missing names the sentence for an empty one.
func secretFault(p *words.Printer, secret, missing string) string {
	switch {
	case secret == "":
		return p.T(missing)
	case app.FullWidth([]byte(secret)):
		return p.T("ui.pin.full-width")
	}
	return ""
}

// freshFaults are those of the new PIN, which must not be the old one if that is
// known.
func freshFaults(p *words.Printer, in pinInput, old []byte, s token.PINStatus, policy app.PINPolicy) (f pinFaults) {
	var length *token.PINLengthError
	before, fresh := token.NewPIN(old), token.NewPIN([]byte(in.fresh))
	defer before.Wipe()
	defer fresh.Wipe()
	err := policy.Check(s, before, fresh)
	switch {
	case in.fresh == "":
		f.fresh = p.T("ui.pin.new.missing")
	case errors.As(err, &length):
		f.fresh = p.Error(err).Text
	case err != nil:
		f.fresh = p.Error(err).Line()
	case !in.equal():
		f.again = p.Error(app.ErrPINMismatch).Text
	}
	return f
}

// declareFault asks for the tick under the declaration.
func declareFault(p *words.Printer, declared bool) string {
	if declared {
		return ""
	}
	return p.T("ui.pin.declare.missing")
}
