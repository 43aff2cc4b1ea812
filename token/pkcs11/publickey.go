//go:build cgo

package pkcs11

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"math"
	"math/big"

	"github.com/emmansun/gmsm/sm2"
	p11 "github.com/miekg/pkcs11"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// curve is an elliptic curve under its names.
type curve struct {
	// params is the DER of its OID, as CKA_EC_PARAMS has it.
	params []byte
	curve  elliptic.Curve
	ecdh   ecdh.Curve
}

// size is the length in bytes of a coordinate.
func (c curve) size() int { return (c.curve.Params().BitSize + 7) / 8 }

var curves = []curve{
	{[]byte{0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07}, elliptic.P256(), ecdh.P256()},
	{[]byte{0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22}, elliptic.P384(), ecdh.P384()},
	{[]byte{0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23}, elliptic.P521(), ecdh.P521()},
}

// curveOf finds the curve of a public key.
func curveOf(k *ecdsa.PublicKey) (curve, bool) {
	for _, c := range curves {
		if c.curve == k.Curve {
			return c, true
		}
	}
	return curve{}, false
}

// keyParts are the attributes that make up a public key, and, but for the EC
// point, that a private key repeats.
var keyParts = []uint{
	p11.CKA_ID, p11.CKA_KEY_TYPE, p11.CKA_MODULUS, p11.CKA_PUBLIC_EXPONENT, p11.CKA_EC_PARAMS, p11.CKA_EC_POINT,
}

// publicKey puts the public key of a key object together, or returns nil if
// the object does not hold all of it or holds nonsense.
func publicKey(o object) crypto.PublicKey {
	switch {
	case o.is(p11.CKA_KEY_TYPE, p11.CKK_RSA):
		n, e := o.bytes(p11.CKA_MODULUS), new(big.Int).SetBytes(o.bytes(p11.CKA_PUBLIC_EXPONENT))
		if len(n) == 0 || e.Sign() == 0 || e.BitLen() > 31 {
			return nil
		}
		return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(e.Int64())}
	case o.is(p11.CKA_KEY_TYPE, p11.CKK_EC):
		if k := ecPublicKey(o); k != nil {
			return k
		}
	}
	return nil
}

// sm2Params is the DER of SM2's OID (GM/T 0006), where a driver knows the curve
// by it. Such a key is shown, but not used: its mechanisms have no common
// numbers.
var sm2Params = []byte{0x06, 0x08, 0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x82, 0x2D}

func ecPublicKey(o object) *ecdsa.PublicKey {
	params := o.bytes(p11.CKA_EC_PARAMS)
	if bytes.Equal(params, sm2Params) {
		k, err := sm2.NewPublicKey(barePoint(o, sm2.P256()))
		if err != nil {
			return nil
		}
		return k
	}
	for _, c := range curves {
		if !bytes.Equal(params, c.params) {
			continue
		}
		k, err := ecdsa.ParseUncompressedPublicKey(c.curve, barePoint(o, c.curve))
		if err != nil {
			return nil
		}
		return k
	}
	return nil
}

// barePoint is CKA_EC_POINT, an OCTET STRING by the standard (PKCS#11 2.40,
// 2.3.3), without the wrapping that some tokens leave out. Both begin with the
// byte 4, so that the length has to tell.
func barePoint(o object, on elliptic.Curve) []byte {
	point := o.bytes(p11.CKA_EC_POINT)
	if len(point) == 1+2*((on.Params().BitSize+7)/8) {
		return point
	}
	s := cryptobyte.String(point)
	var inner cryptobyte.String
	if !s.ReadASN1(&inner, cbasn1.OCTET_STRING) {
		return nil
	}
	return inner
}

// samePublic says whether two public keys are the same.
func samePublic(a, b crypto.PublicKey) bool {
	k, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && b != nil && k.Equal(b)
}

// publicTemplate are the attributes with which a public key is stored. ok is
// false for a kind of key that cannot be.
func publicTemplate(public crypto.PublicKey) (template []*p11.Attribute, ok bool) {
	switch k := public.(type) {
	case *rsa.PublicKey:
		if k.E <= 0 || k.E > math.MaxInt32 {
			return nil, false
		}
		return []*p11.Attribute{
			p11.NewAttribute(p11.CKA_KEY_TYPE, p11.CKK_RSA),
			p11.NewAttribute(p11.CKA_MODULUS, k.N.Bytes()),
			p11.NewAttribute(p11.CKA_PUBLIC_EXPONENT, big.NewInt(int64(k.E)).Bytes()),
		}, true
	case *ecdsa.PublicKey:
		c, known := curveOf(k)
		if !known {
			return nil, false
		}
		point, err := k.Bytes()
		if err != nil {
			return nil, false
		}
		return []*p11.Attribute{
			p11.NewAttribute(p11.CKA_KEY_TYPE, p11.CKK_EC),
			p11.NewAttribute(p11.CKA_EC_PARAMS, c.params),
			p11.NewAttribute(p11.CKA_EC_POINT, octetString(point)),
		}, true
	default:
		return nil, false
	}
}

func octetString(b []byte) []byte {
	var out cryptobyte.Builder
	out.AddASN1OctetString(b)
	return out.BytesOrPanic()
}
