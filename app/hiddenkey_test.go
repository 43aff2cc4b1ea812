package app_test

import (
	"testing"
	"time"

	"ukey/app"
	"ukey/token"
)

// TestAKeyThatShowsNothingOfItsPairsIsRenewed: many tools store a private key
// and its certificate, and no public key. Until somebody logs in, such a token
// shows certificates alone.
func TestAKeyThatShowsNothingOfItsPairsIsRenewed(t *testing.T) {
	r := newRig(t, rigSpec{algorithm: token.P256, hidden: true})
	for _, c := range r.onKey(t) {
		if c.HasPrivateKey {
			t.Fatalf("the %s key is seen without a PIN: the test proves nothing", c.Use)
		}
	}
	if _, _, err := r.renew(t.Context(), r.consent()); err != nil {
		t.Fatal(err)
	}
	key := &r.List(t.Context()).Keys[0]
	for _, use := range []token.Use{token.Signature, token.Encryption} {
		c := key.Current(use)
		if c == nil || c.Status != token.Valid || !key.Holds(c) {
			t.Errorf("the %s certificate in force is %+v", use, c)
		}
	}
}

func TestAnExpiredKeyThatShowsNothingOfItsPairsCanApply(t *testing.T) {
	r := newRig(t, rigSpec{algorithm: token.P256, hidden: true, ends: -24 * time.Hour})
	if _, err := r.Apply(t.Context(), r.id, ""); err != nil {
		t.Fatal(err)
	}
}

func TestACertificateBesideAPairThatIsSeenIsSomebodyElses(t *testing.T) {
	own := app.Certificate{Certificate: token.Certificate{ID: "\x01", HasPrivateKey: true}}
	other := app.Certificate{Certificate: token.Certificate{ID: "\x02"}}
	nameless := app.Certificate{}
	for _, c := range []struct {
		what  string
		on    []app.Certificate
		index int
		holds bool
	}{
		{"its own", []app.Certificate{own, other}, 0, true},
		{"somebody else's", []app.Certificate{own, other}, 1, false},
		{"one of which nothing is seen", []app.Certificate{other, other}, 0, true},
		{"one without an ID", []app.Certificate{other, nameless}, 1, false},
	} {
		key := app.Key{Certificates: c.on}
		if got := key.Holds(&key.Certificates[c.index]); got != c.holds {
			t.Errorf("%s: holds its key: %v", c.what, got)
		}
	}
}
