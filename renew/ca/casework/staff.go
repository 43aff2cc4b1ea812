package casework

import (
	"crypto/x509"
	"time"

	"ukey/renew/cases"
)

// Actor is one of the CA's staff, for history and audit log.
type Actor struct {
	Name string
	Role string // such as reviewer, admin, operator
}

// Query picks cases for a list. Its zero value is all of them.
type Query struct {
	State cases.State // "" is all
	// Text is looked for in the case's ID, the names and numbers in the old
	// certificate's subject, its credit code and the applicant's name; case
	// does not matter.
	Text string
	// From and To bound the time of the last submission, or of the opening
	// while there is none: From is in, To is out. Zero is no bound.
	From, To time.Time
	// NewestFirst turns the order around, which is by that time.
	NewestFirst bool
	// Offset and Limit pick a page; Limit 0 is [PageSize], and MaxPage at most.
	Offset, Limit int
}

// The sizes of a page, in cases.
const (
	PageSize = 50
	MaxPage  = 1000
)

// Page is a part of a list.
type Page struct {
	Cases []Summary
	// Total is how many cases the query picks on all pages.
	Total int
	// Counts are by state, of what the query without its State picks.
	Counts map[cases.State]int
}

// Summary is a case in a list.
type Summary struct {
	ID      string
	State   cases.State
	Version int64
	// Created is when it was opened; Updated when its last step was;
	// Submitted when it was last submitted, zero for never.
	Created, Updated, Submitted time.Time
	// Expected is by when staff mean to have looked at it; zero unless it is
	// in review.
	Expected time.Time
	// Holder names the old certificate's subject: organisation, or common
	// name where there is none. CreditCode may be empty.
	Holder     string
	CreditCode string
	// Applicant is the name in the form, empty before it is submitted.
	Applicant string
}

// File is all that the CA knows of a case, the scans apart.
type File struct {
	// Case is as the applicant sees it.
	cases.Case
	Version   int64
	Submitted time.Time
	// Old is the expired certificate, Revoked when that was revoked.
	Old     *x509.Certificate
	Revoked time.Time
	// Steps is the history with those who took the steps; cases.Case.History
	// is the part of it that the applicant sees.
	Steps []Step
	// OnRecord is the organisation's mobile number that codes go to; empty if
	// the CA has none. It is not masked.
	OnRecord string
	// Issued is the new signature certificate, nil before it is issued.
	Issued *x509.Certificate
}

// Step is one step of a case.
type Step struct {
	cases.Event
	Actor Actor // zero unless By is "staff"
}

// Scan is a scan with its contents.
type Scan struct {
	cases.Document
	Width, Height int // pixels
	Data          []byte
}

// Approval is what a reviewer adds to an approval.
type Approval struct {
	// Phone is a mobile number that reaches the organisation, as the reviewer
	// has made sure. Empty is the one on record, or else the form's.
	Phone string
	// Note is for the applicant.
	Note string
}
