package renew

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"

	"ukey/renew/est"
	"ukey/token"
)

// errTwoKeys: key IDs are random, so this is not ours to sort out.
var errTwoKeys = errors.New("more than one key pair under the new key ID")

// newKey returns the new signing pair if it is on the key, else nil. A key
// that was pulled out while it made a pair may hold a public half without a
// private one, which is removed.
func (r *Renewal) newKey(ctx context.Context) (crypto.PublicKey, error) {
	id := r.Journal.Signature.KeyID
	halves, err := r.Session.PublicKeys(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(halves) == 1 {
		return halves[0], nil
	}
	var pair crypto.PublicKey
	for _, public := range halves {
		ref := token.KeyRef{ID: id, Public: public}
		_, err := r.Session.PrivateKey(ctx, ref)
		switch {
		case errors.Is(err, token.ErrKeyNotFound):
			if err := r.Session.Delete(ctx, ref); err != nil {
				return nil, err
			}
		case err != nil:
			return nil, err
		case pair != nil:
			return nil, errTwoKeys
		default:
			pair = public
		}
	}
	return pair, nil
}

// signer returns the new signing pair, which is looked for once: within one
// session nobody else takes it away.
func (r *Renewal) signer(ctx context.Context) (token.KeyRef, crypto.Signer, error) {
	ref := token.KeyRef{ID: r.Journal.Signature.KeyID, Public: r.public}
	if r.private != nil {
		return ref, r.private, nil
	}
	if r.public == nil {
		var err error
		if ref.Public, err = r.newKey(ctx); err != nil {
			return ref, nil, err
		}
	}
	if ref.Public == nil {
		return ref, nil, &SelfTestError{Test: "read back", Err: fmt.Errorf("new signing pair: %w", token.ErrKeyNotFound)}
	}
	signer, err := token.SignerOf(ctx, r.Session, ref)
	if err != nil {
		return ref, nil, err
	}
	r.public, r.private = ref.Public, signer
	return ref, signer, nil
}

func (r *Renewal) generate(ctx context.Context) error {
	j := r.Journal
	if !j.fresh {
		public, err := r.newKey(ctx)
		if err != nil || public != nil {
			return err
		}
		// A process that was killed while the token made the pair may have left
		// a half of it.
		if err := r.Session.Delete(ctx, token.KeyRef{ID: j.Signature.KeyID}); err != nil {
			return err
		}
	}
	r.CA.Connect() // while the key works, which takes seconds
	public, err := r.Session.GenerateKey(ctx, token.KeySpec{
		ID: j.Signature.KeyID, Label: j.Signature.Label, Algorithm: j.Algorithm,
	})
	if err != nil {
		return err
	}
	r.public = public
	return nil
}

func (r *Renewal) request(ctx context.Context) error {
	_, signer, err := r.signer(ctx)
	if err != nil {
		return err
	}
	old := r.Journal.OldSignature.parsed().X509
	like := &x509.Certificate{RawSubject: old.RawSubject, Extensions: old.Extensions}
	r.Journal.CSR, err = est.NewCSR(like, signer)
	return err
}

// lookAhead has the key look, while it has nothing to do but to wait for the
// CA, at what lies under an ID: before something is stored there, it has to
// know, and its session remembers that nothing does. The caller calls looked
// when the CA has answered. A look that fails is none: what comes next looks
// again, and fails or not.
func (r *Renewal) lookAhead(ctx context.Context, p *Pair) (looked func()) {
	var looking sync.WaitGroup
	looking.Go(func() { _, _ = r.Session.PublicKeys(ctx, p.KeyID) })
	return looking.Wait
}

// enrolSignature sends the same CSR each time, to which a CA answers with the
// same certificate.
func (r *Renewal) enrolSignature(ctx context.Context) error {
	ref, _, err := r.signer(ctx)
	if err != nil {
		return err
	}
	looked := r.lookAhead(ctx, &r.Journal.Signature)
	certs, err := r.CA.Enrol(ctx, r.Journal.CSR)
	looked()
	if err != nil {
		return err
	}
	old := r.Journal.OldSignature.parsed()
	c, err := r.accept(certs, wanted{public: ref.Public, subjects: [][]byte{old.X509.RawSubject}, use: old.Use})
	if err != nil {
		return err
	}
	r.Journal.Signature.Certificate = c.Raw
	return nil
}

// obtainEncryption asks for an encryption pair wrapped for the new signing
// key. A CA that makes none, or a key that can open no envelope, is no reason
// to lose the signature certificate; the person is told.
func (r *Renewal) obtainEncryption(ctx context.Context) error {
	j := r.Journal
	if j.OldEncryption == nil {
		return nil
	}
	ref, signer, err := r.signer(ctx)
	if err != nil {
		return err
	}
	format, inMemory, err := r.envelopeFormat(ctx, ref)
	if err != nil {
		return err
	}
	if format == "" {
		j.EncryptionKept = true
		return nil
	}
	looked := r.lookAhead(ctx, j.Encryption)
	env, certs, err := r.CA.ServerKeyGen(ctx, j.CSR, format)
	looked()
	if errors.Is(err, est.ErrNotOffered) {
		env, certs, err = r.openInMemory(ctx, signer, format)
		inMemory = true
	}
	if errors.Is(err, est.ErrNotOffered) {
		j.EncryptionKept = true
		return nil
	}
	if err != nil {
		return err
	}
	old, oldSign := j.OldEncryption.parsed(), j.OldSignature.parsed()
	c, err := r.accept(certs, wanted{
		subjects: [][]byte{old.X509.RawSubject, oldSign.X509.RawSubject},
		use:      token.Encryption, notPublic: ref.Public,
	})
	if err != nil {
		return err
	}
	j.Encryption.Certificate, j.Envelope, j.EncryptionInMemory = c.Raw, &env, inMemory
	return nil
}

// envelopeFormat is the best way to seal a key for the new signing key, "" if
// there is none. One that is opened inside the token comes before all that are
// opened in memory.
func (r *Renewal) envelopeFormat(ctx context.Context, opener token.KeyRef) (format token.EnvelopeFormat, inMemory bool, err error) {
	importer, ok := r.Session.(token.Importer)
	if !ok {
		return "", false, nil
	}
	formats, err := importer.EnvelopeFormats(ctx, opener)
	switch {
	case err != nil:
		return "", false, err
	case len(formats.Inside) > 0:
		return formats.Inside[0], false, nil
	case len(formats.InMemory) > 0:
		return formats.InMemory[0], true, nil
	default:
		return "", false, nil
	}
}

// openInMemory is the way for a CA that packs keys as RFC 7030 says, for which
// the new signing key has to decrypt. The error is est.ErrNotOffered if it
// cannot.
func (r *Renewal) openInMemory(ctx context.Context, signer crypto.Signer, format token.EnvelopeFormat) (token.Envelope, []*x509.Certificate, error) {
	key, ok := signer.(crypto.Decrypter)
	if !ok {
		return token.Envelope{}, nil, est.ErrNotOffered
	}
	cert, err := x509.ParseCertificate(r.Journal.Signature.Certificate)
	if err != nil {
		return token.Envelope{}, nil, err
	}
	return r.CA.ServerKeyGenInMemory(ctx, r.Journal.CSR, est.Recipient{Key: key, Certificate: cert}, format)
}

func (r *Renewal) storeSignature(ctx context.Context) error {
	p := r.Journal.Signature
	return r.Session.StoreCertificate(ctx, p.KeyID, p.Label, p.Certificate)
}

func (r *Renewal) importEncryption(ctx context.Context) error {
	j := r.Journal
	if j.Envelope == nil {
		return nil
	}
	opener, _, err := r.signer(ctx)
	if err != nil {
		return err
	}
	importer, ok := r.Session.(token.Importer)
	if !ok {
		return token.ErrUnsupported
	}
	c := j.Encryption.parsed()
	if !j.fresh {
		if err := r.clearHalf(ctx, c.Ref()); err != nil {
			return err
		}
	}
	err = importer.ImportKey(ctx, opener, *j.Envelope, c.Ref(), j.Encryption.Label)
	if errors.Is(err, token.ErrEnvelope) {
		return &AnswerError{Flaw: FlawOtherKey, Err: err} // and will be, however often it is tried
	}
	return err
}

// clearHalf removes what a process has left that was killed while the token
// took in the key, unless it has taken it in.
func (r *Renewal) clearHalf(ctx context.Context, ref token.KeyRef) error {
	_, err := r.Session.PrivateKey(ctx, ref)
	if errors.Is(err, token.ErrKeyNotFound) {
		return r.Session.Delete(ctx, token.KeyRef{ID: ref.ID})
	}
	return err
}

func (r *Renewal) storeEncryption(ctx context.Context) error {
	p := r.Journal.Encryption
	if p == nil || p.Certificate == nil {
		return nil
	}
	return r.Session.StoreCertificate(ctx, p.KeyID, p.Label, p.Certificate)
}
