package token

import (
	"context"
	"crypto"
	"encoding/hex"
	"fmt"
)

// KeyID joins a certificate and its keys on a token: the bytes of a CKA_ID
// (PKCS#11), or a container's name (SKF).
type KeyID string

// String returns the ID in lower-case hex.
func (id KeyID) String() string { return hex.EncodeToString([]byte(id)) }

// MarshalText writes lower-case hex, since the bytes are no text.
func (id KeyID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads hex.
func (id *KeyID) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	*id = KeyID(b)
	return err
}

// KeyRef names one key pair: the ID and the public half. IDs alone do not
// suffice, since some vendors give a signing and an encryption pair the same
// one.
type KeyRef struct {
	ID     KeyID
	Public crypto.PublicKey // *rsa.PublicKey or *ecdsa.PublicKey
}

// Algorithm is a kind of key pair that a token can be asked for.
type Algorithm string

// The kinds of key pair.
const (
	RSA2048 Algorithm = "RSA-2048"
	RSA3072 Algorithm = "RSA-3072"
	RSA4096 Algorithm = "RSA-4096"
	P256    Algorithm = "P-256"
	P384    Algorithm = "P-384"
)

// KeySpec says which key pair to make.
type KeySpec struct {
	ID        KeyID
	Label     string
	Algorithm Algorithm
}

// Session is a logged-in connection to one token. Its methods may be called
// from any goroutine and run one after the other. After the token has been
// unplugged every method returns ErrRemoved; the session stays dead even if
// the same token comes back.
//
// A session need not ask the token for what it has found or made itself; once
// something has failed, it does.
type Session interface {
	// PrivateKey returns the private half of ref. The value implements
	// crypto.Signer for keys that sign, crypto.Decrypter for RSA keys that
	// decrypt and ecdh.KeyExchanger for EC keys that derive; it may
	// implement crypto.MessageSigner. It lives as long as the session.
	// The error is ErrKeyNotFound if there is no such key.
	PrivateKey(ctx context.Context, ref KeyRef) (crypto.PrivateKey, error)

	// GenerateKey makes a pair inside the token, for signing and for opening
	// an Envelope. The private half is sensitive and cannot be extracted.
	// Nothing is left behind if it fails.
	GenerateKey(ctx context.Context, spec KeySpec) (crypto.PublicKey, error)

	// PublicKeys returns the pairs whose public half is known, under the ID.
	PublicKeys(ctx context.Context, id KeyID) ([]crypto.PublicKey, error)

	// Certificates reads the certificates under the ID as the token gives
	// them back. Whether they have keys is not looked at.
	Certificates(ctx context.Context, id KeyID) ([]Certificate, error)

	// StoreCertificate stores der under the ID. Storing the same bytes under
	// the same ID again does nothing.
	StoreCertificate(ctx context.Context, id KeyID, label string, der []byte) error

	// Delete removes the private key, the public key and all certificates
	// that belong to ref, and nothing else that may have the same ID. What is
	// not there is no error. Without ref.Public it removes everything under
	// the ID, halves and ruins included that belong to no pair: for an ID that
	// the caller has made up itself.
	Delete(ctx context.Context, ref KeyRef) error

	// Close logs out. It may be called more than once.
	Close() error
}

// Importer is a Session that takes a private key made elsewhere, without its
// plain text ever reaching this computer's memory where the token can unwrap.
type Importer interface {
	// EnvelopeFormats lists the formats that can be opened with the key.
	EnvelopeFormats(ctx context.Context, opener KeyRef) (EnvelopeFormats, error)

	// ImportKey opens the envelope with the key opener, inside the token if the
	// format is one of those, and stores what it holds as the private half of
	// ref, sensitive and not extractable, with ref's public half beside it.
	// Importing a pair that is already there does nothing. Nothing is left
	// behind if it fails. The error is ErrEnvelope if the envelope holds another
	// key.
	ImportKey(ctx context.Context, opener KeyRef, env Envelope, ref KeyRef, label string) error
}

// EnvelopeFormats are the ways in which a key on a token opens envelopes, each
// list the best first.
type EnvelopeFormats struct {
	// Inside: the token opens the envelope itself.
	Inside []EnvelopeFormat
	// InMemory: the token opens the session key alone, and the private key is
	// open in this computer's memory for as long as it takes to hand it to the
	// token. The person is to be told.
	InMemory []EnvelopeFormat
}

// SignerOf is the private half of ref as a key that signs. The error is that of
// PrivateKey, or ErrUnsupported for a key that does not sign.
func SignerOf(ctx context.Context, s Session, ref KeyRef) (crypto.Signer, error) {
	key, err := s.PrivateKey(ctx, ref)
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("key %s does not sign: %w", ref.ID, ErrUnsupported)
	}
	return signer, nil
}

// EnvelopeFormat is a way to wrap a private key for a key on a token.
type EnvelopeFormat string

// The formats. In each, Envelope.SessionKey carries a 256-bit AES key and
// Envelope.Key the PKCS#8 private key wrapped under it as RFC 5649 says
// (CKM_AES_KEY_WRAP_PAD).
const (
	// EnvelopeOAEP: SessionKey is the AES key under RSA-OAEP with SHA-1 and
	// MGF1-SHA-1 (CKM_RSA_PKCS_OAEP), the only OAEP that most tokens have.
	EnvelopeOAEP EnvelopeFormat = "rsa-oaep"
	// EnvelopePKCS1: SessionKey is the AES key under RSAES-PKCS1-v1_5
	// (CKM_RSA_PKCS).
	EnvelopePKCS1 EnvelopeFormat = "rsa-pkcs1"
	// EnvelopeECDH: SessionKey is an ephemeral public key, an uncompressed
	// point on the opener's curve. The AES key is the first 32 bytes of the
	// shared secret's x coordinate (CKM_ECDH1_DERIVE with CKD_NULL).
	EnvelopeECDH EnvelopeFormat = "ecdh"
)

// Envelope is a private key on its way into a token.
type Envelope struct {
	Format     EnvelopeFormat
	SessionKey []byte
	Key        []byte
}
