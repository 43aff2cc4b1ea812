package ca

import (
	"net/http"
	"net/netip"
	"time"

	"golang.org/x/time/rate"
)

// Limits bound what clients may cost the CA. A field that is zero has its
// default; a rate or number below zero means that there is no limit.
type Limits struct {
	// Connections is how many there may be at once; those beyond wait to be
	// accepted. The default is 1024.
	Connections int
	// PerAddress is how many requests a second an address may make in the
	// long run, and half a minute's worth of them at once. The default is 20,
	// since many offices share an address. What comes from this machine is
	// not counted: it is a proxy, which has limits of its own.
	PerAddress float64
	// PerCertificate is the same for a client's certificate. The default is
	// 2; a renewal takes two requests. How many certificates may be issued
	// for one within a day is limited apart from this.
	PerCertificate float64
	// KeyQueue is how many requests may wait while other encryption keys are
	// made. The default is 64, which takes RSA-2048 less than a minute.
	KeyQueue int
	// HeaderTimeout and ReadTimeout are how long a client may take to send
	// the head of a request and all of it. They default to 10 and 30 seconds.
	HeaderTimeout, ReadTimeout time.Duration
}

func (l Limits) withDefaults() Limits {
	orInt := func(n *int, standard int) {
		if *n == 0 {
			*n = standard
		}
	}
	orRate := func(r *float64, standard float64) {
		if *r == 0 {
			*r = standard
		}
	}
	orTime := func(d *time.Duration, standard time.Duration) {
		if *d <= 0 {
			*d = standard
		}
	}
	orInt(&l.Connections, 1024)
	orRate(&l.PerAddress, 20)
	orRate(&l.PerCertificate, 2)
	orInt(&l.KeyQueue, 64)
	orTime(&l.HeaderTimeout, 10*time.Second)
	orTime(&l.ReadTimeout, 30*time.Second)
	return l
}

// burstSeconds is how long a caller may have saved up requests for.
const burstSeconds = 30

func newPaces(perSecond float64) *paces {
	if perSecond < 0 {
		return &paces{rate: rate.Inf}
	}
	return &paces{rate: rate.Limit(perSecond), burst: max(1, int(perSecond*burstSeconds))}
}

// checkAddress refuses a client whose address asks too often.
func (c *CA) checkAddress(r *http.Request) error {
	if wait := c.waitOf(c.addresses, r); wait > 0 {
		return refuse(CodeTooMany, "too many requests from one address").after(wait)
	}
	return nil
}

// waitOf is how long a client has to wait at a pace for its address.
func (c *CA) waitOf(pace *paces, r *http.Request) time.Duration {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || peer.Addr().Unmap().IsLoopback() {
		return 0 // what has no address comes from no network
	}
	return pace.wait(addressKey(peer.Addr()), c.now())
}

// addressKey names who is behind an address: of IPv6, everybody has at least a
// /64 to choose addresses from (RFC 4291, 2.5.4).
func addressKey(addr netip.Addr) string {
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		if prefix, err := addr.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return addr.String()
}
