package app

import (
	"context"

	"ukey/token"
)

// tokens tells of the keys, of their PINs and of their certificates.
func (d *doctor) tokens(context.Context) []Check {
	k := d.keys()
	checks := checkTokens(k.looked, k.missing)
	for i := range k.looked.Keys {
		key := &k.looked.Keys[i]
		checks = append(checks, checkPIN(key))
		checks = append(checks, checkCertificates(key)...)
	}
	return checks
}

func (d *doctor) chains(context.Context) []Check {
	var checks []Check
	looked := d.keys().looked
	for i := range looked.Keys {
		checks = append(checks, d.checkChains(&looked.Keys[i], d.ca().chain)...)
	}
	return checks
}

// checkTokens tells of the keys, or why the one that was named is not among
// them.
func checkTokens(s *Snapshot, missing error) []Check {
	switch {
	case s.working() == 0:
		return []Check{{Layer: LayerToken, Result: ResultSkipped, Finding: FoundTokenNotLooked}}
	case is[*AmbiguousTokenError](missing):
		return []Check{{Layer: LayerToken, Result: ResultFailed, Finding: FoundSeveralTokens, Err: missing}}
	case missing != nil:
		return []Check{{Layer: LayerToken, Result: ResultFailed, Finding: FoundNoToken, Err: missing}}
	case len(s.Keys) == 0:
		return []Check{{Layer: LayerToken, Result: ResultFailed, Finding: FoundNoToken, Err: &NoTokenError{}}}
	}
	var checks []Check
	for i := range s.Keys {
		c := Check{Layer: LayerToken, Result: ResultOK, Finding: FoundToken, Key: &s.Keys[i]}
		if s.Keys[i].WriteProtected {
			c.Result, c.Finding, c.Err = ResultWarning, FoundTokenReadOnly, token.ErrReadOnly
		}
		checks = append(checks, c)
	}
	return checks
}

func checkPIN(k *Key) Check {
	c := Check{Layer: LayerPIN, Key: k}
	switch k.PIN.State {
	case token.PINLocked:
		c.Result, c.Finding, c.Err = ResultFailed, FoundPINLocked, &token.PINLockedError{}
		if k.Unblockable() {
			c.Finding = FoundPINUnblockable
		}
		return c
	case token.PINFinal:
		c.Result, c.Finding, c.Err = ResultWarning, FoundPINFinal, token.ErrLastTry
	case token.PINLow:
		c.Result, c.Finding = ResultWarning, FoundPINLow
	case token.PINOK:
		c.Result, c.Finding = ResultOK, FoundPINOK
	default:
		c.Result, c.Finding = ResultOK, FoundPINUnknown
	}
	if k.PIN.ToBeChanged {
		c.Result, c.Finding, c.Err = ResultWarning, FoundPINToBeChanged, token.ErrPINToBeChanged
	}
	return c
}

func checkCertificates(k *Key) []Check {
	switch {
	case k.Err != nil:
		return []Check{{Layer: LayerCertificate, Result: ResultFailed, Finding: FoundNothingRead, Key: k, Err: k.Err}}
	case len(k.Certificates) == 0:
		return []Check{{Layer: LayerCertificate, Result: ResultWarning, Finding: FoundNoCertificate, Key: k}}
	}
	var checks []Check
	for i := range k.Certificates {
		checks = append(checks, checkCertificate(k, &k.Certificates[i]))
	}
	return checks
}

func checkCertificate(k *Key, c *Certificate) Check {
	check := Check{Layer: LayerCertificate, Key: k, Certificate: c}
	check.Result, check.Finding = ResultOK, FoundValid
	switch {
	case c.Err != nil:
		check.Result, check.Finding, check.Err = ResultWarning, FoundUnreadable, c.Err
	case c.Superseded:
		check.Finding = FoundSuperseded
	case c.Status == token.Expired && !c.IsCA:
		check.Result, check.Finding = ResultFailed, FoundExpired
	case c.Status == token.NotYetValid:
		check.Result, check.Finding = ResultWarning, FoundNotYetValid
	case c.Due():
		check.Result, check.Finding = ResultWarning, FoundExpiring
	case !k.Holds(c) && !c.IsCA:
		check.Result, check.Finding = ResultWarning, FoundNoKey
	}
	return check
}
