package cms

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"

	"go.mozilla.org/pkcs7"
)

// CertsOnly packs certificates, each in DER, into a SignedData that signs
// nothing, as EST answers carry them (RFC 7030, 4.1.3; RFC 5272, 4.1). The
// order is kept.
func CertsOnly(certs ...[]byte) ([]byte, error) {
	if len(certs) == 0 {
		return nil, errors.New("cms: no certificates to pack")
	}
	for i, cert := range certs {
		var seq asn1.RawValue
		rest, err := asn1.Unmarshal(cert, &seq)
		if err != nil || len(rest) > 0 || seq.Tag != asn1.TagSequence {
			return nil, fmt.Errorf("cms: certificate %d is not DER", i)
		}
	}
	der, err := pkcs7.DegenerateCertificate(bytes.Join(certs, nil))
	if err != nil {
		return nil, fmt.Errorf("cms: pack certificates: %w", err)
	}
	return der, nil
}

// ParseCertsOnly returns the certificates of a SignedData, in the order sent
// and with nothing checked but their encoding. At least one is returned, or
// an error: ErrTooLarge or ErrMalformed.
func ParseCertsOnly(ber []byte) ([]*x509.Certificate, error) {
	p7, err := parse(ber)
	if err != nil {
		return nil, err
	}
	if len(p7.Certificates) == 0 {
		return nil, fmt.Errorf("%w: no certificates in it", ErrMalformed)
	}
	return p7.Certificates, nil
}

// parse is the only way into the library's parser.
func parse(ber []byte) (*pkcs7.PKCS7, error) {
	der, err := normalise(ber)
	if err != nil {
		return nil, err
	}
	p7, err := pkcs7.Parse(der)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return p7, nil
}
