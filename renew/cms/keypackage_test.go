package cms_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"testing"

	"ukey/renew/cms"
	"ukey/renew/internal/keytest"
)

// keyMaker signs keys, with a certificate below a root.
func keyMaker(t testing.TB) cms.KeySigner {
	t.Helper()
	rootKey, key := keytest.RSA(t), keytest.RSA(t)
	root := selfSigned(t, rootKey, nextYear())
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "key maker"},
		NotBefore: root.NotBefore, NotAfter: root.NotAfter, KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, root, key.Public(), rootKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cms.KeySigner{Key: key, Chain: []*x509.Certificate{cert, root}}
}

func pkcs8Of(t testing.TB, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestAKeyIsSignedByItsMakerAndOpenedByItsRecipient(t *testing.T) {
	maker, recipientKey := keyMaker(t), keytest.RSA(t)
	recipient := selfSigned(t, recipientKey, nextYear())
	for name, key := range map[string]any{"RSA": keytest.RSA(t), "EC": keytest.EC(t)} {
		t.Run(name, func(t *testing.T) {
			pkcs8 := pkcs8Of(t, key)
			sent, err := cms.EnvelopeKey(pkcs8, recipient, maker)
			if err != nil {
				t.Fatal(err)
			}
			got, err := cms.OpenKey(sent, opaqueDecrypter{recipientKey}, recipient)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.PKCS8, pkcs8) {
				t.Error("another key came out")
			}
			if !got.Signer.Equal(maker.Chain[0]) || len(got.Certificates) != 2 {
				t.Errorf("signed by %v, with %d certificates", got.Signer, len(got.Certificates))
			}
		})
	}
}

func TestOpenSSLOpensAndVerifiesAKeyPackage(t *testing.T) {
	maker, recipientKey := keyMaker(t), keytest.RSA(t)
	recipient := selfSigned(t, recipientKey, nextYear())
	pkcs8 := pkcs8Of(t, keytest.EC(t))
	sent, err := cms.EnvelopeKey(pkcs8, recipient, maker)
	if err != nil {
		t.Fatal(err)
	}
	d := keytest.NewFolder(t)
	signed := d.OpenSSL("cms", "-decrypt", "-inform", "DER", "-binary", "-in", d.File("sent.der", sent),
		"-recip", d.Certificate("recipient.pem", recipient), "-inkey", d.Key("recipient.key", recipientKey))
	// What is inside is the bare SignedData (RFC 5652, 6.1), which openssl
	// takes as a message only.
	message, err := asn1.Marshal(struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}{
		asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2},
		asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: signed},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := d.File("signed.der", message)
	pack := d.OpenSSL("cms", "-verify", "-inform", "DER", "-binary", "-purpose", "any", "-in", file,
		"-CAfile", d.Certificate("root.pem", maker.Chain[1]))
	if !bytes.HasSuffix(pack, pkcs8) {
		t.Error("the key is not in what openssl verified")
	}
	printed := d.OpenSSL("cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", file)
	if !bytes.Contains(printed, []byte("2.16.840.1.101.2.1.2.78.5")) {
		t.Errorf("not a key package:\n%s", printed)
	}
}

func TestAnUnsignedKeyIsOpenedToo(t *testing.T) {
	recipientKey := keytest.RSA(t)
	recipient := selfSigned(t, recipientKey, nextYear())
	pkcs8 := pkcs8Of(t, keytest.EC(t))
	sent, err := cms.Envelope(pkcs8, recipient)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cms.OpenKey(sent, recipientKey, recipient)
	if err != nil || !bytes.Equal(got.PKCS8, pkcs8) || got.Signer != nil {
		t.Errorf("signed by %v; %v", got.Signer, err)
	}
}

func TestAKeyPackageSentAsAMessageOfItsOwnIsOpenedToo(t *testing.T) {
	recipientKey, maker := keytest.RSA(t), keyMaker(t)
	recipient := selfSigned(t, recipientKey, nextYear())
	pkcs8 := pkcs8Of(t, keytest.EC(t))
	message, err := cms.Sign(pkcs8, maker.Chain[0], maker.Key, false)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := cms.Envelope(message, recipient)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cms.OpenKey(sent, recipientKey, recipient)
	if err != nil || !bytes.Equal(got.PKCS8, pkcs8) || !got.Signer.Equal(maker.Chain[0]) {
		t.Errorf("signed by %v; %v", got.Signer, err)
	}
}

func TestKeyPackageRefusals(t *testing.T) {
	recipientKey, maker := keytest.RSA(t), keyMaker(t)
	recipient := selfSigned(t, recipientKey, nextYear())
	signed := func(content []byte) []byte {
		message, err := cms.Sign(content, maker.Chain[0], maker.Key, false)
		if err != nil {
			t.Fatal(err)
		}
		return message
	}
	sealed := func(content []byte) []byte {
		sent, err := cms.Envelope(content, recipient)
		if err != nil {
			t.Fatal(err)
		}
		return sent
	}
	two, err := asn1.Marshal([]asn1.RawValue{{FullBytes: []byte{0x30, 0}}, {FullBytes: []byte{0x30, 0}}})
	if err != nil {
		t.Fatal(err)
	}
	tampered := signed(pkcs8Of(t, keytest.EC(t)))
	tampered[len(tampered)-1] ^= 1
	good, err := cms.EnvelopeKey(pkcs8Of(t, keytest.EC(t)), recipient, maker)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		sent []byte
		want error
	}{
		"two keys":          {sealed(signed(two)), cms.ErrMalformed},
		"no key":            {sealed(signed([]byte{0x30, 0})), cms.ErrMalformed},
		"rubbish":           {sealed(signed([]byte("rubbish"))), cms.ErrMalformed},
		"another signature": {sealed(tampered), cms.ErrSignature},
		"not an envelope":   {signed(pkcs8Of(t, keytest.EC(t))), cms.ErrMalformed},
		"bytes behind it":   {append(bytes.Clone(good), 0), cms.ErrMalformed},
	} {
		if _, err := cms.OpenKey(c.sent, recipientKey, recipient); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := cms.EnvelopeKey(pkcs8Of(t, keytest.EC(t)), selfSigned(t, keytest.EC(t), nextYear()), maker); !errors.Is(err, cms.ErrUnsupported) {
		t.Errorf("an EC recipient: %v", err)
	}
}
