package token_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"ukey/token"
)

// authority is a certificate that issues others.
type authority struct {
	template *smx509.Certificate
	key      crypto.Signer
	view     token.Certificate
}

// newKey is an SM2 key, or one on P-256.
func newKey(t testing.TB, inSM2 bool) crypto.Signer {
	t.Helper()
	if inSM2 {
		key, err := sm2.GenerateKey(rand.Reader)
		must(t, err)
		return key
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	return key
}

// issueFrom issues a certificate; a nil issuer makes a root.
func issueFrom(t testing.TB, issuer *authority, name string, isCA, inSM2 bool) *authority {
	t.Helper()
	key := newKey(t, inSM2)
	template := &smx509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour),
		IsCA: isCA, BasicConstraintsValid: isCA,
	}
	made := &authority{template: template, key: key}
	if issuer == nil {
		issuer = made
	}
	der, err := smx509.CreateCertificate(rand.Reader, template, issuer.template, key.Public(), issuer.key)
	must(t, err)
	made.view = token.ParseCertificate(der)
	must(t, made.view.Err)
	return made
}

func names(chain []token.Certificate) (names []string) {
	for _, c := range chain {
		names = append(names, c.Subject.CommonName())
	}
	return names
}

func wantChain(t *testing.T, chain []token.Certificate, want ...string) {
	t.Helper()
	got := names(chain)
	if len(got) != len(want) {
		t.Fatalf("chain is %q, not %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("chain is %q, not %q", got, want)
		}
	}
}

func TestChainLeadsAsFarUpAsThereAreCertificates(t *testing.T) {
	for _, inSM2 := range []bool{false, true} {
		root := issueFrom(t, nil, "根", true, inSM2)
		middle := issueFrom(t, root, "中级", true, inSM2)
		leaf := issueFrom(t, middle, "示例", false, inSM2)
		// Another authority of the same name, such as after a change of keys.
		namesake := issueFrom(t, root, "中级", true, inSM2)

		all := []token.Certificate{leaf.view, namesake.view, root.view, middle.view}
		wantChain(t, token.Chain(all, leaf.view), "示例", "中级", "根")
		if chain := token.Chain(all, leaf.view); string(chain[1].DER) != string(middle.view.DER) {
			t.Error("the chain leads over a namesake that did not sign")
		}
		wantChain(t, token.Chain(all[:3], leaf.view), "示例")
		wantChain(t, token.Chain(nil, leaf.view), "示例")
		wantChain(t, token.Chain(all, root.view), "根")
	}
}

// A certificate that may not issue is no issuer, whatever it has signed.
func TestChainDoesNotLeadOverACertificateThatMayNotIssue(t *testing.T) {
	person := issueFrom(t, nil, "个人", false, false)
	leaf := issueFrom(t, person, "示例", false, false)
	wantChain(t, token.Chain([]token.Certificate{person.view, leaf.view}, leaf.view), "示例")
}

// Two authorities that vouch for each other lead nowhere.
func TestChainEndsInACircle(t *testing.T) {
	a := issueFrom(t, nil, "甲", true, false)
	b := issueFrom(t, a, "乙", true, false)
	der, err := smx509.CreateCertificate(rand.Reader, a.template, b.template, a.key.Public(), b.key)
	must(t, err)
	crossed := token.ParseCertificate(der)
	wantChain(t, token.Chain([]token.Certificate{crossed, b.view}, b.view), "乙", "甲")
}

func TestUnreadableCertificateHasNoChain(t *testing.T) {
	odd := token.ParseCertificate([]byte("not a certificate"))
	if chain := token.Chain([]token.Certificate{odd, {}}, odd); len(chain) != 1 {
		t.Errorf("chain of %d", len(chain))
	}
}
