package app_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/token"
)

func TestARenewalLeavesANewPairInForce(t *testing.T) {
	for _, algorithm := range []token.Algorithm{token.RSA2048, token.P256} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(fmt.Sprintf("%s over %s", algorithm, tls.VersionName(version)), func(t *testing.T) {
				r := newRig(t, rigSpec{algorithm: algorithm, tls: version})
				old := r.onKey(t)
				ask := r.consent()
				told := 0
				r.Renewed = func(context.Context) { told++ }
				res, events, err := r.renew(t.Context(), ask)
				if err != nil {
					t.Fatal(err)
				}
				if told != 1 {
					t.Errorf("told %d times of the new certificates", told)
				}

				if want := []string{"renewal", "pin"}; !slices.Equal(ask.asked, want) {
					t.Errorf("asked %v, want %v", ask.asked, want)
				}
				if n := r.exchanges.Load(); n > 6 {
					t.Errorf("%d HTTP exchanges, want at most 6", n)
				}
				checkEvents(t, events)

				certs := r.onKey(t)
				if len(certs) != 4 {
					t.Fatalf("%d certificates on the key, want the two old and two new ones", len(certs))
				}
				for _, c := range old {
					if !slices.ContainsFunc(certs, func(x token.Certificate) bool { return x.SHA256() == c.SHA256() && x.HasPrivateKey }) {
						t.Errorf("the old %s certificate or its key is gone", c.Use)
					}
				}
				s := r.List(t.Context())
				for use, c := range map[token.Use]*token.Certificate{token.Signature: res.Signature, token.Encryption: res.Encryption} {
					now := s.Keys[0].Current(use)
					if now == nil || now.SHA256() != c.SHA256() || now.Status != token.Valid || !now.HasPrivateKey {
						t.Errorf("%s certificate in force: %+v", use, now)
					}
					if now.CreditCode() == "" {
						t.Errorf("the new %s certificate has lost the credit code", use)
					}
				}
				if algorithm == token.RSA2048 {
					checkOpens(t, r, res.Encryption)
					checkOpens(t, r, &old[slices.IndexFunc(old, func(c token.Certificate) bool { return c.Use == token.Encryption })])
				}
				if journals, err := r.Journals.List(); err != nil || len(journals) != 1 || journals[0].State != renew.Active {
					t.Errorf("journals: %v, %v", journals, err)
				}
			})
		}
	}
}

func checkEvents(t *testing.T, events []renew.Event) {
	t.Helper()
	var begun []renew.Step
	for _, e := range events {
		if !e.Done && !slices.Contains(begun, e.Step) {
			begun = append(begun, e.Step)
		}
		if e.CanCancel && e.Step != renew.StepCheck {
			t.Errorf("cancel offered in step %s", e.Step)
		}
	}
	for _, step := range renew.Steps() {
		if !slices.Contains(begun, step) {
			t.Errorf("no word of step %s in %v", step, begun)
		}
	}
}

// checkOpens encrypts to a certificate and opens it with the key.
func checkOpens(t *testing.T, r *rig, c *token.Certificate) {
	t.Helper()
	s := r.session(t)
	defer s.Close()
	key, err := s.PrivateKey(t.Context(), c.Ref())
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := rsa.EncryptPKCS1v15(rand.Reader, c.Public.(*rsa.PublicKey), []byte("标书"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := key.(crypto.Decrypter).Decrypt(rand.Reader, sealed, nil)
	if err != nil || string(text) != "标书" {
		t.Errorf("decrypted %q, %v", text, err)
	}
}

func TestCancelBeforeTheFirstEffectLeavesNoTrace(t *testing.T) {
	r := newRig(t, rigSpec{})
	ctx, cancel := context.WithCancel(t.Context())
	_, events, err := r.renew(ctx, &impatient{answers: *r.consent(), cancel: cancel})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if len(events) == 0 || !events[0].CanCancel {
		t.Errorf("events %v", events)
	}
	r.checkUntouched(t)
	if j, err := r.Journals.List(); len(j) != 0 || err != nil {
		t.Errorf("a journal was left: %v, %v", j, err)
	}
}

// impatient gives the PIN and cancels.
type impatient struct {
	answers
	cancel func()
}

func (i *impatient) PIN(ctx context.Context, q app.PINQuestion) (*token.PIN, error) {
	defer i.cancel()
	return i.answers.PIN(ctx, q)
}

// checkUntouched makes sure that the key holds what it held at first.
func (r *rig) checkUntouched(t *testing.T) {
	t.Helper()
	if certs := r.onKey(t); len(certs) != 2 {
		t.Errorf("%d certificates on the key, want the old 2", len(certs))
	}
	if n := r.privateKeys(t); n != 2 {
		t.Errorf("%d private keys on the key, want the old 2", n)
	}
}

func TestWhatCannotBeRenewedAsksForNoPIN(t *testing.T) {
	for _, test := range []struct {
		name  string
		spec  rigSpec
		spoil func(*testing.T, *rig)
		want  func(error) bool
	}{
		{"expired", rigSpec{ends: -72 * time.Hour}, nil, func(err error) bool {
			e, ok := errors.AsType[*renew.ExpiredError](err)
			return ok && e.Days >= 3
		}},
		{"no CA", rigSpec{}, func(_ *testing.T, r *rig) { r.CA.URL = "" }, is(renew.ErrCANotConfigured)},
		{"CA unreachable", rigSpec{}, func(_ *testing.T, r *rig) { r.CA.URL = "https://127.0.0.1:1" }, as[*est.UnreachableError]},
		{"wrong root", rigSpec{}, func(_ *testing.T, r *rig) { r.CA.Roots = x509.NewCertPool() }, as[*est.UntrustedError]},
		{"unplugged", rigSpec{}, func(_ *testing.T, r *rig) { _ = r.key.Unplug() }, is(token.ErrRemoved)},
		{"locked", rigSpec{}, func(_ *testing.T, r *rig) { _ = r.key.SetTries(0) }, as[*token.PINLockedError]},
		{"read-only", rigSpec{}, func(_ *testing.T, r *rig) { _ = r.key.SetWriteProtected(true) }, is(token.ErrReadOnly)},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, test.spec)
			if test.spoil != nil {
				test.spoil(t, r)
			}
			ask := r.consent()
			_, _, err := r.renew(t.Context(), ask)
			if !test.want(err) {
				t.Errorf("error %T: %v", err, err)
			}
			if slices.Contains(ask.asked, "pin") {
				t.Error("a PIN was asked for in vain")
			}
		})
	}
}

func is(target error) func(error) bool { return func(err error) bool { return errors.Is(err, target) } }

func as[E error](err error) bool { _, ok := errors.AsType[E](err); return ok }

func TestWrongPINChangesNothing(t *testing.T) {
	r := newRig(t, rigSpec{})
	_, _, err := r.renew(t.Context(), &answers{old: "000000", yes: true})
	if !as[*token.PINIncorrectError](err) {
		t.Errorf("error %v", err)
	}
	if n, err := r.key.Tries(); err != nil || n != 9 {
		t.Errorf("%d tries left, %v; want 9: one PIN, one try", n, err)
	}
	r.checkUntouched(t)
}

// TestBadAnswerIsRefused: whatever a CA sends that is not what was asked for,
// nothing of it gets onto the key, and the new pair is taken off again.
func TestBadAnswerIsRefused(t *testing.T) {
	flaw := func(want renew.Flaw) func(error) bool {
		return func(err error) bool {
			e, ok := errors.AsType[*renew.AnswerError](err)
			return ok && e.Flaw == want
		}
	}
	for _, test := range []struct {
		name   string
		answer func(*testing.T, *rig) answerFunc
		want   func(error) bool
	}{
		{"refused", refuse(http.StatusForbidden), as[*est.RefusedError]},
		{"another key", forge(forged{use: token.Signature, anyKey: true}), flaw(renew.FlawOtherKey)},
		{"another subject", forge(forged{use: token.Signature, owner: "别的公司"}), flaw(renew.FlawOtherSubject)},
		{"another use", forge(forged{use: token.Encryption}), flaw(renew.FlawUsage)},
		{"ended already", forge(forged{use: token.Signature, ends: -time.Hour}), flaw(renew.FlawValidity)},
		{"another CA", forge(forged{use: token.Signature, foreign: true}), flaw(renew.FlawChain)},
		{"a chain that loops", looping, flaw(renew.FlawChain)},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, rigSpec{algorithm: token.P256})
			r.answer = test.answer(t, r)
			_, _, err := r.renew(t.Context(), r.consent())
			if !test.want(err) {
				t.Errorf("error %T: %v", err, err)
			}
			r.answer = nil
			r.checkUntouched(t)
			if j, err := r.Journals.Unfinished(r.id); j != nil || err != nil {
				t.Errorf("still unfinished: %+v, %v", j, err)
			}
			if _, _, err := r.renew(t.Context(), r.consent()); err != nil {
				t.Errorf("the next renewal fails: %v", err)
			}
		})
	}
}

// TestPulledOutInTheMiddle pulls the key out during each call that changes or
// uses it; plugged in again, the same command finishes the renewal with one
// new pair, and the CA has issued one.
func TestPulledOutInTheMiddle(t *testing.T) {
	for _, call := range []string{"C_GenerateKeyPair", "C_Sign:1", "C_Sign:2", "C_CreateObject:1", "C_UnwrapKey:1", "C_UnwrapKey:2", "C_CreateObject:2", "C_CreateObject:3", "C_Decrypt"} {
		t.Run(call, func(t *testing.T) {
			r := newRig(t, rigSpec{})
			name, nth, _ := strings.Cut(call, ":")
			n := 1
			_, _ = fmt.Sscan(nth, &n)
			if err := r.store.UnplugDuring(name, n); err != nil {
				t.Fatal(err)
			}
			_, _, err := r.renew(t.Context(), r.consent())
			if !as[*renew.InterruptedError](err) || !errors.Is(err, token.ErrRemoved) {
				t.Fatalf("error %T: %v", err, err)
			}
			if err := r.key.Plug(); err != nil {
				t.Fatal(err)
			}
			ask := r.consent()
			if _, _, err := r.renew(t.Context(), ask); err != nil {
				t.Fatalf("not continued: %v", err)
			}
			if certs := r.onKey(t); len(certs) != 4 {
				t.Errorf("%d certificates on the key, want 4", len(certs))
			}
			if n := r.privateKeys(t); n != 4 {
				t.Errorf("%d private keys on the key, want 4", n)
			}
		})
	}
}

func TestFullKeyKeepsItsCertificates(t *testing.T) {
	r := newRig(t, rigSpec{})
	if err := r.key.SetFull(true); err != nil {
		t.Fatal(err)
	}
	_, _, err := r.renew(t.Context(), r.consent())
	if !errors.Is(err, token.ErrFull) {
		t.Errorf("error %v", err)
	}
	if err := r.key.SetFull(false); err != nil {
		t.Fatal(err)
	}
	r.checkUntouched(t)
}

func TestCAThatIsBusyIsAskedAgainWithTheSameKey(t *testing.T) {
	r := newRig(t, rigSpec{})
	r.answer = refuse(http.StatusServiceUnavailable)(t, r)
	_, _, err := r.renew(t.Context(), r.consent())
	if !as[*renew.InterruptedError](err) || !as[*est.RefusedError](err) {
		t.Fatalf("error %T: %v", err, err)
	}
	r.answer = nil
	ask := r.consent()
	if _, _, err := r.renew(t.Context(), ask); err != nil {
		t.Fatal(err)
	}
	if n := r.privateKeys(t); n != 4 {
		t.Errorf("%d private keys, want 4: the pair of the first try is used", n)
	}
}

func TestRenewalGoesOnAtNoOtherCA(t *testing.T) {
	r := newRig(t, rigSpec{algorithm: token.P256})
	r.answer = refuse(http.StatusServiceUnavailable)(t, r)
	if _, _, err := r.renew(t.Context(), r.consent()); !as[*renew.InterruptedError](err) {
		t.Fatalf("error %v", err)
	}
	r.answer = nil
	begun := r.CA.URL
	r.CA.URL = "https://127.0.0.1:1"
	ask := r.consent()
	_, _, err := r.renew(t.Context(), ask)
	e, ok := errors.AsType[*renew.OtherCAError](err)
	if !ok || e.Begun != begun || e.Set != r.CA.URL {
		t.Errorf("error %T: %v", err, err)
	}
	if len(ask.asked) != 0 {
		t.Errorf("asked for %v", ask.asked)
	}
	r.CA.URL = begun
	if _, _, err := r.renew(t.Context(), r.consent()); err != nil {
		t.Errorf("not finished where it was begun: %v", err)
	}
}

func TestCAWithoutKeyGenerationRenewsTheSignatureAlone(t *testing.T) {
	r := newRig(t, rigSpec{})
	r.answer = func(real http.Handler, w http.ResponseWriter, req *http.Request) {
		if strings.Contains(req.URL.Path, "serverkeygen") {
			http.NotFound(w, req)
			return
		}
		real.ServeHTTP(w, req)
	}
	res, _, err := r.renew(t.Context(), r.consent())
	if err != nil {
		t.Fatal(err)
	}
	if !res.EncryptionKept || res.Encryption != nil {
		t.Errorf("result %+v does not say that the old encryption certificate stays", res)
	}
	if certs := r.onKey(t); len(certs) != 3 {
		t.Errorf("%d certificates, want 3", len(certs))
	}
}

// TestLoneHalfOfAnInterruptedGeneration: a key that loses power while it makes
// a pair can be left with the public half alone.
func TestLoneHalfOfAnInterruptedGeneration(t *testing.T) {
	r := newRig(t, rigSpec{algorithm: token.P256})
	if err := r.store.UnplugDuring("C_GenerateKeyPair", 1); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.renew(t.Context(), r.consent()); !errors.Is(err, token.ErrRemoved) {
		t.Fatalf("error %v", err)
	}
	if err := r.key.Plug(); err != nil {
		t.Fatal(err)
	}
	j, err := r.Journals.Unfinished(r.id)
	if err != nil || j == nil {
		t.Fatalf("journal %v, %v", j, err)
	}
	r.writePublicKey(t, j.Signature.KeyID)
	if _, _, err := r.renew(t.Context(), r.consent()); err != nil {
		t.Fatalf("not continued: %v", err)
	}
	if n := r.objects(t, "pubkey"); n != 4 {
		t.Errorf("%d public keys on the key, want 4", n)
	}
}

func TestResumedWithoutTheCAOnceEverythingIsIssued(t *testing.T) {
	r := newRig(t, rigSpec{})
	if err := r.store.UnplugDuring("C_CreateObject", 2); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.renew(t.Context(), r.consent()); !as[*renew.InterruptedError](err) {
		t.Fatalf("error %v", err)
	}
	if err := r.key.Plug(); err != nil {
		t.Fatal(err)
	}
	r.CA.URL = "https://127.0.0.1:1"
	if _, _, err := r.renew(t.Context(), r.consent()); err != nil {
		t.Errorf("the CA was wanted: %v", err)
	}
}

func TestRenewalOfACertificateThatIsGoneIsAbandoned(t *testing.T) {
	r := newRig(t, rigSpec{algorithm: token.P256})
	r.answer = refuse(http.StatusServiceUnavailable)(t, r)
	if _, _, err := r.renew(t.Context(), r.consent()); !as[*renew.InterruptedError](err) {
		t.Fatalf("error %v", err)
	}
	r.answer = nil
	r.tool(t, "--delete-object", "--type", "cert", "--id", "01")
	reissued := r.pair(t, "\x09", "补发", ca.Sign, rigSpec{algorithm: token.P256, ends: 24 * time.Hour})
	if err := r.key.AddPair(reissued); err != nil {
		t.Fatal(err)
	}
	if err := r.driver.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.renew(t.Context(), r.consent()); err != nil {
		t.Fatalf("the new certificate cannot be renewed: %v", err)
	}
	if n := r.privateKeys(t); n != 5 {
		t.Errorf("%d private keys on the key, want the 3 there were and 2 new ones: one of the first try was left", n)
	}
	journals, err := r.Journals.List()
	if err != nil || len(journals) != 2 || journals[0].State != renew.Abandoned || journals[1].State != renew.Active {
		t.Errorf("journals %+v, %v", journals, err)
	}
}
