package app

import (
	"context"

	"ukey/app/discovery"
	"ukey/app/settings"
	"ukey/token"
)

// Doctor looks at everything that a renewal needs, from the settings to the
// CA, and says of each what it found. It asks for no PIN and changes nothing.
// Nothing secret is in its report.
//
// A selector, as Snapshot.Find takes it, names the only key to look at; the
// drivers are all looked at in any case, since it may be behind each of them.
// An empty one stands for all keys there are.
func (a *App) Doctor(ctx context.Context, selector string) *Report {
	asked := make(chan *caAnswer, 1)
	go func() { asked <- a.askCA(ctx) }()
	s := a.List(ctx)
	ca := <-asked

	r := &Report{At: s.At}
	looked := s
	if selector != "" {
		looked, r.Missing = s.Only(selector)
	}
	add := func(checks ...Check) { r.Checks = append(r.Checks, checks...) }
	add(checkSettings(a.Notices)...)
	add(checkDrivers(s)...)
	add(checkSlots(s, a.askSlots(ctx, s))...)
	add(checkTokens(looked, r.Missing)...)
	for i := range looked.Keys {
		add(checkPIN(&looked.Keys[i]))
	}
	for i := range looked.Keys {
		add(checkCertificates(&looked.Keys[i])...)
	}
	for i := range looked.Keys {
		add(a.checkChains(&looked.Keys[i], ca.chain)...)
	}
	add(checkClock(looked, ca))
	add(ca.checks()...)
	return r
}

func checkSettings(notices []settings.Notice) []Check {
	if len(notices) == 0 {
		return []Check{{Layer: LayerSettings, Result: ResultOK, Finding: FoundSettingsFine}}
	}
	var checks []Check
	for i := range notices {
		c := Check{Layer: LayerSettings, Result: ResultWarning, Finding: FoundSettingUnknown, Notice: &notices[i]}
		if notices[i].Kind == settings.Locked {
			c.Finding = FoundSettingLocked
		}
		checks = append(checks, c)
	}
	return checks
}

func checkDrivers(s *Snapshot) []Check {
	if len(s.Drivers) == 0 {
		return []Check{{Layer: LayerDriver, Result: ResultFailed, Finding: FoundNoDriver, Err: &NoTokenError{NoDriver: true}}}
	}
	var checks []Check
	for i := range s.Drivers {
		checks = append(checks, checkDriver(&s.Drivers[i], len(s.Keys) > 0))
	}
	if s.NoDriver() {
		checks = append(checks, Check{Layer: LayerDriver, Result: ResultFailed, Finding: FoundNoDriver, Err: &NoTokenError{NoDriver: true}})
	}
	return checks
}

// checkDriver finds a driver that fails less bad if it was only found, not
// configured, and keys are seen without it.
func checkDriver(d *Driver, keys bool) Check {
	c := Check{Layer: LayerDriver, Result: ResultOK, Finding: Finding("driver-" + d.State), Driver: d, Err: d.Err}
	switch {
	case d.State == DriverLoaded:
	case d.State == DriverNotPKCS11 && d.Source != discovery.Settings:
		c.Result, c.Finding, c.Err = ResultSkipped, FoundOtherDriver, nil
	case !d.told(), keys && d.Source != discovery.Settings:
		c.Result = ResultWarning
	default:
		c.Result = ResultFailed
	}
	return c
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
	case !c.HasPrivateKey && !c.IsCA:
		check.Result, check.Finding = ResultWarning, FoundNoKey
	}
	return check
}
