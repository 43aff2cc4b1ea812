package wire

import (
	"crypto"
	"fmt"

	"github.com/emmansun/gmsm/smx509"

	"ukey/token"
)

// Op names a request.
type Op string

// The requests. Those on a session or a key name it by the number that Open or
// PrivateKey answered.
const (
	Tokens          Op = "Tokens"           // None → TokensReply
	Slots           Op = "Slots"            // None → SlotsReply
	Watch           Op = "Watch"            // None → None, with hints before
	Certificates    Op = "Certificates"     // TokenArgs → CertificatesReply
	ChangePIN       Op = "ChangePIN"        // PINArgs → None
	UnblockPIN      Op = "UnblockPIN"       // PINArgs → None
	Open            Op = "Open"             // OpenArgs → OpenReply
	PrivateKey      Op = "PrivateKey"       // RefArgs → KeyReply
	Sign            Op = "Sign"             // SignArgs → BytesReply
	Decrypt         Op = "Decrypt"          // DecryptArgs → SecretReply
	ECDH            Op = "ECDH"             // ECDHArgs → SecretReply
	GenerateKey     Op = "GenerateKey"      // GenerateArgs → PublicReply
	PublicKeys      Op = "PublicKeys"       // IDArgs → PublicReply
	CertificatesOf  Op = "CertificatesOf"   // IDArgs → CertificatesReply
	StoreCert       Op = "StoreCertificate" // StoreArgs → None
	Delete          Op = "Delete"           // RefArgs → None
	EnvelopeFormats Op = "EnvelopeFormats"  // RefArgs → FormatsReply
	ImportKey       Op = "ImportKey"        // ImportArgs → None
	CloseSession    Op = "CloseSession"     // SessionArgs → None
	CloseDriver     Op = "Close"            // None → None
)

// None is an empty message.
type None struct{ Nothing bool }

// TokensReply answers Tokens.
type TokensReply struct{ Tokens []token.Info }

// SlotsReply answers Slots.
type SlotsReply struct{ Slots []token.Slot }

// TokenArgs name a token.
type TokenArgs struct{ ID token.ID }

// CertificatesReply answers Certificates and CertificatesOf.
type CertificatesReply struct{ Certificates []Certificate }

// Certificate is what cannot be read from the certificate itself, and that.
type Certificate struct {
	ID            token.KeyID
	Label         string
	DER           []byte
	HasPrivateKey bool
}

// OpenArgs are those of Open. An empty PIN is the token's keypad.
type OpenArgs struct {
	ID           token.ID
	SpendLastTry bool
	PIN          Secret
}

func (a *OpenArgs) secrets() []*Secret { return []*Secret{&a.PIN} }

// OpenReply answers Open.
type OpenReply struct {
	Session uint64
	// Imports is set if the session is a token.Importer.
	Imports bool
}

// PINArgs are those of ChangePIN and, with the PUK in place of the old PIN, of
// UnblockPIN.
type PINArgs struct {
	ID           token.ID
	SpendLastTry bool
	Old, New     Secret
}

func (a *PINArgs) secrets() []*Secret { return []*Secret{&a.Old, &a.New} }

// SessionArgs name a session.
type SessionArgs struct{ Session uint64 }

// Ref is a token.KeyRef.
type Ref struct {
	ID token.KeyID
	// Public is a SubjectPublicKeyInfo, empty if there is none.
	Public []byte
}

// RefArgs name a key pair.
type RefArgs struct {
	Session uint64
	Ref     Ref
}

// KeyReply answers PrivateKey: what can be done with the key.
type KeyReply struct {
	Key                                       uint64
	Signs, SignsMessages, Decrypts, Exchanges bool
	// KnowsPSS is set if the key is a token.PSSProber, and PSS is its answer.
	KnowsPSS, PSS bool
}

// SignArgs are those of Sign.
type SignArgs struct {
	Key     uint64
	Message bool // Input is the message, else its digest
	Input   []byte
	Hash    crypto.Hash
	PSS     bool // with Salt as in rsa.PSSOptions
	Salt    int
}

// DecryptArgs are those of Decrypt. Neither OAEP nor SessionKey means that
// there were no options.
type DecryptArgs struct {
	Key           uint64
	Ciphertext    []byte
	PKCS1         bool // with SessionKey as in rsa.PKCS1v15DecryptOptions
	SessionKey    int
	OAEP          bool // with the others as in rsa.OAEPOptions
	Hash, MGFHash crypto.Hash
	Label         []byte
}

// ECDHArgs are those of ECDH. Point is the other side's, as
// ecdh.PublicKey.Bytes gives it.
type ECDHArgs struct {
	Key   uint64
	Point []byte
}

// BytesReply answers with something public.
type BytesReply struct{ Bytes []byte }

// SecretReply answers with something that is not.
type SecretReply struct{ Secret Secret }

func (r *SecretReply) secrets() []*Secret { return []*Secret{&r.Secret} }

// GenerateArgs are those of GenerateKey.
type GenerateArgs struct {
	Session uint64
	Spec    token.KeySpec
}

// IDArgs name whatever has an ID.
type IDArgs struct {
	Session uint64
	ID      token.KeyID
}

// PublicReply answers with public keys, each a SubjectPublicKeyInfo.
type PublicReply struct{ Keys [][]byte }

// StoreArgs are those of StoreCertificate.
type StoreArgs struct {
	Session uint64
	ID      token.KeyID
	Label   string
	DER     []byte
}

// FormatsReply answers EnvelopeFormats.
type FormatsReply struct{ Formats token.EnvelopeFormats }

// ImportArgs are those of ImportKey.
type ImportArgs struct {
	Session     uint64
	Opener, Ref Ref
	Envelope    token.Envelope
	Label       string
}

// NewRef encodes a reference. The error is token.ErrUnsupported for a public
// key that has no encoding.
func NewRef(ref token.KeyRef) (Ref, error) {
	if ref.Public == nil {
		return Ref{ID: ref.ID}, nil
	}
	der, err := EncodePublic(ref.Public)
	return Ref{ref.ID, der}, err
}

// KeyRef decodes a reference.
func (r Ref) KeyRef() (token.KeyRef, error) {
	if len(r.Public) == 0 {
		return token.KeyRef{ID: r.ID}, nil
	}
	public, err := DecodePublic(r.Public)
	return token.KeyRef{ID: r.ID, Public: public}, err
}

// EncodePublic encodes a public key, SM2 included, as a SubjectPublicKeyInfo
// (RFC 5280, 4.1.2.7).
func EncodePublic(public crypto.PublicKey) ([]byte, error) {
	der, err := smx509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("public key of type %T: %w", public, token.ErrUnsupported)
	}
	return der, nil
}

// DecodePublic is the way back.
func DecodePublic(der []byte) (crypto.PublicKey, error) {
	public, err := smx509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, fmt.Errorf("%w: public key: %w", token.ErrDriver, err)
	}
	return public, nil
}
