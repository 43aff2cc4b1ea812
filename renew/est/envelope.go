package est

import (
	"bytes"
	"encoding/asn1"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"ukey/token"
)

// The AlgorithmIdentifiers of a wrapped key. The formats have no parameters
// to choose, so each is one fixed encoding.
var (
	oidOAEP     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 7} // RFC 8017, A.2.1
	oidRSA      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1} // RFC 8017, A.1
	oidECDH     = asn1.ObjectIdentifier{1, 3, 132, 1, 12}           // RFC 5480, 2.1.2
	oidWrapPad  = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 48}
	derSequence = []byte{0x30, 0} // RSAES-OAEP-params, all at their SHA-1 defaults
	derNull     = []byte{5, 0}
)

// Sizes in bytes of what an envelope holds.
const (
	minRSAKey, maxRSAKey = 2048 / 8, 8192 / 8
	// RFC 5649 adds 8 bytes and pads to a multiple of 8.
	minWrapped, maxWrapped = 16 + 8, 8192 + 8
)

// keyTransport returns the AlgorithmIdentifier in DER that names a format on
// the wire.
func keyTransport(format token.EnvelopeFormat) ([]byte, error) {
	switch format {
	case token.EnvelopeOAEP:
		return algorithmIdentifier(oidOAEP, derSequence)
	case token.EnvelopePKCS1:
		return algorithmIdentifier(oidRSA, derNull)
	case token.EnvelopeECDH:
		return algorithmIdentifier(oidECDH, nil)
	default:
		return nil, fmt.Errorf("est: no encoding for envelope format %q", format)
	}
}

func algorithmIdentifier(oid asn1.ObjectIdentifier, parameters []byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		b.AddBytes(parameters)
	})
	return b.Bytes()
}

// MarshalEnvelope encodes an envelope in DER:
//
//	WrappedKey ::= SEQUENCE {
//	    keyTransport  AlgorithmIdentifier,  -- id-RSAES-OAEP, rsaEncryption or id-ecDH
//	    sessionKey    OCTET STRING,
//	    keyWrap       AlgorithmIdentifier,  -- id-aes256-wrap-pad
//	    wrappedKey    OCTET STRING }
func MarshalEnvelope(env token.Envelope) ([]byte, error) {
	transport, err := keyTransport(env.Format)
	if err != nil {
		return nil, err
	}
	wrap, err := algorithmIdentifier(oidWrapPad, nil)
	if err != nil {
		return nil, err
	}
	if err := checkSizes(env); err != nil {
		return nil, err
	}
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(transport)
		b.AddASN1OctetString(env.SessionKey)
		b.AddBytes(wrap)
		b.AddASN1OctetString(env.Key)
	})
	return b.Bytes()
}

// ParseEnvelope decodes what MarshalEnvelope makes, and nothing else: the
// error is ErrMalformed for other algorithms, sizes that cannot be right and
// bytes too many. Sizes are all that can be checked without the key.
func ParseEnvelope(der []byte) (token.Envelope, error) {
	var (
		input                           = cryptobyte.String(der)
		outer, transport, wrap, session cryptobyte.String
		wrapped                         cryptobyte.String
		none                            token.Envelope
		errMalformed                    = fmt.Errorf("%w: wrapped key", ErrMalformed)
	)
	if !input.ReadASN1(&outer, cbasn1.SEQUENCE) || !input.Empty() ||
		!outer.ReadASN1Element(&transport, cbasn1.SEQUENCE) ||
		!outer.ReadASN1(&session, cbasn1.OCTET_STRING) ||
		!outer.ReadASN1Element(&wrap, cbasn1.SEQUENCE) ||
		!outer.ReadASN1(&wrapped, cbasn1.OCTET_STRING) || !outer.Empty() {
		return none, errMalformed
	}
	if want, err := algorithmIdentifier(oidWrapPad, nil); err != nil || !bytes.Equal(wrap, want) {
		return none, fmt.Errorf("%w: key wrap algorithm", ErrMalformed)
	}
	for _, format := range []token.EnvelopeFormat{token.EnvelopeOAEP, token.EnvelopePKCS1, token.EnvelopeECDH} {
		if known, err := keyTransport(format); err != nil || !bytes.Equal(transport, known) {
			continue
		}
		env := token.Envelope{Format: format, SessionKey: bytes.Clone(session), Key: bytes.Clone(wrapped)}
		return env, checkSizes(env)
	}
	return none, fmt.Errorf("%w: key transport algorithm", ErrMalformed)
}

// checkSizes refuses what cannot be an RSA ciphertext, a point or a wrapped
// key, before a token is bothered with it.
func checkSizes(env token.Envelope) error {
	n := len(env.SessionKey)
	switch env.Format {
	case token.EnvelopeECDH:
		// 0x04, x, y on P-256, P-384 or P-521 (SEC 1, 2.3.3).
		if (n != 1+2*32 && n != 1+2*48 && n != 1+2*66) || env.SessionKey[0] != 4 {
			return fmt.Errorf("%w: ephemeral key of %d bytes", ErrMalformed, n)
		}
	default:
		if n < minRSAKey || n > maxRSAKey {
			return fmt.Errorf("%w: encrypted session key of %d bytes", ErrMalformed, n)
		}
	}
	if n := len(env.Key); n < minWrapped || n > maxWrapped || n%8 != 0 {
		return fmt.Errorf("%w: wrapped key of %d bytes", ErrMalformed, n)
	}
	return nil
}
