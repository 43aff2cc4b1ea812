package renew

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"time"

	"ukey/token"
)

// wanted is what a certificate has to be before anything of it is stored.
type wanted struct {
	public    crypto.PublicKey // nil: any but notPublic
	notPublic crypto.PublicKey
	subjects  [][]byte // DER, one of which it has to name to the byte
	use       token.Use
}

// maxSkew is how far this computer's clock may be behind the CA's.
const maxSkew = 24 * time.Hour

// accept picks the end-entity certificate out of a CA's answer and checks it:
// it must be for the right key and subject, be of use now and chain to the
// pinned roots. The rest of the answer serves to build the chain.
func (r *Renewal) accept(answer []*x509.Certificate, w wanted) (*x509.Certificate, error) {
	var leaf *x509.Certificate
	intermediates := x509.NewCertPool()
	for _, c := range r.Chain {
		intermediates.AddCert(c)
	}
	for _, c := range answer {
		switch {
		case c.IsCA:
			intermediates.AddCert(c)
		case leaf == nil || samePublic(c.PublicKey, w.public):
			leaf = c
		}
	}
	if leaf == nil {
		return nil, &AnswerError{Flaw: FlawUnreadable}
	}
	if w.public != nil && !samePublic(leaf.PublicKey, w.public) {
		return nil, &AnswerError{Flaw: FlawOtherKey}
	}
	if w.notPublic != nil && samePublic(leaf.PublicKey, w.notPublic) {
		return nil, &AnswerError{Flaw: FlawOtherKey}
	}
	if !containsBytes(w.subjects, leaf.RawSubject) {
		return nil, &AnswerError{Flaw: FlawOtherSubject}
	}
	now := r.Clock()
	if now.After(leaf.NotAfter) || now.Add(maxSkew).Before(leaf.NotBefore) {
		return nil, &AnswerError{Flaw: FlawValidity}
	}
	parsed := token.ParseCertificate(leaf.Raw)
	if parsed.Err != nil {
		return nil, &AnswerError{Flaw: FlawUnreadable, Err: parsed.Err}
	}
	if parsed.Use != w.use && parsed.Use != token.Both {
		return nil, &AnswerError{Flaw: FlawUsage}
	}
	// A certificate that begins a little later by our clock is sound; it is
	// the chain that is asked for here.
	at := now
	if at.Before(leaf.NotBefore) {
		at = leaf.NotBefore
	}
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots: r.Roots, Intermediates: intermediates, CurrentTime: at,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return nil, &AnswerError{Flaw: FlawChain, Err: err}
	}
	return leaf, nil
}

func samePublic(a, b crypto.PublicKey) bool {
	k, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && b != nil && k.Equal(b)
}

func containsBytes(list [][]byte, b []byte) bool {
	for _, x := range list {
		if bytes.Equal(x, b) {
			return true
		}
	}
	return false
}
