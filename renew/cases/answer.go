package cases

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"ukey/renew/est"
)

// What is wrong with an answer about a case.
var (
	errNoAccess  = errors.New("no access token")
	errNoID      = errors.New("case without a usable ID")
	errOtherCase = errors.New("another case than the one asked for")
	errOtherCert = errors.New("case of another certificate")
	errBadSecret = errors.New("no usable secret")
	errBadWindow = errors.New("renewal window that ends before it begins")
)

// maxHistory is how many events of a case are kept, the latest.
const maxHistory = 200

var (
	caseID = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)
	tokens = regexp.MustCompile(`^[0-9A-Za-z._~+/=-]+$`) // token68 (RFC 9110, 11.2)
)

// longestToken is counted apart: an expression that counts so far takes longer
// to compile than all else takes that a driver's process does before it works.
const longestToken = 512 // bytes

func isToken(s string) bool { return len(s) <= longestToken && tokens.MatchString(s) }

// checked makes sure that an answer is about the ticket's case.
func checked(op est.Op, c *Case, t Ticket) (*Case, error) {
	if err := c.check(t); err != nil {
		return nil, unusable(op, err)
	}
	return c, nil
}

// check refuses what cannot be the ticket's case, and makes its texts safe to
// show.
func (c *Case) check(t Ticket) error {
	switch {
	case !caseID.MatchString(c.ID):
		return errNoID
	case c.ID != t.Case:
		return errOtherCase
	case c.Certificate != t.Certificate:
		return errOtherCert
	case !slices.Contains(States(), c.State):
		return fmt.Errorf("unknown state %q", est.Printable(string(c.State)))
	}
	c.clean()
	return nil
}

// clean drops what this version knows nothing of, and what a terminal or a
// dialog should not be given.
func (c *Case) clean() {
	c.Phone = est.Printable(c.Phone)
	for _, field := range Fields() {
		c.Form.Set(field, est.Printable(c.Form.Get(field)))
	}
	documents := make(map[Kind]Document)
	for _, kind := range Kinds() {
		if d, ok := c.Documents[kind]; ok {
			documents[kind] = d
		}
	}
	c.Documents = documents
	c.History = slices.DeleteFunc(c.History, func(e Event) bool { return !slices.Contains(States(), e.State) })
	c.History = c.History[max(0, len(c.History)-maxHistory):]
	for i := range c.History {
		e := &c.History[i]
		e.By, e.Note = est.Printable(e.By), est.Printable(e.Note)
	}
	if c.Reasons != nil {
		c.Reasons = c.Reasons.clean()
	}
}

func (r *Reasons) clean() *Reasons {
	safe := &Reasons{Note: est.Printable(r.Note), Fields: map[Field]string{}, Documents: map[Kind]string{}}
	for _, field := range Fields() {
		if reason, ok := r.Fields[field]; ok {
			safe.Fields[field] = est.Printable(reason)
		}
	}
	for _, kind := range Kinds() {
		if reason, ok := r.Documents[kind]; ok {
			safe.Documents[kind] = est.Printable(reason)
		}
	}
	return safe
}
