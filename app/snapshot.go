package app

import (
	"fmt"
	"slices"
	"time"

	"ukey/token"
)

// Snapshot is what was found on all keys at one moment. It is never changed
// after it has been handed out, so it may be read from any goroutine.
type Snapshot struct {
	At   time.Time
	Keys []Key
	// Drivers are all libraries that were found, in the order in which they
	// were asked.
	Drivers []Driver
	// Problems are those of the drivers that a person has to hear of.
	Problems []Problem
}

// NoDriver tells whether there was not a single driver to ask.
func (s *Snapshot) NoDriver() bool {
	return len(s.Problems) == 0 && s.working() == 0 && !s.Pending()
}

// NoDriverWorks tells whether there are drivers, and all of them fail.
func (s *Snapshot) NoDriverWorks() bool {
	return len(s.Problems) > 0 && s.working() == 0
}

// Pending tells whether a driver has not answered yet.
func (s *Snapshot) Pending() bool {
	return slices.ContainsFunc(s.Drivers, func(d Driver) bool { return d.State == DriverPending })
}

func (s *Snapshot) working() (n int) {
	for i := range s.Drivers {
		if s.Drivers[i].State == DriverLoaded {
			n++
		}
	}
	return n
}

// Key is one plugged-in token with its certificates.
type Key struct {
	token.Info
	Certificates []Certificate
	// Err says why the certificates could not be read. The key itself is
	// there.
	Err error
	// Also are the drivers through which the same key is seen once more.
	Also []string
}

// Certificate is a certificate on a key and its state when the snapshot was
// made.
type Certificate struct {
	token.Certificate
	token.Validity
	// Superseded is set when the key holds a newer certificate for the same
	// subject and use: nothing is due for this one. Its key still opens old
	// files.
	Superseded bool
}

// Problem is a driver that gave no keys, and why.
type Problem struct {
	Driver string
	Err    error
}

// Due tells whether a person has to do something about the certificate.
func (c *Certificate) Due() bool {
	return !c.Superseded && !c.IsCA && (c.Status == token.Expiring || c.Status == token.Expired)
}

// Current returns the certificate in force for a use: the newest that is not
// superseded; nil if there is none. A certificate for both uses counts for
// either.
func (k *Key) Current(use token.Use) *Certificate {
	var best *Certificate
	for i := range k.Certificates {
		c := &k.Certificates[i]
		if c.Err != nil || c.IsCA || c.Superseded || (c.Use != use && c.Use != token.Both) {
			continue
		}
		if best == nil || c.NotAfter.After(best.NotAfter) {
			best = c
		}
	}
	return best
}

// Owner is the organisation, or else the person, that the key's certificates
// name; the token's label if there are none.
func (k *Key) Owner() string {
	for _, use := range []token.Use{token.Signature, token.Encryption} {
		if c := k.Current(use); c != nil {
			if c.Owner() != "" {
				return c.Owner()
			}
		}
	}
	return k.ID.Label
}

// Owner is the subject's organisation, or else its common name.
func (c *Certificate) Owner() string { return ownerOf(&c.Certificate) }

func ownerOf(c *token.Certificate) string {
	if o := c.Subject.Organization(); o != "" {
		return o
	}
	return c.Subject.CommonName()
}

// NoTokenError: no key is plugged in, or not the one that was named.
type NoTokenError struct {
	Selector string // empty if any key would have done
	// Problems are the drivers that failed meanwhile: the key may be behind
	// one of them.
	Problems []Problem
	// NoDriver is set when there was not a single driver to ask.
	NoDriver bool
}

func (e *NoTokenError) Error() string {
	if e.Selector == "" {
		return "no token present"
	}
	return fmt.Sprintf("no token %q present", e.Selector)
}

// AmbiguousTokenError: several keys fit and one has to be named.
type AmbiguousTokenError struct {
	Selector string
	Keys     []token.ID
}

func (e *AmbiguousTokenError) Error() string {
	return fmt.Sprintf("%d tokens present, name one", len(e.Keys))
}

// Find returns the key with that serial number or label. An empty selector
// means the only key there is.
func (s *Snapshot) Find(selector string) (*Key, error) {
	found := s.fitting(selector)
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, &NoTokenError{Selector: selector, Problems: s.Problems, NoDriver: s.NoDriver()}
	}
	err := &AmbiguousTokenError{Selector: selector}
	for _, k := range found {
		err.Keys = append(err.Keys, k.ID)
	}
	return nil, err
}

// Only returns the snapshot with the one key that the selector names, as in
// Find, or without keys and with the error of Find.
func (s *Snapshot) Only(selector string) (*Snapshot, error) {
	narrowed := *s
	narrowed.Keys = nil
	key, err := s.Find(selector)
	if err == nil {
		narrowed.Keys = []Key{*key}
	}
	return &narrowed, err
}

// fitting lists the keys that a selector fits.
func (s *Snapshot) fitting(selector string) (found []*Key) {
	for i := range s.Keys {
		k := &s.Keys[i]
		if selector == "" || k.ID.Serial == selector || k.ID.Label == selector {
			found = append(found, k)
		}
	}
	return found
}

// Key returns the key of that identity, or nil. One that was seen through a
// quick driver first keeps its identity when a slower driver, which comes
// before, shows it as well.
func (s *Snapshot) Key(id token.ID) *Key {
	for i := range s.Keys {
		k := &s.Keys[i]
		first := token.ID{Driver: k.ID.Driver, Serial: id.Serial, Label: id.Label}
		if k.ID == id || (k.ID == first && slices.Contains(k.Also, id.Driver)) {
			return k
		}
	}
	return nil
}
