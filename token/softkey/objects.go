package softkey

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/asn1"
	"encoding/binary"
	"fmt"
	"math/big"
	"strconv"

	"github.com/emmansun/gmsm/smx509"
)

// attribute is a CK_ATTRIBUTE.
type attribute struct {
	kind  uint
	value []byte
}

// object is the template of one object on a token (PKCS#11 2.40, section 4).
type object []attribute

// Attributes, classes and key types that are used below.
const (
	ckaClass           = 0x000
	ckaToken           = 0x001
	ckaPrivate         = 0x002
	ckaLabel           = 0x003
	ckaValue           = 0x011
	ckaCertificateType = 0x080
	ckaIssuer          = 0x081
	ckaSerialNumber    = 0x082
	ckaKeyType         = 0x100
	ckaSubject         = 0x101
	ckaID              = 0x102
	ckaSensitive       = 0x103
	ckaEncrypt         = 0x104
	ckaDecrypt         = 0x105
	ckaWrap            = 0x106
	ckaUnwrap          = 0x107
	ckaSign            = 0x108
	ckaVerify          = 0x10A
	ckaDerive          = 0x10C
	ckaModulus         = 0x120
	ckaPublicExponent  = 0x122
	ckaPrivateExponent = 0x123
	ckaPrime1          = 0x124
	ckaPrime2          = 0x125
	ckaExponent1       = 0x126
	ckaExponent2       = 0x127
	ckaCoefficient     = 0x128
	ckaExtractable     = 0x162
	ckaECParams        = 0x180
	ckaECPoint         = 0x181

	ckoCertificate = 1
	ckoPublicKey   = 2
	ckoPrivateKey  = 3
	ckcX509        = 0
	ckkRSA         = 0
	ckkEC          = 3
)

// number encodes a CK_ULONG, which is as wide as a pointer on Linux.
func number(n uint64) []byte {
	if strconv.IntSize == 32 {
		return binary.NativeEndian.AppendUint32(nil, uint32(n))
	}
	return binary.NativeEndian.AppendUint64(nil, n)
}

var yes, no = []byte{1}, []byte{0}

func certificateObject(id []byte, label string, der []byte) object {
	o := object{
		{ckaClass, number(ckoCertificate)},
		{ckaCertificateType, number(ckcX509)},
		{ckaToken, yes},
		{ckaPrivate, no},
		{ckaID, id},
		{ckaLabel, []byte(label)},
		{ckaValue, der},
	}
	cert, err := smx509.ParseCertificate(der)
	if err != nil {
		return append(o, attribute{ckaSubject, nil}) // required even where nothing can be said
	}
	serial, err := asn1.Marshal(cert.SerialNumber)
	if err != nil {
		serial = nil
	}
	return append(
		o,
		attribute{ckaSubject, cert.RawSubject},
		attribute{ckaIssuer, cert.RawIssuer},
		attribute{ckaSerialNumber, serial},
	)
}

// pairObjects are the private and the public half, in this order.
func pairObjects(id []byte, label string, key crypto.Signer) (private, public object, err error) {
	private = object{
		{ckaClass, number(ckoPrivateKey)},
		{ckaToken, yes},
		{ckaPrivate, yes},
		{ckaSensitive, yes},
		{ckaExtractable, no},
		{ckaID, id},
		{ckaLabel, []byte(label)},
		{ckaSign, yes},
	}
	public = object{
		{ckaClass, number(ckoPublicKey)},
		{ckaToken, yes},
		{ckaPrivate, no},
		{ckaID, id},
		{ckaLabel, []byte(label)},
		{ckaVerify, yes},
	}
	switch key := key.(type) {
	case *rsa.PrivateKey:
		half, whole := rsaAttributes(key)
		return append(private, whole...), append(public, half...), nil
	case *ecdsa.PrivateKey:
		half, whole, err := ecAttributes(key)
		return append(private, whole...), append(public, half...), err
	default:
		return nil, nil, fmt.Errorf("no RSA or ECDSA key: %T", key)
	}
}

func rsaAttributes(key *rsa.PrivateKey) (public, private object) {
	key.Precompute()
	common := object{
		{ckaKeyType, number(ckkRSA)},
		{ckaModulus, key.N.Bytes()},
		{ckaPublicExponent, big.NewInt(int64(key.E)).Bytes()},
	}
	public = append(object{{ckaEncrypt, yes}, {ckaWrap, yes}}, common...)
	private = append(object{
		{ckaDecrypt, yes},
		{ckaUnwrap, yes},
		{ckaPrivateExponent, key.D.Bytes()},
		{ckaPrime1, key.Primes[0].Bytes()},
		{ckaPrime2, key.Primes[1].Bytes()},
		{ckaExponent1, key.Precomputed.Dp.Bytes()},
		{ckaExponent2, key.Precomputed.Dq.Bytes()},
		{ckaCoefficient, key.Precomputed.Qinv.Bytes()},
	}, common...)
	return public, private
}

// curves are the named curves of RFC 5480, section 2.1.1.1.
var curves = map[elliptic.Curve]asn1.ObjectIdentifier{
	elliptic.P256(): {1, 2, 840, 10045, 3, 1, 7},
	elliptic.P384(): {1, 3, 132, 0, 34},
	elliptic.P521(): {1, 3, 132, 0, 35},
}

func ecAttributes(key *ecdsa.PrivateKey) (public, private object, err error) {
	params, err := asn1.Marshal(curves[key.Curve])
	if err != nil {
		return nil, nil, fmt.Errorf("curve of key: %w", err)
	}
	scalar, err := key.ECDH()
	if err != nil {
		return nil, nil, fmt.Errorf("scalar of key: %w", err)
	}
	// CKA_EC_POINT is the point inside an OCTET STRING (PKCS#11 2.40 curr, 2.3.3).
	point, err := asn1.Marshal(scalar.PublicKey().Bytes())
	if err != nil {
		return nil, nil, fmt.Errorf("point of key: %w", err)
	}
	common := object{{ckaKeyType, number(ckkEC)}, {ckaECParams, params}}
	public = append(object{{ckaEncrypt, no}, {ckaWrap, no}, {ckaECPoint, point}}, common...)
	private = append(object{
		{ckaDerive, yes},
		{ckaDecrypt, no}, // SoftHSM assumes what it is not told
		{ckaUnwrap, no},
		{ckaValue, scalar.Bytes()},
	}, common...)
	return public, private, nil
}

// load stores objects through the loader. PIN and keys pass through its
// standard input alone.
func (t *Token) load(objects ...object) error {
	built, err := t.store.binaries()
	if err != nil {
		return err
	}
	var input bytes.Buffer
	fmt.Fprintln(&input, t.PIN)
	for _, object := range objects {
		for _, a := range object {
			fmt.Fprintf(&input, "%x %x\n", a.kind, a.value)
		}
		fmt.Fprintln(&input)
	}
	cmd := t.store.command(built+"/"+loaderFile, t.store.Plain(), t.Serial)
	cmd.Stdin = &input
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("store objects on token %s: %w: %s", t.Serial, err, bytes.TrimSpace(output))
	}
	return nil
}
