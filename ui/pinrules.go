package ui

import (
	"ukey/app"
	"ukey/token"
	"ukey/ui/words"
)

// pinInput is what has been typed into the form for a new PIN.
type pinInput struct{ old, fresh, again string }

// pinRules are the conditions for a new PIN, as far as they can be judged
// while a person types.
type pinRules struct{ length, different, equal bool }

// judge compares what was typed with what the key takes. Nothing typed meets
// no condition.
func judge(in pinInput, s token.PINStatus) pinRules {
	if in.fresh == "" {
		return pinRules{}
	}
	n := len(in.fresh) // tokens count bytes
	return pinRules{
		length:    n >= s.Min && (s.Max <= 0 || n <= s.Max),
		different: in.old != "" && in.fresh != in.old,
		equal:     in.fresh == in.again,
	}
}

// pinFaults are the sentences to be shown under the fields. The zero value is
// a form that may be sent.
type pinFaults struct{ old, fresh, again, declare string }

// faults says what is missing or wrong before anything reaches the key, so
// that no try is spent on it.
func faults(p *words.Printer, in pinInput, s token.PINStatus, declared bool) pinFaults {
	var f pinFaults
	rules := judge(in, s)
	switch {
	case in.old == "":
		f.old = p.T("ui.pin.old.missing")
	case in.fresh == "":
		f.fresh = p.T("ui.pin.new.missing")
	case !rules.length:
		f.fresh = p.Error(&token.PINLengthError{Min: s.Min, Max: s.Max}).Text
	case !rules.different:
		f.fresh = sentence(p.Error(app.ErrSamePIN))
	case !rules.equal:
		f.again = p.Error(app.ErrPINMismatch).Text
	default:
		f.declare = declareFault(p, declared)
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

// sentence is a message on one line.
func sentence(m words.Message) string { return join(" ", m.Text, m.Next) }
