package app

import (
	"context"
	"crypto/x509"
	"errors"
	"net/url"
	"time"

	"ukey/renew"
	"ukey/renew/est"
	"ukey/token"
)

// caPatience is how long a CA may take to show that it is there.
const caPatience = 10 * time.Second

// How far this computer's clock may be off. Much more than tolerable, and
// certificates are taken for expired or for not yet valid.
const (
	clockTolerance = 5 * time.Minute
	clockUnusable  = 24 * time.Hour
)

// wayToCA tells how far the way to the CA goes.
func (d *doctor) wayToCA(context.Context) []Check {
	ca := d.ca()
	checks := ca.checks()
	if ca.proxy == "" && ca.url != "" {
		checks = append(checks, Check{Layer: LayerProxy, Result: ResultOK, Finding: FoundNoProxy})
	}
	for i := range checks {
		if page := pageFor[checks[i].Finding]; page != "" {
			checks[i].Fixes = []Fix{{FixSettings, page}}
		}
	}
	return checks
}

// pageFor is the page of the settings where a finding can be put right, if it
// is the settings' fault.
var pageFor = map[Finding]string{
	FoundCANotSetUp: PageCA, FoundCASettings: PageCA, FoundNoCAName: PageCA, FoundNoConnection: PageNetwork,
	FoundCAUntrusted: PageCA, FoundCABroken: PageNetwork, FoundCAGarbled: PageCA,
	FoundProxyAway: PageNetwork, FoundProxyPassword: PageNetwork, FoundProxyRefuses: PageNetwork, FoundProxyUnusable: PageNetwork,
}

// clock compares this computer's clock with the CA's.
func (d *doctor) clock(context.Context) []Check {
	c := checkClock(d.keys().looked, d.ca())
	if c.Finding == FoundClockOff || c.Finding == FoundClockSuspect {
		c.Fixes = []Fix{{FixCommand, setClock}}
	}
	return []Check{c}
}

// caAnswer is what came of asking the CA for its certificates.
type caAnswer struct {
	url   string
	proxy string // scheme and host of the one on the way; empty if there is none
	chain []*x509.Certificate
	err   error
	// now and server are this computer's clock and the CA's at one moment;
	// server is zero if it did not say.
	now, server time.Time
}

func (a *App) askCA(ctx context.Context) *caAnswer {
	answer := &caAnswer{url: a.CA.URL, err: a.CAErr}
	if answer.err == nil && a.CA.URL == "" {
		answer.err = renew.ErrCANotConfigured
	}
	if answer.err != nil {
		return answer
	}
	answer.proxy = a.CA.proxy()
	cfg := a.config()
	cfg.Timeout = caPatience
	client, err := est.New(cfg)
	if err != nil {
		answer.err = err
		return answer
	}
	defer func() { _ = client.Close() }() // nothing is lost with it
	answer.chain, answer.err = client.CACerts(ctx)
	answer.now = a.Clock()
	if server, ok := client.ServerTime(); ok {
		answer.server = server
	}
	return answer
}

// proxy names the proxy on the way to the CA, without user and password; empty
// if there is none.
func (c *CA) proxy() string {
	target, err := url.Parse(c.URL)
	if err != nil || c.Proxy == nil {
		return ""
	}
	via, err := c.Proxy(target)
	if err != nil || via == nil {
		return ""
	}
	return via.Scheme + "://" + via.Host
}

// step is one on the way to the CA, and what is found where it is done.
type step struct {
	layer Layer
	found Finding
}

// steps are the way to the CA. Behind a proxy it is the proxy that looks up the
// CA's name.
func (c *caAnswer) steps() []step {
	first := step{LayerName, FoundCAName}
	if c.proxied() {
		first = step{LayerProxy, FoundProxy}
	}
	return []step{first, {LayerConnection, FoundConnection}, {LayerTLS, FoundCATrusted}, {LayerEST, FoundCAAnswers}}
}

// proxied tells whether there is a proxy on the way, or would be if its address
// could be used.
func (c *caAnswer) proxied() bool { return c.proxy != "" || is[*est.ProxyError](c.err) }

// checks tell how far the way to the CA goes: the steps before the one that
// failed were done, those after it were not tried.
func (c *caAnswer) checks() []Check {
	if errors.Is(c.err, renew.ErrCANotConfigured) {
		return []Check{{Layer: LayerName, Result: ResultSkipped, Finding: FoundCANotSetUp}}
	}
	failed, finding := c.failure()
	if finding == FoundCASettings {
		return []Check{{Layer: LayerName, Result: ResultFailed, Finding: finding, Err: c.err, URL: c.url}}
	}
	var checks []Check
	result := ResultOK
	for _, step := range c.steps() {
		check := Check{Layer: step.layer, Result: result, Finding: step.found, URL: c.url, Proxy: c.proxy}
		switch {
		case step.layer == failed:
			check.Result, check.Finding, check.Err = ResultFailed, finding, c.err
			result = ResultSkipped
		case result == ResultSkipped:
			check.Finding = FoundCANotReached
		}
		checks = append(checks, check)
	}
	return checks
}

// failure is the step that failed, and how; "" if none did.
func (c *caAnswer) failure() (Layer, Finding) {
	if c.err == nil {
		return "", ""
	}
	if e, ok := errors.AsType[*est.UnreachableError](c.err); ok {
		switch {
		case e.Kind == est.NoName && !c.proxied():
			return LayerName, FoundNoCAName
		case e.Sent:
			return LayerEST, FoundCASilent
		case e.Kind == est.Broken:
			return LayerTLS, FoundCABroken
		default:
			return LayerConnection, FoundNoConnection
		}
	}
	if e, ok := errors.AsType[*est.ProxyError](c.err); ok {
		return LayerProxy, proxyFindings[e.Fault]
	}
	switch {
	case is[*est.UntrustedError](c.err):
		return LayerTLS, FoundCAUntrusted
	case is[*est.ClientCertificateError](c.err), is[*est.RefusedError](c.err), errors.Is(c.err, est.ErrNotOffered):
		return LayerEST, FoundCARefuses
	case is[*est.ProtocolError](c.err) && c.server.IsZero():
		return LayerTLS, FoundCABroken // there was no HTTP yet
	case is[*est.ProtocolError](c.err):
		return LayerEST, FoundCAGarbled
	case errors.Is(c.err, context.Canceled), errors.Is(c.err, context.DeadlineExceeded):
		return LayerConnection, FoundNoConnection
	default:
		return LayerName, FoundCASettings
	}
}

// proxyFindings are those of a proxy's faults.
var proxyFindings = map[est.ProxyFault]Finding{
	est.ProxyAway: FoundProxyAway, est.ProxyWantsPassword: FoundProxyPassword,
	est.ProxyRefuses: FoundProxyRefuses, est.ProxyUnusable: FoundProxyUnusable,
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// checkClock compares this computer's clock with the CA's. Without one, a
// certificate from the future is a sign that it is wrong.
func checkClock(s *Snapshot, ca *caAnswer) Check {
	check := Check{Layer: LayerClock, Result: ResultSkipped, Finding: FoundClockUnknown, Here: ca.now, There: ca.server}
	if !ca.server.IsZero() {
		switch off := ca.now.Sub(ca.server).Abs(); {
		case off <= clockTolerance:
			check.Result, check.Finding = ResultOK, FoundClockRight
		case off < clockUnusable:
			check.Result, check.Finding = ResultWarning, FoundClockOff
		default:
			check.Result, check.Finding = ResultFailed, FoundClockOff
		}
		return check
	}
	untrusted, ok := errors.AsType[*est.UntrustedError](ca.err)
	if (ok && untrusted.Reason == est.OutsideDates) || fromTheFuture(s) {
		check.Result, check.Finding = ResultWarning, FoundClockSuspect
	}
	return check
}

func fromTheFuture(s *Snapshot) bool {
	for i := range s.Keys {
		for j := range s.Keys[i].Certificates {
			if s.Keys[i].Certificates[j].Status == token.NotYetValid {
				return true
			}
		}
	}
	return false
}
