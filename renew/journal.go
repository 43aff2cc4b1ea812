package renew

import (
	"time"

	"ukey/token"
)

// journalVersion is the format's. A file of a newer version is never guessed
// at: of that only "version" and "token" are read, which mean the same in
// every version.
const journalVersion = 1

// Journal is what is known of one renewal, kept in one file. It holds no PIN,
// no one-time code and no private key: the encryption key inside Envelope can
// be opened by the new signing key on the token alone.
type Journal struct {
	Version int       `json:"version"`
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	Token   token.ID  `json:"token"`
	CA      string    `json:"ca"` // URL
	State   State     `json:"state"`
	// Enrolment is the way to the signature certificate. Case is what the CA
	// calls the case, for ByCase.
	Enrolment Enrolment `json:"enrolment,omitempty"`
	Case      string    `json:"case,omitempty"`
	// Algorithm is that of the new signing pair.
	Algorithm token.Algorithm `json:"algorithm"`
	// OldSignature and OldEncryption are the pairs in force when the renewal
	// began. OldEncryption is nil if the key has no certificate for
	// encryption alone.
	OldSignature  Pair  `json:"oldSignature"`
	OldEncryption *Pair `json:"oldEncryption,omitempty"`
	// Signature and Encryption are the new pairs, as far as they exist. Their
	// key IDs are chosen before anything is made.
	Signature  Pair  `json:"signature"`
	Encryption *Pair `json:"encryption,omitempty"`

	CSR      []byte          `json:"csr,omitempty"` // DER, signed by the new key
	Envelope *token.Envelope `json:"envelope,omitempty"`
	// EncryptionKept is set when the CA makes no encryption keys, or the token
	// cannot take one in, so that the old pair stays in use.
	EncryptionKept bool `json:"encryptionKept,omitempty"`
	// EncryptionInMemory is set when the new encryption key was open in this
	// computer's memory on its way into the token.
	EncryptionInMemory bool `json:"encryptionInMemory,omitempty"`
	// LastError is what stopped the last run, for support.
	LastError string `json:"lastError,omitempty"`

	path string
	// fresh is set until the journal has been read from a file: nothing can be
	// on the key yet but what this run puts there.
	fresh bool
}

// Pair is a certificate and where it and its key lie on the token.
type Pair struct {
	KeyID token.KeyID `json:"keyId"`
	Label string      `json:"label"`
	// Certificate is DER, nil until it is issued.
	Certificate []byte `json:"certificate,omitempty"`
}

func (p *Pair) parsed() token.Certificate {
	c := token.ParseCertificate(p.Certificate)
	c.ID, c.Label = p.KeyID, p.Label
	return c
}
