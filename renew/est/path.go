package est

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"

	"ukey/token"
)

// Op is the last part of an EST path (RFC 7030, 3.2.2).
type Op string

// The operations.
const (
	OpCACerts        Op = "cacerts"
	OpCSRAttrs       Op = "csrattrs"
	OpSimpleEnroll   Op = "simpleenroll"
	OpSimpleReenroll Op = "simplereenroll"
	OpServerKeyGen   Op = "serverkeygen"
)

// WellKnown is where EST paths begin.
const WellKnown = "/.well-known/est/"

// The labels that pick how serverkeygen wraps the key.
const (
	// LabelKWP wraps as RFC 5649 says, under a key sent with RSA-OAEP or
	// ECDH, by the kind of the recipient's key.
	LabelKWP = "kwp"
	// LabelKWPPKCS1 is LabelKWP with RSAES-PKCS1-v1_5, for RSA tokens that
	// have no OAEP.
	LabelKWPPKCS1 = "kwp-pkcs1"
	// LabelCMS asks for an EnvelopedData, which is opened outside the token.
	LabelCMS = "cms"
)

// Path returns the path of an operation; label may be empty.
func Path(label string, op Op) string {
	if label == "" {
		return WellKnown + string(op)
	}
	return WellKnown + label + "/" + string(op)
}

// LabelFor returns the serverkeygen label that yields an envelope of that
// format.
func LabelFor(format token.EnvelopeFormat) (label string, ok bool) {
	switch format {
	case token.EnvelopeOAEP, token.EnvelopeECDH:
		return LabelKWP, true
	case token.EnvelopePKCS1:
		return LabelKWPPKCS1, true
	default:
		return "", false
	}
}

// FormatFor is the reverse of LabelFor: the format in which a server seals for
// that recipient. It is false for LabelCMS, for labels that are none of ours
// and for keys that the label does not suit.
func FormatFor(label string, recipient crypto.PublicKey) (format token.EnvelopeFormat, ok bool) {
	switch recipient.(type) {
	case *rsa.PublicKey:
		switch label {
		case LabelKWP:
			return token.EnvelopeOAEP, true
		case LabelKWPPKCS1:
			return token.EnvelopePKCS1, true
		}
	case *ecdsa.PublicKey:
		if label == LabelKWP {
			return token.EnvelopeECDH, true
		}
	}
	return "", false
}
