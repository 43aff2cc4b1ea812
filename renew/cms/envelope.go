package cms

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"slices"
	"sync"

	"go.mozilla.org/pkcs7"
)

// cipherChoice guards the library's package variable that picks the content
// cipher; this package is the only one that may import the library.
var cipherChoice sync.Mutex

// Envelope encrypts content for recipient, whose key must be RSA: an
// EnvelopedData in DER with AES-256-CBC, its key under RSAES-PKCS1-v1_5. CBC,
// because the library's GCM does not open elsewhere.
//
// EnvelopedData proves nothing about who made it or whether it was changed
// on the way: send it over an authenticated channel.
func Envelope(content []byte, recipient *x509.Certificate) ([]byte, error) {
	if _, ok := recipient.PublicKey.(*rsa.PublicKey); !ok {
		return nil, fmt.Errorf("%w: cannot encrypt for %T", ErrUnsupported, recipient.PublicKey)
	}
	return envelope(content, pkcs7.OIDData, recipient)
}

// envelope says of the content what kind it is.
func envelope(content []byte, kind asn1.ObjectIdentifier, recipient *x509.Certificate) ([]byte, error) {
	der, err := encrypt(content, recipient)
	if err != nil || kind.Equal(pkcs7.OIDData) {
		return der, err
	}
	data, err := parseEnvelopedData(der)
	if err != nil {
		return nil, err
	}
	data.EncryptedContent.Type = kind // the library knows plain data alone
	inner, err := asn1.Marshal(*data)
	if err != nil {
		return nil, fmt.Errorf("cms: encrypt: %w", err)
	}
	return asn1.Marshal(contentInfo{
		Type:    pkcs7.OIDEnvelopedData,
		Content: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: inner},
	})
}

func encrypt(content []byte, recipient *x509.Certificate) ([]byte, error) {
	cipherChoice.Lock()
	defer cipherChoice.Unlock()
	pkcs7.ContentEncryptionAlgorithm = pkcs7.EncryptionAlgorithmAES256CBC // its default is DES

	// The library pads in place, into whatever lies behind the slice.
	der, err := pkcs7.Encrypt(slices.Clip(content), []*x509.Certificate{recipient})
	if err != nil {
		return nil, fmt.Errorf("cms: encrypt: %w", err)
	}
	return der, nil
}
