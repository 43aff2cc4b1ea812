package renew

import (
	"context"
	"crypto/x509"
	"slices"

	"ukey/renew/est"
	"ukey/token"
)

// Enrolment is why the CA issues the new signature certificate.
type Enrolment string

// The ways to enrol.
const (
	// ByOldKey: whoever asks shows the old certificate, which is valid still.
	ByOldKey Enrolment = ""
	// ByCase: the CA's staff have looked at papers and approved, and whoever
	// asks has the secret that was given for that. The old certificate may
	// have expired.
	ByCase Enrolment = "case"
)

// CA is what a renewal asks of a CA. Methods return the errors of package est.
type CA interface {
	// Connect begins to connect ahead of the first request, where that saves
	// time. It returns at once; what goes wrong shows in what is asked.
	Connect()
	// Enrol asks for the signature certificate. To a CSR that was granted
	// before, the answer is the same certificate.
	Enrol(ctx context.Context, csr []byte) ([]*x509.Certificate, error)
	// ServerKeyGen asks for an encryption key that is sealed for the key of the
	// CSR, which has its signature certificate by then.
	ServerKeyGen(ctx context.Context, csr []byte, format token.EnvelopeFormat) (token.Envelope, []*x509.Certificate, error)
	// ServerKeyGenInMemory asks a CA that knows of no tokens for the same: the
	// key is opened in this computer's memory and sealed again at once.
	ServerKeyGenInMemory(ctx context.Context, csr []byte, to est.Recipient, format token.EnvelopeFormat) (token.Envelope, []*x509.Certificate, error)
	// Close ends the connections.
	Close() error
}

// OldKeyCA is the CA for ByOldKey: its client shows the old certificate.
type OldKeyCA struct{ *est.Client }

// Enrol re-enrols (RFC 7030, 4.2.2).
func (c OldKeyCA) Enrol(ctx context.Context, csr []byte) ([]*x509.Certificate, error) {
	return c.SimpleReenroll(ctx, csr)
}

// OfCase returns the renewal that an approved case has led to, unless it was
// given up: the latest, finished or not, or nil. Files that cannot be used are
// passed over; Unfinished tells of them.
func (s *Journals) OfCase(number string) *Journal {
	all, _ := s.List()
	for _, j := range slices.Backward(all) {
		if j.Enrolment == ByCase && j.Case == number && j.State != Rejected && j.State != Abandoned {
			return j
		}
	}
	return nil
}
