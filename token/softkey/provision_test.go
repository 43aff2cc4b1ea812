package softkey_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"ukey/token"
	"ukey/token/softkey"
)

func TestSignaturesVerifyUnderTheCertificate(t *testing.T) {
	for _, algorithm := range []string{"rsa", "p256"} {
		t.Run(algorithm, func(t *testing.T) {
			store, err := softkey.New(t.TempDir())
			must(t, err)
			key := addKey(t, store, algorithm)
			p := attach(t, store)
			_, handle := session(t, p, key.PIN)
			p.expect("0x0", "sign-init", handle)
			signature, err := hex.DecodeString(p.expect("0x0", "sign", handle, "digest"))
			must(t, err)
			verified := 0 // the probe signs with whichever key comes first
			for id := range 2 {
				if verifies(readCertificate(t, store, id+1).PublicKey, []byte("digest"), signature) {
					verified++
				}
			}
			if verified != 1 {
				t.Errorf("the signature verifies under %d certificates", verified)
			}
		})
	}
}

func verifies(public crypto.PublicKey, message, signature []byte) bool {
	switch public := public.(type) {
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(public, 0, message, signature) == nil
	case *ecdsa.PublicKey: // CKM_ECDSA: r and s side by side
		r, s := new(big.Int).SetBytes(signature[:len(signature)/2]), new(big.Int).SetBytes(signature[len(signature)/2:])
		return ecdsa.Verify(public, message, r, s)
	default:
		return false
	}
}

// readCertificate reads a certificate through pkcs11-tool.
func readCertificate(t *testing.T, store *softkey.Store, id int) *x509.Certificate {
	t.Helper()
	file := t.TempDir() + "/cert.der"
	run(t, "pkcs11-tool", "--module", module(t, store), "--read-object", "--type", "cert",
		"--id", hex.EncodeToString([]byte{byte(id)}), "--output-file", file)
	cert, err := x509.ParseCertificate([]byte(readFile(t, file)))
	must(t, err)
	return cert
}

func TestOrganisationHasASigningAndAnEncryptionPair(t *testing.T) {
	for _, c := range []struct {
		algorithm  string
		encryption x509.KeyUsage
	}{
		{"rsa", x509.KeyUsageKeyEncipherment | x509.KeyUsageDataEncipherment},
		{"p256", x509.KeyUsageKeyAgreement},
	} {
		t.Run(c.algorithm, func(t *testing.T) {
			store, err := softkey.New(t.TempDir())
			must(t, err)
			addKey(t, store, c.algorithm)
			signing, encryption := readCertificate(t, store, 1), readCertificate(t, store, 2)
			if want := x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment; signing.KeyUsage != want {
				t.Errorf("signing key usage is %b", signing.KeyUsage)
			}
			if encryption.KeyUsage != c.encryption {
				t.Errorf("encryption key usage is %b", encryption.KeyUsage)
			}
			for _, cert := range []*x509.Certificate{signing, encryption} {
				if cert.Subject.CommonName != softkey.ExampleName {
					t.Errorf("subject is %v", cert.Subject)
				}
				name := append([]byte{0x0c, byte(len(softkey.ExampleName))}, softkey.ExampleName...)
				if !bytes.Contains(cert.RawSubject, name) {
					t.Error("the name is not a UTF8String")
				}
				code := append([]byte{0x0c, 18}, softkey.ExampleCreditCode...)
				if !hasExtension(cert, "1.2.156.10260.4.1.4", code) {
					t.Error("the credit code is missing")
				}
			}
		})
	}
}

func hasExtension(cert *x509.Certificate, oid string, value []byte) bool {
	for _, extension := range cert.Extensions {
		if extension.Id.String() == oid && bytes.Equal(extension.Value, value) {
			return true
		}
	}
	return false
}

func TestIssuerSignsWhatItIsGiven(t *testing.T) {
	issuer, err := softkey.NewIssuer("测试根证书")
	must(t, err)
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	must(t, err)
	begin := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	der, err := issuer.Issue(softkey.CertSpec{
		RawSubject: issuer.Root().RawSubject,
		Use:        token.Both,
		Public:     key.Public(),
		NotBefore:  begin,
		NotAfter:   begin.Add(time.Hour),
	})
	must(t, err)
	cert, err := x509.ParseCertificate(der)
	must(t, err)
	must(t, cert.CheckSignatureFrom(issuer.Root()))
	if !cert.NotBefore.Equal(begin) || !cert.NotAfter.Equal(begin.Add(time.Hour)) {
		t.Errorf("valid from %v to %v", cert.NotBefore, cert.NotAfter)
	}
	if !bytes.Equal(cert.RawSubject, issuer.Root().RawSubject) {
		t.Error("the raw subject was not kept")
	}
}

func TestAnyBytesCanBeACertificate(t *testing.T) {
	store, key := newKey(t)
	junk := []byte("not a certificate at all")
	must(t, key.AddCertificate([]byte{0x10, 0x20}, "废纸", junk))
	file := t.TempDir() + "/junk"
	run(t, "pkcs11-tool", "--module", module(t, store), "--read-object", "--type", "cert",
		"--id", "1020", "--output-file", file)
	if got := readFile(t, file); got != string(junk) {
		t.Errorf("read %q", got)
	}
}

func TestPublicKeyCanBeLeftOut(t *testing.T) {
	store, err := softkey.New(t.TempDir())
	must(t, err)
	added, err := store.AddToken(softkey.TokenSpec{Label: "UKey"})
	must(t, err)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	must(t, added.AddPair(softkey.PairSpec{ID: []byte{7}, Label: "pair", Key: key, WithoutPublicKey: true}))
	list := run(t, "pkcs11-tool", "--module", module(t, store), "--list-objects", "--login", "--pin", added.PIN)
	if strings.Contains(list, "Public Key") || !strings.Contains(list, "Private Key") {
		t.Errorf("objects are:\n%s", list)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	return string(content)
}
