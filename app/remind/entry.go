package remind

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"ukey/app"
	"ukey/renew/est"
	"ukey/token"
)

// Key names a key on this computer. Through which driver it was seen does not
// matter.
type Key struct {
	Serial string `json:"serial"`
	Label  string `json:"label"`
}

// KeyOf is the Key of a token.
func KeyOf(id token.ID) Key { return Key{Serial: id.Serial, Label: id.Label} }

// Means tells whether k stands for a key: without a label, its text may be either
// of what a key is known by, since people type either.
func (k Key) Means(key Key) bool {
	if k.Label == "" && k.Serial != "" {
		return k.Serial == key.Serial || k.Serial == key.Label
	}
	return k == key
}

// Entry is a certificate that was seen on a key: what a reminder says of it, and
// when the person was last told. Texts of the certificate are printable and cut
// to a length; they are still somebody else's.
type Entry struct {
	Key
	// SHA256 is the fingerprint of the certificate, in lower-case hex.
	SHA256 string `json:"sha256"`
	// Line is a fingerprint of what the certificate has in common with its
	// successors, see app.Line; empty if it can have none.
	Line     string    `json:"line,omitempty"`
	Owner    string    `json:"owner"`
	Issuer   string    `json:"issuer"`
	Use      token.Use `json:"use"`
	NotAfter time.Time `json:"notAfter"`
	// Seen is the last day on which the certificate was on its key.
	Seen Day `json:"seen"`
	// RenewFrom is from when the CA would like to have it renewed; zero if it
	// did not say.
	RenewFrom time.Time `json:"renewFrom,omitzero"`
	// Told is when the person was last reminded of it; zero if never.
	Told time.Time `json:"told,omitzero"`
	// Later is the day to which the person has put the reminder off; empty
	// unless that is so.
	Later Day `json:"later,omitempty"`
}

// entry is what is kept of a certificate that is on a key.
func entry(key token.ID, c *app.Certificate, now time.Time) Entry {
	sum := c.SHA256()
	e := Entry{
		Key: KeyOf(key), SHA256: hex.EncodeToString(sum[:]),
		Owner: est.Printable(c.Owner()), Issuer: est.Printable(c.Issuer.CommonName()),
		Use: c.Use, NotAfter: c.NotAfter.UTC(), Seen: DayOf(now),
	}
	if line := app.Line(&c.Certificate); line != "" {
		sum := sha256.Sum256([]byte(line))
		e.Line = hex.EncodeToString(sum[:])
	}
	return e
}

// same tells whether both are about one certificate on one key.
func (e *Entry) same(other *Entry) bool { return e.SHA256 == other.SHA256 && e.Key == other.Key }

// Validity is the certificate's state at now, counted as everywhere in the
// program. What ends is Expiring, however far off that is.
func (e *Entry) Validity(now time.Time) token.Validity {
	c := token.Certificate{NotAfter: e.NotAfter}
	const always = 1 << 20 // days
	return c.Validity(now, always)
}

// daysLeft is negative once the certificate has expired.
func (e *Entry) daysLeft(now time.Time) int { return e.Validity(now).DaysLeft }

// byEnd orders entries by their ends, and those of one end always the same.
func byEnd(a, b Entry) int {
	return cmp.Or(a.NotAfter.Compare(b.NotAfter), cmp.Compare(b.Use, a.Use), cmp.Compare(a.SHA256, b.SHA256))
}

func find(entries []Entry, e *Entry) int {
	return slices.IndexFunc(entries, func(other Entry) bool { return other.same(e) })
}
