package apply

import (
	"time"

	"ukey/renew"
	"ukey/renew/cases"
	"ukey/token"
)

// draftVersion is the format's; a file of a newer version is never guessed at.
const draftVersion = 1

// Draft is one application as this computer knows it. It holds no PIN and no
// one-time code, and no secret with which a certificate could be had.
type Draft struct {
	Version int       `json:"version"`
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	Token   token.ID  `json:"token"`
	// Old is the expired signature certificate.
	Old renew.Pair `json:"old"`
	CA  string     `json:"ca"` // URL
	// Form and Scans are as the applicant left them.
	Form  cases.Form           `json:"form,omitzero"`
	Scans map[cases.Kind]*Scan `json:"scans,omitempty"`
	// Ticket goes on with the case; nil before there is one, and after the CA
	// has stopped to accept it.
	Ticket *cases.Ticket `json:"ticket,omitempty"`
	// Case is what the CA said last, nil before there is one. Heard is when,
	// and NextLook when to ask it again.
	Case     *cases.Case `json:"case,omitempty"`
	Heard    time.Time   `json:"heard,omitzero"`
	NextLook time.Time   `json:"nextLook,omitzero"`
	// Installed is the SHA-256, in lower-case hex, of the new signature
	// certificate once it has proved itself on the key.
	Installed string `json:"installed,omitempty"`
}

// Scan is a picture that was attached.
type Scan struct {
	Name   string `json:"name"` // of the file that it came from, without a folder
	File   string `json:"file"` // of the copy, inside the draft's folder
	SHA256 string `json:"sha256"`
	Size   int    `json:"size"` // bytes
	// Format, Width and Height are as cases.Inspect found them.
	Format cases.Format `json:"format"`
	Width  int          `json:"width"`
	Height int          `json:"height"`
}

// Purge drops the personal data: form, scans and what the CA repeated of them.
// The files go when the draft is saved.
func (d *Draft) Purge() {
	d.Form, d.Scans = cases.Form{}, nil
	if d.Case == nil {
		return
	}
	kept := *d.Case
	kept.Form, kept.Documents, kept.Phone = cases.Form{}, nil, ""
	d.Case = &kept
}

// Over tells whether nothing is left to do about the application.
func (d *Draft) Over() bool {
	return d.Installed != "" || (d.Case != nil && !d.Case.State.Open())
}
