package renew

import (
	"fmt"
	"net/url"
	"strings"
)

// OtherCAError: a renewal was begun at another CA than the one that is set.
// There it has to be finished: that CA may have issued already, and only the
// one that has makes the encryption key that belongs to it.
type OtherCAError struct {
	Begun, Set string // URLs
}

func (e *OtherCAError) Error() string {
	return fmt.Sprintf("renewal begun at %s, not at %s", e.Begun, e.Set)
}

// CheckCA tells whether the renewal may go on with the CA at that address: nil
// or an *OtherCAError. It may with any once nothing is to be had from a CA any
// more.
func (j *Journal) CheckCA(address string) error {
	if !j.State.NeedsCA() || SameService(j.CA, address) {
		return nil
	}
	return &OtherCAError{Begun: j.CA, Set: address}
}

// SameService tells whether two https URLs are one address (RFC 3986, 6.2.2
// and 6.2.3): the host's case, the default port and a slash at the end make no
// difference.
func SameService(a, b string) bool { return normal(a) == normal(b) }

func normal(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	port := u.Port()
	if port == "" {
		port = "443"
	}
	return strings.ToLower(u.Hostname()) + ":" + port + strings.TrimRight(u.EscapedPath(), "/")
}
