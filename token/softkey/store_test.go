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
	"errors"
	"math/big"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"ukey/token"
	"ukey/token/softkey"
)

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, output)
	}
	return string(output)
}

func TestMissingSoftHSMIsNamedWithItsPackage(t *testing.T) {
	t.Setenv("SOFTHSM2_MODULE", t.TempDir()+"/libsofthsm2.so")
	_, err := softkey.New(t.TempDir())
	var missing *softkey.MissingError
	if !errors.As(err, &missing) || missing.Package != "softhsm2" || missing.File != "libsofthsm2.so" {
		t.Errorf("New returned %v", err)
	}
}

func TestMissingCompilerIsNamedWithItsPackage(t *testing.T) {
	bin := t.TempDir()
	utility, err := exec.LookPath("softhsm2-util")
	must(t, err)
	run(t, "ln", "-s", utility, bin+"/softhsm2-util")
	t.Setenv("PATH", bin)
	_, err = softkey.New(t.TempDir())
	var missing *softkey.MissingError
	if !errors.As(err, &missing) || missing.Package != "build-essential" {
		t.Errorf("New returned %v", err)
	}
}

func TestModuleIsBuiltInTheStoreWhereThereIsNoCache(t *testing.T) {
	t.Setenv("HOME", "/dev/null")
	t.Setenv("XDG_CACHE_HOME", "")
	store, key := newKey(t)
	session(t, attach(t, store), key.PIN)
}

func TestStoreIsFoundAgain(t *testing.T) {
	store, key := newKey(t)
	again, err := softkey.New(store.Dir())
	must(t, err)
	tokens, err := again.Tokens()
	must(t, err)
	if len(tokens) != 1 || tokens[0].Serial != key.Serial || tokens[0].Label != key.Label {
		t.Fatalf("tokens are %v, want %v", tokens, key)
	}
	if module(t, again) != module(t, store) {
		t.Error("the module has moved")
	}
	must(t, tokens[0].Unplug())
	if in, err := key.Plugged(); in || err != nil {
		t.Errorf("plugged is %v, %v", in, err)
	}
}

func TestStoresInOneProcessKnowNothingOfEachOther(t *testing.T) {
	first, firstKey := newKey(t)
	second, secondKey := newKey(t)
	p := start(t)
	p.expect("0x0", "load", module(t, first))
	p.expect("0x0", "initialize")
	p.expect("0x0", "load", module(t, second))
	p.expect("0x0", "initialize")
	for i, key := range []*softkey.Token{firstKey, secondKey} {
		p.expect("0x0", "use", i)
		slot, handle := session(t, p, key.PIN)
		if got := serialOf(t, p, slot); got != key.Serial {
			t.Errorf("store %d shows token %s, want %s", i, got, key.Serial)
		}
		p.expect("0x0", "sign-init", handle)
		p.expect("0x0", "sign", handle, "digest")
	}
	must(t, firstKey.Unplug())
	p.expect("0x0", "use", 0)
	if got := len(p.slots()); got != 1 {
		t.Errorf("%d slots in the first store, want 1", got)
	}
	p.expect("0x0", "finalize")
	p.expect("0x0", "use", 1)
	if got := len(p.slots()); got != 2 {
		t.Errorf("%d slots in the second store, want 2", got)
	}
}

func TestStoresInitialisedAtOnceDoNotMistakeEachOther(t *testing.T) {
	p := start(t)
	keys := make([]*softkey.Token, 4)
	for i := range keys {
		store, key := newKey(t)
		p.expect("0x0", "load", module(t, store))
		keys[i] = key
	}
	for range 10 {
		p.expect("0x0", "initialize-all")
		for i, key := range keys {
			p.expect("0x0", "use", i)
			if got := serialOf(t, p, p.slots()[0]); got != key.Serial {
				t.Fatalf("store %d shows token %s, want %s", i, got, key.Serial)
			}
			p.expect("0x0", "finalize")
		}
	}
}

func TestEnvironmentIsLeftAsItWas(t *testing.T) {
	store, _ := newKey(t)
	if got := attach(t, store).expect("0x0", "variable", "SOFTHSM2_CONF"); got != "" {
		t.Errorf("SOFTHSM2_CONF is %q, want none", got)
	}
	t.Setenv("SOFTHSM2_CONF", "/another/store.conf")
	if got := attach(t, store).expect("0x0", "variable", "SOFTHSM2_CONF"); got != "/another/store.conf" {
		t.Errorf("SOFTHSM2_CONF is %q", got)
	}
}

func TestStoresAreProvisionedAndUsedInParallel(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // all build at once
	var running sync.WaitGroup
	for range 4 {
		running.Go(func() {
			store, err := softkey.New(t.TempDir())
			if err != nil {
				t.Error(err)
				return
			}
			issuer, err := softkey.NewIssuer("测试根证书")
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := store.AddOrganisation(issuer, softkey.OrgSpec{Algorithm: "p256"}); err != nil {
				t.Error(err)
				return
			}
			path, err := store.Module()
			if err != nil {
				t.Error(err)
				return
			}
			output, err := exec.CommandContext(t.Context(), "pkcs11-tool", "--module", path, "--list-objects").CombinedOutput()
			if err != nil || strings.Count(string(output), "Certificate Object") != 2 {
				t.Errorf("pkcs11-tool: %v\n%s", err, output)
			}
		})
	}
	running.Wait()
}

func TestTokensAddedAtOnceAreToldApart(t *testing.T) {
	store, err := softkey.New(t.TempDir())
	must(t, err)
	const count = 3
	serials := make([]string, count)
	var running sync.WaitGroup
	for i := range count {
		running.Go(func() {
			key, err := store.AddToken(softkey.TokenSpec{Label: "同名"})
			if err != nil {
				t.Error(err)
				return
			}
			serials[i] = key.Serial
		})
	}
	running.Wait()
	seen := map[string]bool{}
	for _, serial := range serials {
		seen[serial] = true
	}
	if len(seen) != count {
		t.Errorf("serials are %v", serials)
	}
}

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

func TestTokenInitialisedThroughTheModuleHasLevers(t *testing.T) {
	store, err := softkey.New(t.TempDir())
	must(t, err)
	run(t, "pkcs11-tool", "--module", module(t, store), "--init-token", "--slot-index", "0",
		"--label", "新钥匙", "--so-pin", "12345678")
	tokens, err := store.Tokens()
	must(t, err)
	if len(tokens) != 1 || tokens[0].Label != "新钥匙" {
		t.Fatalf("tokens are %v", tokens)
	}
	must(t, tokens[0].SetTries(0))
	run(t, "pkcs11-tool", "--module", module(t, store), "--init-token", "--slot-index", "0",
		"--label", "新钥匙", "--so-pin", "12345678")
	if tries, err := tokens[0].Tries(); tries != softkey.DefaultTries || err != nil {
		t.Errorf("a token made anew has %d tries, %v", tries, err)
	}
	p := attach(t, store)
	must(t, tokens[0].Unplug())
	if got := len(p.slots()); got != 1 {
		t.Errorf("%d slots, want SoftHSM's uninitialised one alone", got)
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

func TestPlainLibrarySeesTheSameToken(t *testing.T) {
	store, key := newKey(t)
	must(t, key.Unplug()) // which SoftHSM knows nothing of
	cmd := exec.CommandContext(t.Context(), "pkcs11-tool", "--module", store.Plain(), "--list-slots")
	cmd.Env = append(cmd.Environ(), store.Env()...)
	output, err := cmd.Output()
	must(t, err)
	if !strings.Contains(string(output), key.Serial) {
		t.Errorf("token %s is not listed:\n%s", key.Serial, output)
	}
}

func TestOtherProgramsReadTheToken(t *testing.T) {
	store, _ := newKey(t)
	list := run(t, "p11tool", "--provider", module(t, store), "--list-all-certs", "pkcs11:token=UKey")
	if strings.Count(list, "Type: X.509 Certificate") != 2 {
		t.Errorf("p11tool lists:\n%s", list)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	return string(content)
}
