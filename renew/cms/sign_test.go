package cms_test

import (
	"bytes"
	"crypto"
	"errors"
	"testing"
	"time"

	"ukey/renew/cms"
	"ukey/renew/internal/keytest"
)

var order = []byte(`{"case":"c-1","nonce":"n-1"}`)

func TestSignatureOfTokenKeyVerifiesInOpenSSL(t *testing.T) {
	for name, key := range map[string]crypto.Signer{"RSA": keytest.RSA(t), "EC": keytest.EC(t)} {
		for _, detached := range []bool{false, true} {
			cert := selfSigned(t, key, nextYear())
			der, err := cms.Sign(order, cert, opaque{key}, detached)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			d := keytest.NewFolder(t)
			args := []string{
				"cms", "-verify", "-binary", "-inform", "DER", "-in", d.File("m.p7", der),
				"-CAfile", d.Certificate("ca.pem", cert), "-purpose", "any",
			}
			if detached {
				args = append(args, "-content", d.File("content", order))
			}
			if got := d.OpenSSL(args...); !bytes.Equal(got, order) {
				t.Errorf("%s, detached %v: openssl says the content is %q", name, detached, got)
			}
			if structure := d.OpenSSL("cms", "-cmsout", "-print", "-inform", "DER", "-in", d.File("m.p7", der)); !bytes.Contains(structure, []byte("sha256")) || bytes.Contains(structure, []byte("sha1")) {
				t.Errorf("%s: digest is not SHA-256 alone:\n%s", name, structure)
			}
		}
	}
}

func TestVerifyReturnsContentAndSigner(t *testing.T) {
	for name, key := range map[string]crypto.Signer{"RSA": keytest.RSA(t), "EC": keytest.EC(t)} {
		cert := selfSigned(t, key, nextYear())
		for detached, outside := range map[bool][]byte{false: nil, true: order} {
			der, err := cms.Sign(order, cert, opaque{key}, detached)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got, err := cms.Verify(der, outside)
			if err != nil {
				t.Fatalf("%s, detached %v: %v", name, detached, err)
			}
			if !bytes.Equal(got.Content, order) || !got.Signer.Equal(cert) || len(got.Certificates) != 1 {
				t.Errorf("%s, detached %v: got %q by %v", name, detached, got.Content, got.Signer.Subject)
			}
		}
	}
}

func TestExpiredCertificateStillSigns(t *testing.T) {
	key := keytest.EC(t)
	cert := selfSigned(t, key, time.Now().AddDate(0, 0, -3))
	der, err := cms.Sign(order, cert, opaque{key}, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cms.Verify(der, nil); err != nil {
		t.Errorf("Verify: %v", err)
	}
	d := keytest.NewFolder(t)
	d.OpenSSL("cms", "-verify", "-no_check_time", "-binary", "-inform", "DER", "-in", d.File("m.p7", der),
		"-CAfile", d.Certificate("ca.pem", cert), "-purpose", "any")
}

func TestSignatureOfOpenSSLVerifies(t *testing.T) {
	key := keytest.RSA(t)
	cert := selfSigned(t, key, nextYear())
	d := keytest.NewFolder(t)
	args := []string{
		"cms", "-sign", "-binary", "-outform", "DER", "-in", d.File("content", order),
		"-signer", d.Certificate("cert.pem", cert), "-inkey", d.Key("key.pem", key),
	}
	for name, c := range map[string]struct {
		more    []string
		outside []byte
	}{
		"with attributes":    {[]string{"-nodetach"}, nil},
		"without attributes": {[]string{"-nodetach", "-noattr"}, nil},
		"streamed BER":       {[]string{"-nodetach", "-noattr", "-stream"}, nil},
		"detached":           {[]string{"-noattr"}, order},
	} {
		got, err := cms.Verify(d.OpenSSL(append(args, c.more...)...), c.outside)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !bytes.Equal(got.Content, order) {
			t.Errorf("%s: content %q", name, got.Content)
		}
	}
}

func TestSignaturesThatProveNothingAreRefused(t *testing.T) {
	key := keytest.RSA(t)
	cert := selfSigned(t, key, nextYear())
	sign := func(detached bool) []byte {
		der, err := cms.Sign(order, cert, key, detached)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	inside, outside := sign(false), sign(true)
	certs, err := cms.CertsOnly(cert.Raw)
	if err != nil {
		t.Fatal(err)
	}
	d := keytest.NewFolder(t)
	sha1 := d.OpenSSL("cms", "-sign", "-md", "sha1", "-nodetach", "-noattr", "-binary", "-outform", "DER",
		"-in", d.File("content", order), "-signer", d.Certificate("cert.pem", cert), "-inkey", d.Key("key.pem", key))
	nocerts := d.OpenSSL("cms", "-sign", "-nocerts", "-nodetach", "-noattr", "-binary", "-outform", "DER",
		"-in", d.File("content", order), "-signer", d.Certificate("cert.pem", cert), "-inkey", d.Key("key.pem", key))

	for name, c := range map[string]struct {
		der, detached []byte
		want          error
	}{
		"changed content":       {bytes.Replace(inside, []byte("c-1"), []byte("c-2"), 1), nil, cms.ErrSignature},
		"other content":         {outside, []byte("x"), cms.ErrSignature},
		"content left out":      {outside, nil, cms.ErrSignature},
		"content twice":         {inside, order, cms.ErrMalformed},
		"no signer":             {certs, nil, cms.ErrMalformed},
		"signer not inside":     {nocerts, nil, cms.ErrMalformed},
		"SHA-1":                 {sha1, nil, cms.ErrUnsupported},
		"not CMS":               {cert.Raw, nil, cms.ErrMalformed},
		"longer than the limit": {make([]byte, cms.MaxSize+1), nil, cms.ErrTooLarge},
	} {
		if _, err := cms.Verify(c.der, c.detached); !errors.Is(err, c.want) {
			t.Errorf("%s: got error %v, want %v", name, err, c.want)
		}
	}
}

func TestSignRefusesAnotherKeysCertificate(t *testing.T) {
	cert := selfSigned(t, keytest.EC(t), nextYear())
	for name, key := range map[string]crypto.Signer{"other key": keytest.EC(t), "other kind": keytest.RSA(t)} {
		if _, err := cms.Sign(order, cert, key, false); !errors.Is(err, cms.ErrUnsupported) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
}

func TestSignPassesTheTokensErrorOn(t *testing.T) {
	removed := errors.New("token removed")
	key := keytest.RSA(t)
	cert := selfSigned(t, key, nextYear())
	if _, err := cms.Sign(order, cert, broken{opaque{key}, removed}, false); !errors.Is(err, removed) {
		t.Errorf("got error %v", err)
	}
}
