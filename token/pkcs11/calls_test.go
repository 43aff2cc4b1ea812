//go:build cgo && linux

package pkcs11_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"ukey/token"
	"ukey/token/pkcs11"
	"ukey/token/softkey"
)

// The spy prints a line such as "7: C_GetTokenInfo" for each call.
var spyCall = regexp.MustCompile(`(?m)^\d+: (C_\w+)$`)

// spyLibrary is OpenSC's, where Debian and its kin put it.
const spyLibrary = "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so"

// listInChild lists a token and its certificates, as `ukeyctl list` does. What
// it prints is how many there are.
func listInChild(args []string) (err error) {
	ctx := context.Background()
	d, err := pkcs11.Load(args[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	tokens, err := d.Tokens(ctx)
	if err != nil {
		return err
	}
	for _, info := range tokens {
		list, err := d.Certificates(ctx, info.ID)
		if err != nil {
			return err
		}
		for _, c := range list {
			fmt.Fprintln(os.Stdout, c.ID, c.HasPrivateKey, c.Err)
		}
	}
	return nil
}

func TestListingCostsFewCalls(t *testing.T) {
	issuer := newIssuer(t)
	b := newBench(t, issuer, token.RSA2048)
	two := countCalls(t, b.store, "01 true <nil>\n02 true <nil>\n")
	if two > 17 {
		t.Errorf("listing two certificates with their pairs takes %d calls, more than 17", two)
	}

	key := softwareKey(t)
	der, err := issuer.Issue(softkey.CertSpec{Use: token.Signature, Public: key.Public()})
	must(t, err)
	must(t, b.token.AddPair(softkey.PairSpec{ID: []byte{3}, Label: "third", Key: key, Certificate: der}))
	three := countCalls(t, b.store, "01 true <nil>\n02 true <nil>\n03 true <nil>\n")
	if three > two+2 {
		t.Errorf("a third certificate with its pair takes %d calls more, not 2", three-two)
	}
}

// countCalls lists a plain SoftHSM store through the spy.
func countCalls(t *testing.T, store *softkey.Store, want string) int {
	t.Helper()
	log := filepath.Join(t.TempDir(), "spy.log")
	env := append(store.Env(), "PKCS11SPY="+store.Plain(), "PKCS11SPY_OUTPUT="+log)
	if got := runChild(t, "list", env, spyLibrary); string(got) != want {
		t.Errorf("listed %q, not %q", got, want)
	}
	text, err := os.ReadFile(log)
	must(t, err)
	calls := spyCall.FindAllSubmatch(text, -1)
	for _, c := range calls {
		t.Logf("%s", c[1])
	}
	return len(calls)
}

// Beside a login private keys can be seen. They are searched for by their
// class, so that nobody asks them for CKA_VALUE, which is the key itself.
func TestReadingBesideALoginSearchesEachClass(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	b.open(t, d)
	list, err := d.Certificates(t.Context(), b.id(d))
	must(t, err)
	if len(list) != 2 || !list[0].HasPrivateKey || !list[1].HasPrivateKey {
		t.Errorf("certificates beside a login: %+v", list)
	}
	wantCalls(t, b.store, "C_FindObjectsInit", 3)
}
