package cms

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/subtle"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"

	"go.mozilla.org/pkcs7"
)

// The library decrypts with keys in memory only, so the types of RFC 5652,
// section 6.1, are here once more, for a key on a token.
type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"explicit,tag:0"`
}

type envelopedData struct {
	Version          int
	Originator       asn1.RawValue   `asn1:"optional,tag:0"`
	Recipients       []asn1.RawValue `asn1:"set"`
	EncryptedContent encryptedContent
	Unprotected      asn1.RawValue `asn1:"optional,tag:1"`
}

type encryptedContent struct {
	Type       asn1.ObjectIdentifier
	Algorithm  pkix.AlgorithmIdentifier
	Ciphertext asn1.RawValue `asn1:"optional,tag:0"`
}

// keyTransRecipient is the kind of recipient that RSA keys have (6.2.1).
type keyTransRecipient struct {
	Version   int
	Recipient asn1.RawValue // IssuerAndSerialNumber, or [0] key identifier
	Algorithm pkix.AlgorithmIdentifier
	Key       []byte
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

// Open decrypts an EnvelopedData for cert with its key, which may be an RSA
// key on a token. The content cipher is AES-CBC of any key length.
//
// Errors are ErrTooLarge, ErrMalformed, ErrUnsupported, ErrNotForKey, ErrDecrypt,
// or the key's own, wrapped, if the token fails.
func Open(ber []byte, key crypto.Decrypter, cert *x509.Certificate) ([]byte, error) {
	_, content, err := open(ber, key, cert)
	return content, err
}

// open also says what kind of content it is.
func open(ber []byte, key crypto.Decrypter, cert *x509.Certificate) (kind asn1.ObjectIdentifier, plain []byte, err error) {
	data, err := parseEnvelopedData(ber)
	if err != nil {
		return nil, nil, err
	}
	recipient, err := data.recipient(cert)
	if err != nil {
		return nil, nil, err
	}
	if !recipient.Algorithm.Algorithm.Equal(pkcs7.OIDEncryptionAlgorithmRSA) {
		return nil, nil, fmt.Errorf("%w: key transport %v", ErrUnsupported, recipient.Algorithm.Algorithm)
	}
	content := data.EncryptedContent
	keyLen, ok := cbcKeyLength(content.Algorithm.Algorithm)
	if !ok {
		return nil, nil, fmt.Errorf("%w: content cipher %v", ErrUnsupported, content.Algorithm.Algorithm)
	}
	// With SessionKeyLen wrong padding gives a random key instead of an error
	// (RFC 3218, 2.3.2). What is an error then is the token's.
	padding := &rsa.PKCS1v15DecryptOptions{SessionKeyLen: keyLen} // what EnvelopedData has
	sessionKey, err := key.Decrypt(rand.Reader, recipient.Key, padding)
	if errors.Is(err, rsa.ErrDecryption) { // not even a number below the modulus
		return nil, nil, ErrDecrypt
	}
	if err != nil {
		return nil, nil, fmt.Errorf("cms: open: %w", err)
	}
	defer clear(sessionKey)
	ciphertext, err := content.bytes()
	if err != nil {
		return nil, nil, err
	}
	plain, err = decryptCBC(sessionKey, content.Algorithm.Parameters.Bytes, ciphertext)
	return content.Type, plain, err
}

func parseEnvelopedData(ber []byte) (*envelopedData, error) {
	der, err := normalise(ber)
	if err != nil {
		return nil, err
	}
	var info contentInfo
	if rest, err := asn1.Unmarshal(der, &info); err != nil || len(rest) > 0 || !info.Type.Equal(pkcs7.OIDEnvelopedData) {
		return nil, fmt.Errorf("%w: not EnvelopedData", ErrMalformed)
	}
	var data envelopedData
	if rest, err := asn1.Unmarshal(info.Content.Bytes, &data); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("%w: not EnvelopedData", ErrMalformed)
	}
	return &data, nil
}

// recipient finds the part that is for cert.
func (d *envelopedData) recipient(cert *x509.Certificate) (*keyTransRecipient, error) {
	for _, raw := range d.Recipients {
		if raw.Class != asn1.ClassUniversal || raw.Tag != asn1.TagSequence {
			continue // key agreement and others
		}
		var r keyTransRecipient
		if rest, err := asn1.Unmarshal(raw.FullBytes, &r); err != nil || len(rest) > 0 {
			return nil, fmt.Errorf("%w: recipient", ErrMalformed)
		}
		if r.isFor(cert) {
			return &r, nil
		}
	}
	return nil, ErrNotForKey
}

func (r *keyTransRecipient) isFor(cert *x509.Certificate) bool {
	if r.Recipient.Class == asn1.ClassContextSpecific && r.Recipient.Tag == 0 {
		return len(cert.SubjectKeyId) > 0 && bytes.Equal(r.Recipient.Bytes, cert.SubjectKeyId)
	}
	var id issuerAndSerial
	if rest, err := asn1.Unmarshal(r.Recipient.FullBytes, &id); err != nil || len(rest) > 0 {
		return false
	}
	return id.Serial.Cmp(cert.SerialNumber) == 0 && bytes.Equal(id.Issuer.FullBytes, cert.RawIssuer)
}

// bytes joins the ciphertext, which may be one implicit octet string or, in
// BER, a list of explicit ones.
func (c *encryptedContent) bytes() ([]byte, error) {
	if !c.Ciphertext.IsCompound {
		return c.Ciphertext.Bytes, nil
	}
	var joined []byte
	for rest := c.Ciphertext.Bytes; len(rest) > 0; {
		var part []byte
		var err error
		if rest, err = asn1.Unmarshal(rest, &part); err != nil {
			return nil, fmt.Errorf("%w: ciphertext", ErrMalformed)
		}
		joined = append(joined, part...)
	}
	return joined, nil
}

// cbcKeyLength returns the key length in bytes of an AES-CBC cipher.
func cbcKeyLength(oid asn1.ObjectIdentifier) (int, bool) {
	oidAES192CBC := asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 22} // the library does not name it
	switch {
	case oid.Equal(pkcs7.OIDEncryptionAlgorithmAES128CBC):
		return 16, true
	case oid.Equal(oidAES192CBC):
		return 24, true
	case oid.Equal(pkcs7.OIDEncryptionAlgorithmAES256CBC):
		return 32, true
	default:
		return 0, false
	}
}

// decryptCBC decrypts AES-CBC with the padding of RFC 5652, section 6.3.
func decryptCBC(key, iv, ciphertext []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil || len(iv) != aes.BlockSize || len(ciphertext) == 0 || len(ciphertext)%aes.BlockSize != 0 {
		return nil, ErrDecrypt
	}
	plain := make([]byte, len(ciphertext))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, ciphertext)
	n := int(plain[len(plain)-1])
	if n == 0 || n > aes.BlockSize {
		return nil, ErrDecrypt
	}
	content, padding := plain[:len(plain)-n], plain[len(plain)-n:]
	if subtle.ConstantTimeCompare(padding, bytes.Repeat([]byte{byte(n)}, n)) != 1 {
		return nil, ErrDecrypt
	}
	return content, nil
}
