package app

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ukey/token"
)

// judge adds to each certificate what follows from the day and from the other
// certificates on its key.
func (a *App) judge(certs []token.Certificate) []Certificate {
	now := a.Clock()
	judged := make([]Certificate, len(certs))
	for i := range certs {
		judged[i] = Certificate{
			Certificate: certs[i],
			Validity:    certs[i].Validity(now, a.WarnDays),
			Superseded:  slices.ContainsFunc(certs, func(c token.Certificate) bool { return supersedes(&c, &certs[i], now) }),
		}
	}
	slices.SortStableFunc(judged, func(a, b Certificate) int { return cmp.Compare(rank(&a), rank(&b)) })
	return judged
}

// rank is where people look for a certificate: what is in force before what
// is not, signature before encryption, other people's last. Tokens list their
// objects in an order that changes with each new one.
func rank(c *Certificate) int {
	rank := 0
	switch {
	case c.Err != nil:
		rank = 40
	case c.IsCA:
		rank = 30
	case c.Superseded:
		rank = 10
	}
	if c.Use == token.Encryption {
		rank++
	}
	return rank
}

// supersedes tells whether newer takes the place of older: of one line with it,
// valid by now, with a later end, and a key to use it with.
func supersedes(newer, older *token.Certificate, now time.Time) bool {
	if newer.Err != nil || older.Err != nil || newer.IsCA || older.IsCA {
		return false
	}
	return newer.HasPrivateKey && !now.Before(newer.NotBefore) &&
		continues(newer, older) &&
		newer.NotAfter.After(older.NotAfter)
}

// continues tells whether newer is of older's line. To a request for one use a CA
// may answer with a certificate for both: a renewal takes it, so it counts here. It
// must have come later, for an organisation may have had such a one all along.
func continues(newer, older *token.Certificate) bool {
	as := *newer
	if newer.Use == token.Both && newer.NotBefore.After(older.NotBefore) {
		as.Use = older.Use
	}
	line := Line(&as)
	return line != "" && line == Line(older)
}

// Line is what a certificate has in common with those that take its place: the
// owner, the use and the authority. It is empty for one without an owner, which
// nothing succeeds. The authority's name may have changed, as long as it is the
// same organisation's.
func Line(c *token.Certificate) string {
	owner := c.Subject.String()
	if owner == "" {
		return ""
	}
	return strings.Join([]string{string(c.Use), owner, authority(c)}, "\x00")
}

// authority is the organisation that issued a certificate, or else all of the
// issuer's name.
func authority(c *token.Certificate) string {
	if o := c.Issuer.Organization(); o != "" {
		return o
	}
	return c.Issuer.String()
}
