package cases

import "time"

// The media types of the wire.
const (
	MediaJSON      = "application/json"
	MediaStatement = "application/pkcs7-mime" // SignedData in DER
)

// Nonce makes one statement unrepeatable.
type Nonce struct {
	Nonce   string    `json:"nonce"`
	Expires time.Time `json:"expires"`
}

// State is where a case stands.
type State string

// The states. Draft leads to Review by the applicant; Review to NeedMore,
// Rejected or Approved by staff; NeedMore back to Review by the applicant, or
// to Rejected by staff; Approved to Issued by the first certificate, or back to
// Rejected by staff; Issued to Done by confirmation.
const (
	Draft    State = "draft"
	Review   State = "review"
	NeedMore State = "need-more"
	Rejected State = "rejected"
	Approved State = "approved"
	Issued   State = "issued"
	Done     State = "done"
)

// States lists all states, in the order in which a case may meet them.
func States() []State {
	return []State{Draft, Review, NeedMore, Rejected, Approved, Issued, Done}
}

// Open tells whether something is still to come.
func (s State) Open() bool { return s != Rejected && s != Done }

// Case is what both sides know of an application.
type Case struct {
	ID      string    `json:"id"`
	State   State     `json:"state"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	// Certificate is the SHA-256 of the old certificate, lower-case hex.
	Certificate string `json:"certificate"`
	// Form and Documents are as last submitted, or being prepared.
	Form      Form              `json:"form"`
	Documents map[Kind]Document `json:"documents"`
	Reasons   *Reasons          `json:"reasons,omitempty"` // of NeedMore and Rejected
	History   []Event           `json:"history"`
	// Phone is the number that codes go to, masked; empty before Approved.
	Phone string `json:"phone,omitempty"`
	// Expected is by when staff mean to have looked at it; zero unless Review.
	Expected time.Time `json:"expected,omitzero"`
}

// Document is a scan that the CA holds.
type Document struct {
	SHA256 string `json:"sha256"` // lower-case hex
	Size   int    `json:"size"`   // bytes
	Format Format `json:"format"`
}

// Reasons say what staff found, in their words.
type Reasons struct {
	Note      string           `json:"note,omitempty"`
	Fields    map[Field]string `json:"fields,omitempty"`
	Documents map[Kind]string  `json:"documents,omitempty"`
}

// Empty tells whether nothing is said.
func (r *Reasons) Empty() bool {
	return r == nil || (r.Note == "" && len(r.Fields) == 0 && len(r.Documents) == 0)
}

// Event is a step in a case's history.
type Event struct {
	At    time.Time `json:"at"`
	State State     `json:"state"` // that it led to
	// By is "applicant", "staff" or "ca".
	By   string `json:"by"`
	Note string `json:"note,omitempty"`
}

// Opened answers the statement that opens a case.
type Opened struct {
	Case Case `json:"case"`
	// Access is the token for all that follows. The CA keeps its hash only.
	Access string `json:"access"`
}

// CodeRequest asks for a one-time code. PublicKey is the SHA-256, in
// lower-case hex, of the SubjectPublicKeyInfo of the key that the certificate
// is to be for.
type CodeRequest struct {
	PublicKey string `json:"publicKey"`
}

// CodeSent says where a code has gone.
type CodeSent struct {
	SentTo  string    `json:"sentTo"` // masked
	Expires time.Time `json:"expires"`
	// ResendAfter is when another may be asked for.
	ResendAfter time.Time `json:"resendAfter"`
}

// CodeAnswer is what the applicant typed.
type CodeAnswer struct {
	PublicKey string `json:"publicKey"`
	Code      string `json:"code"`
}

// Secret is the password for simpleenroll, with the case's ID as the user. It
// is good for one public key.
type Secret struct {
	Secret  string    `json:"secret"`
	Expires time.Time `json:"expires"`
}

// Confirmation names the certificate that has proved itself, by SHA-256 in
// lower-case hex.
type Confirmation struct {
	Certificate string `json:"certificate"`
}

// RenewalInfo is when a certificate had best be renewed: at a random moment in
// this window, so that not all come at once (compare RFC 9773).
type RenewalInfo struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	// Revoked is set when it is too late: a revoked certificate renews
	// nothing.
	Revoked bool `json:"revoked,omitempty"`
}
