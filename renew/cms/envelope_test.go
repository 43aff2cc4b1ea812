package cms_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"io"
	"sync"
	"testing"

	"ukey/renew/cms"
	"ukey/renew/internal/keytest"
)

// broken is a token that was pulled out.
type broken struct {
	opaque
	err error
}

func (b broken) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return nil, b.err }

func (b broken) Decrypt(io.Reader, []byte, crypto.DecrypterOpts) ([]byte, error) { return nil, b.err }

// privateKeyInfo is what such messages carry: a key in PKCS#8.
func privateKeyInfo(t *testing.T) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(keytest.RSA(t))
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestEnvelopeOpensInOpenSSLAndOnToken(t *testing.T) {
	key, content := keytest.RSA(t), privateKeyInfo(t)
	cert := selfSigned(t, key, nextYear())
	der, err := cms.Envelope(content, cert)
	if err != nil {
		t.Fatal(err)
	}
	d := keytest.NewFolder(t)
	in := d.File("m.p7", der)
	got := d.OpenSSL("cms", "-decrypt", "-binary", "-inform", "DER", "-in", in, "-inkey", d.Key("key.pem", key), "-recip", d.Certificate("cert.pem", cert))
	if !bytes.Equal(got, content) {
		t.Error("openssl finds other content")
	}
	if structure := d.OpenSSL("cms", "-cmsout", "-print", "-inform", "DER", "-in", in); !bytes.Contains(structure, []byte("aes-256-cbc")) {
		t.Errorf("cipher is not AES-256-CBC:\n%s", structure)
	}
	if got, err = cms.Open(der, opaqueDecrypter{key}, cert); err != nil || !bytes.Equal(got, content) {
		t.Errorf("Open: %d bytes, %v", len(got), err)
	}
}

func TestOpenReadsOpenSSL(t *testing.T) {
	key, content := keytest.RSA(t), privateKeyInfo(t)
	cert := selfSigned(t, key, nextYear())
	for name, more := range map[string][]string{
		"AES-128":        {"-aes128"},
		"AES-192":        {"-aes192"},
		"AES-256":        {"-aes256"},
		"key identifier": {"-aes256", "-keyid"},
		"streamed BER":   {"-aes256", "-stream"},
		"empty":          {"-aes256"},
	} {
		d, content := keytest.NewFolder(t), content
		if name == "empty" {
			content = nil
		}
		args := append([]string{"cms", "-encrypt", "-binary", "-outform", "DER", "-in", d.File("content", content)}, more...)
		got, err := cms.Open(d.OpenSSL(append(args, d.Certificate("cert.pem", cert))...), opaqueDecrypter{key}, cert)
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
}

func TestEnvelopesThatCannotBeOpenedSayWhy(t *testing.T) {
	key, content := keytest.RSA(t), privateKeyInfo(t)
	cert := selfSigned(t, key, nextYear())
	good, err := cms.Envelope(content, cert)
	if err != nil {
		t.Fatal(err)
	}
	other := selfSigned(t, keytest.RSA(t), nextYear())
	d := keytest.NewFolder(t)
	encrypt := func(recipient *x509.Certificate, more ...string) []byte {
		args := []string{
			"cms", "-encrypt", "-binary", "-outform", "DER", "-in", d.File("content", content),
			"-recip", d.Certificate("cert.pem", recipient),
		}
		return d.OpenSSL(append(args, more...)...)
	}
	signed, err := cms.Sign(content, cert, key, false)
	if err != nil {
		t.Fatal(err)
	}
	removed := errors.New("token removed")

	for name, c := range map[string]struct {
		der  []byte
		key  crypto.Decrypter
		cert *x509.Certificate
		want error
	}{
		"another's":           {encrypt(other, "-aes256", "-keyid"), opaqueDecrypter{key}, selfSignedWithoutKeyID(cert), cms.ErrNotForKey},
		"an EC recipient":     {encrypt(selfSigned(t, keytest.EC(t), nextYear()), "-aes256"), opaqueDecrypter{key}, cert, cms.ErrNotForKey},
		"triple DES":          {encrypt(cert, "-des3"), opaqueDecrypter{key}, cert, cms.ErrUnsupported},
		"OAEP":                {encrypt(cert, "-aes256", "-keyopt", "rsa_padding_mode:oaep"), opaqueDecrypter{key}, cert, cms.ErrUnsupported},
		"changed":             {flip(good, len(good)-17), opaqueDecrypter{key}, cert, cms.ErrDecrypt},
		"cut off":             {good[:len(good)-16], opaqueDecrypter{key}, cert, cms.ErrMalformed},
		"a signature instead": {signed, opaqueDecrypter{key}, cert, cms.ErrMalformed},
		"too large":           {make([]byte, cms.MaxSize+1), opaqueDecrypter{key}, cert, cms.ErrTooLarge},
		"token removed":       {good, broken{opaque{key}, removed}, cert, removed},
	} {
		if _, err := cms.Open(c.der, c.key, c.cert); !errors.Is(err, c.want) {
			t.Errorf("%s: got error %v, want %v", name, err, c.want)
		}
	}
}

// A wrong key cannot be told from wrong padding, so once in 256 times the
// error is missing and the content is noise.
func TestOpenWithAnotherKeyNeverGivesTheContent(t *testing.T) {
	cert, content := selfSigned(t, keytest.RSA(t), nextYear()), []byte("content")
	der, err := cms.Envelope(content, cert)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cms.Open(der, opaqueDecrypter{keytest.RSA(t)}, cert)
	if bytes.Equal(got, content) || (err != nil && !errors.Is(err, cms.ErrDecrypt)) {
		t.Errorf("got %q, %v", got, err)
	}
}

// flip changes one byte; with CBC that of the block before changes the same
// byte of a block's plain text, of the last block its padding length.
func flip(der []byte, at int) []byte {
	der = bytes.Clone(der)
	der[at] ^= 0x80
	return der
}

func selfSignedWithoutKeyID(cert *x509.Certificate) *x509.Certificate {
	c := *cert
	c.SubjectKeyId = nil
	return &c
}

func TestEnvelopeIsForRSAOnly(t *testing.T) {
	if _, err := cms.Envelope([]byte("x"), selfSigned(t, keytest.EC(t), nextYear())); !errors.Is(err, cms.ErrUnsupported) {
		t.Errorf("got error %v", err)
	}
}

func TestEnvelopeLeavesTheCallersMemoryAlone(t *testing.T) {
	cert := selfSigned(t, keytest.RSA(t), nextYear())
	memory := []byte("content|what follows it in memory")
	if _, err := cms.Envelope(memory[:7], cert); err != nil {
		t.Fatal(err)
	}
	if got := string(memory); got != "content|what follows it in memory" {
		t.Errorf("memory is now %q", got)
	}
}

func TestEnvelopesAtOnce(t *testing.T) {
	key := keytest.RSA(t)
	cert := selfSigned(t, key, nextYear())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			der, err := cms.Envelope([]byte("content"), cert)
			if err != nil {
				t.Error(err)
				return
			}
			if got, err := cms.Open(der, key, cert); err != nil || string(got) != "content" {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	wg.Wait()
}
