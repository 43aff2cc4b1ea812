package app_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew/cases"
	"ukey/token"
)

// TestWhenToRenewIsTheCAsWordAndElseAnEstimate asks a CA that says, one that
// does not know, one that is gone, and none.
func TestWhenToRenewIsTheCAsWordAndElseAnEstimate(t *testing.T) {
	start := time.Now().Add(24 * time.Hour).UTC().Truncate(time.Second)
	says := cases.RenewalInfo{Start: start, End: start.Add(48 * time.Hour)}
	for _, test := range []struct {
		name  string
		spoil func(*rig)
		byCA  bool
	}{
		{"says", func(*rig) {}, true},
		{"does not know", func(r *rig) {
			r.answer = func(_ http.Handler, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }
		}, false},
		{"gone", func(r *rig) { r.CA.URL = "https://127.0.0.1:1" }, false},
		{"none", func(r *rig) { r.CA.URL = "" }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, rigSpec{algorithm: token.P256})
			r.answer = func(_ http.Handler, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				_ = json.NewEncoder(w).Encode(says)
			}
			test.spoil(r)
			key := r.List(t.Context()).Keys[0]
			due := []*app.Certificate{&key.Certificates[0], &key.Certificates[1]}
			all := r.Suggest(t.Context(), due)
			for i, s := range all {
				if s == nil || s.ByCA != test.byCA {
					t.Fatalf("suggestion %+v", s)
				}
				if s.At.Before(s.From) || s.At.After(s.Until) {
					t.Errorf("%v is not within %v", s.At, s.Window)
				}
				if test.byCA != s.From.Equal(start) {
					t.Errorf("window from %v", s.From)
				}
				if left := due[i].NotAfter.Sub(s.Until); !test.byCA && left != 30*24*time.Hour {
					t.Errorf("%v are left after the window", left)
				}
			}
			if all[0].At.Equal(all[1].At) {
				t.Error("all certificates at once")
			}
		})
	}
}

func TestNoRenewalIsSuggestedForWhatNoneIsAbout(t *testing.T) {
	r := newRig(t, rigSpec{algorithm: token.P256, ends: -72 * time.Hour})
	key := r.List(t.Context()).Keys[0]
	if s := r.Suggest(t.Context(), []*app.Certificate{&key.Certificates[0]}); s[0] != nil {
		t.Errorf("an expired certificate: %+v", s[0])
	}
}
