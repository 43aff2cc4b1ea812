package words

import (
	"errors"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
)

// Status says in words where a certificate stands: 有效, 还有 27 天到期.
func (p *Printer) Status(c *app.Certificate) string {
	switch c.Status {
	case token.Valid:
		return p.T("status.valid")
	case token.Expiring:
		if c.DaysLeft == 0 {
			return p.T("status.expiring-today")
		}
		return p.N("status.expiring", c.DaysLeft)
	case token.Expired:
		return p.N("status.expired", -c.DaysLeft)
	case token.NotYetValid:
		return p.T("status.not-yet-valid")
	default:
		return p.T("status.unreadable")
	}
}

// Fault says why a certificate cannot be read, in the words of the field of
// that name: no full sentence.
func (p *Printer) Fault(err error) string {
	if e, ok := errors.AsType[*token.UnreadableError](err); ok {
		return p.T("fault." + string(e.Fault))
	}
	return err.Error()
}

// Use names a certificate by what it is for: 签名证书, 加密证书.
func (p *Printer) Use(u token.Use) string {
	switch u {
	case token.Signature, token.Encryption, token.Both:
		return p.T("use." + string(u))
	default:
		return p.T("use.unknown")
	}
}

// Extension names an extension: by its OID if it is not known. A critical one
// is marked as such.
func (p *Printer) Extension(e token.Extension) string {
	name := e.OID
	if e.Name != "" {
		name = p.T("extension." + e.Name)
	}
	if e.Critical {
		name = p.T("extension.critical", "Name", name)
	}
	return name
}

// PINState names a PIN's state.
func (p *Printer) PINState(s token.PINState) string { return p.T("pin." + string(s)) }

// Tries says how many tries are left, as far as the key tells.
func (p *Printer) Tries(s token.PINStatus) string {
	if s.Tries == token.UnknownTries {
		return p.T("tries.unknown")
	}
	return p.N("tries", s.Tries)
}

// PINLength says which lengths a new PIN may have.
func (p *Printer) PINLength(lowest, highest int) string {
	return p.T("pin.length."+lengthKind(lowest, highest), "Min", lowest, "Max", highest)
}

func lengthKind(lowest, highest int) string {
	switch {
	case lowest > 0 && highest > 0:
		return "range"
	case lowest > 0:
		return "min"
	case highest > 0:
		return "max"
	default:
		return "any"
	}
}

// Step names a step of a renewal.
func (p *Printer) Step(s renew.Step) string { return p.T("step." + string(s)) }

// RenewalState says how a renewal stands.
func (p *Printer) RenewalState(s renew.State) string {
	if !s.Finished() {
		return p.T("state.unfinished")
	}
	return p.T("state." + string(s))
}
