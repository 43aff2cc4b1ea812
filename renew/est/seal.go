package est

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" // the one hash that tokens have for OAEP, where collisions do not matter
	"fmt"

	kwp "github.com/tink-crypto/tink-go/v2/kwp/subtle"

	"ukey/token"
)

// aesKeySize is the size of an envelope's session key in bytes.
const aesKeySize = 32

// Seal wraps a PKCS#8 private key for the recipient as [token.EnvelopeFormat]
// says. The recipient is *rsa.PublicKey or *ecdsa.PublicKey, as the format
// needs. pkcs8 is left alone: the caller clears it.
func Seal(format token.EnvelopeFormat, recipient crypto.PublicKey, pkcs8 []byte) (token.Envelope, error) {
	aesKey, session, err := sessionKey(format, recipient)
	if err != nil {
		return token.Envelope{}, err
	}
	defer clear(aesKey)
	wrapper, err := kwp.NewKWP(aesKey)
	if err != nil {
		return token.Envelope{}, fmt.Errorf("est: seal: %w", err)
	}
	wrapped, err := wrapper.Wrap(pkcs8)
	if err != nil {
		return token.Envelope{}, fmt.Errorf("est: seal: %w", err)
	}
	return token.Envelope{Format: format, SessionKey: session, Key: wrapped}, nil
}

// sessionKey makes an AES key and the form in which the recipient gets it.
func sessionKey(format token.EnvelopeFormat, recipient crypto.PublicKey) (aesKey, sent []byte, err error) {
	switch pub := recipient.(type) {
	case *rsa.PublicKey:
		aesKey = make([]byte, aesKeySize)
		rand.Read(aesKey) // never fails
		switch format {
		case token.EnvelopeOAEP:
			sent, err = rsa.EncryptOAEP(sha1.New(), rand.Reader, pub, aesKey, nil)
		case token.EnvelopePKCS1:
			sent, err = rsa.EncryptPKCS1v15(rand.Reader, pub, aesKey) // for tokens that have no OAEP
		default:
			err = errUnsuited(format, recipient)
		}
	case *ecdsa.PublicKey:
		if format != token.EnvelopeECDH {
			return nil, nil, errUnsuited(format, recipient)
		}
		aesKey, sent, err = agree(pub)
	default:
		err = errUnsuited(format, recipient)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("est: seal: %w", err)
	}
	return aesKey, sent, nil
}

// agree derives an AES key from an ephemeral one. The x coordinate is used as
// it is, without a key derivation function: CKD_NULL is all that tokens share.
func agree(pub *ecdsa.PublicKey) (aesKey, ephemeral []byte, err error) {
	peer, err := pub.ECDH()
	if err != nil {
		return nil, nil, err
	}
	once, err := peer.Curve().GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	secret, err := once.ECDH(peer)
	if err != nil {
		return nil, nil, err
	}
	if len(secret) < aesKeySize {
		clear(secret)
		return nil, nil, fmt.Errorf("a curve of %d bytes is too small", len(secret))
	}
	clear(secret[aesKeySize:])
	return secret[:aesKeySize], once.PublicKey().Bytes(), nil
}

func errUnsuited(format token.EnvelopeFormat, recipient crypto.PublicKey) error {
	return fmt.Errorf("envelope format %q does not suit %T", format, recipient)
}
