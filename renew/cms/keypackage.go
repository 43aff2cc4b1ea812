package cms

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"fmt"

	"go.mozilla.org/pkcs7"
)

// oidKeyPackage is id-ct-KP-aKeyPackage (RFC 5958, 2).
var oidKeyPackage = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 2, 1, 2, 78, 5}

// KeySigner is who made a private key and vouches for it: a key in memory, and
// its certificate with what is needed to verify it.
type KeySigner struct {
	Key   crypto.Signer
	Chain []*x509.Certificate // the signer's certificate first, each by the next
}

// EnvelopeKey packs a private key, PKCS#8, as RFC 7030, section 4.4.2, has a
// server send it: an AsymmetricKeyPackage (RFC 5958) in a SignedData by its
// maker, in an EnvelopedData for recipient, as Envelope makes it. Unlike Sign
// it adds signed attributes, which content that is not plain data must have
// (RFC 5652, 5.3).
func EnvelopeKey(pkcs8 []byte, recipient *x509.Certificate, signer KeySigner) ([]byte, error) {
	if _, ok := recipient.PublicKey.(*rsa.PublicKey); !ok {
		return nil, fmt.Errorf("%w: cannot encrypt for %T", ErrUnsupported, recipient.PublicKey)
	}
	pack, err := asn1.Marshal([]asn1.RawValue{{FullBytes: pkcs8}})
	if err != nil {
		return nil, fmt.Errorf("cms: pack key: %w", err)
	}
	defer clear(pack)
	signed, err := signKeyPackage(pack, signer)
	if err != nil {
		return nil, err
	}
	defer clear(signed)
	return envelope(signed, pkcs7.OIDSignedData, recipient)
}

// signKeyPackage returns the SignedData without the ContentInfo around it,
// which an EnvelopedData has in its own way.
func signKeyPackage(pack []byte, signer KeySigner) ([]byte, error) {
	sd, err := pkcs7.NewSignedData(pack)
	if err != nil {
		return nil, fmt.Errorf("cms: %w", err)
	}
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	inner := sd.GetSignedData()
	inner.ContentInfo.ContentType = oidKeyPackage
	inner.Version = 3 // RFC 5652, 5.1, for content that is not plain data
	if err := sd.AddSignerChain(signer.Chain[0], signer.Key, signer.Chain[1:], pkcs7.SignerInfoConfig{}); err != nil {
		return nil, fmt.Errorf("cms: sign key: %w", err)
	}
	der, err := sd.Finish()
	if err != nil {
		return nil, fmt.Errorf("cms: sign key: %w", err)
	}
	defer clear(der)
	var info contentInfo
	if _, err := asn1.Unmarshal(der, &info); err != nil {
		return nil, fmt.Errorf("cms: sign key: %w", err)
	}
	return bytes.Clone(info.Content.Bytes), nil
}

// KeyPackage is a private key that was opened.
type KeyPackage struct {
	PKCS8 []byte // for the caller to clear
	// Signer is whose key made the signature around it, with Certificates
	// beside it; nil if there was none. That it may be trusted is for the
	// caller to find out.
	Signer       *x509.Certificate
	Certificates []*x509.Certificate
}

// OpenKey opens what EnvelopeKey makes. It also takes a key that is not signed,
// as some servers send it, and SignedData that is packed as a message of its
// own. The key to open with may be on a token.
//
// Errors are those of Open and of Verify.
func OpenKey(ber []byte, key crypto.Decrypter, cert *x509.Certificate) (KeyPackage, error) {
	kind, plain, err := open(ber, key, cert)
	if err != nil {
		return KeyPackage{}, err
	}
	return readKeyPackage(kind, plain)
}

// readKeyPackage takes over the opened content and clears what it does not
// return of it.
func readKeyPackage(kind asn1.ObjectIdentifier, plain []byte) (KeyPackage, error) {
	if kind.Equal(pkcs7.OIDData) && !isMessage(plain) {
		return KeyPackage{PKCS8: plain}, nil
	}
	defer clear(plain)
	message := plain
	var err error
	if !isMessage(plain) {
		message, err = asn1.Marshal(contentInfo{
			Type:    kind,
			Content: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: plain},
		})
		if err != nil {
			return KeyPackage{}, fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		defer clear(message)
	}
	signed, err := Verify(message, nil)
	if err != nil {
		return KeyPackage{}, err
	}
	pkcs8, err := onlyKey(signed.Content)
	if err != nil {
		return KeyPackage{}, err
	}
	return KeyPackage{PKCS8: bytes.Clone(pkcs8), Signer: signed.Signer, Certificates: signed.Certificates}, nil
}

// isMessage tells whether bytes are a ContentInfo with SignedData.
func isMessage(der []byte) bool {
	var info contentInfo
	rest, err := asn1.Unmarshal(der, &info)
	return err == nil && len(rest) == 0 && info.Type.Equal(pkcs7.OIDSignedData)
}

// onlyKey takes the key out of an AsymmetricKeyPackage; a bare PKCS#8, which
// begins with a number instead, is left as it is.
func onlyKey(content []byte) ([]byte, error) {
	var parts []asn1.RawValue
	if rest, err := asn1.Unmarshal(content, &parts); err != nil || len(rest) > 0 || len(parts) == 0 {
		return nil, fmt.Errorf("%w: key package", ErrMalformed)
	}
	if parts[0].Tag == asn1.TagInteger {
		return content, nil
	}
	if len(parts) != 1 {
		return nil, fmt.Errorf("%w: %d keys", ErrMalformed, len(parts))
	}
	return parts[0].FullBytes, nil
}
