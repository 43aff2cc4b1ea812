package ca_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"ukey/renew/ca"
	"ukey/renew/cases"
	"ukey/renew/internal/keytest"
)

// FuzzCases sends bytes that the holder of a case may send: nothing makes the
// CA fail, and none of it leads the case further, for want of the key.
func FuzzCases(f *testing.F) {
	authority := openCA(f, ca.Config{Messages: new(messages), Limits: ca.Limits{PerAddress: -1, PerCertificate: -1}})
	old := newHolder(f, authority, keytest.EC(f), ca.Sign, ca.Validity{NotAfter: newClock().Now().AddDate(0, 0, -1)})
	said := cases.Statement{Purpose: cases.ToOpen, Nonce: authority.Cases().Nonce().Nonce, Audience: "localhost"}
	statement, err := said.Sign(old.Cert, old.Key)
	must(f, err)
	opened, err := authority.Cases().Open(context.Background(), statement, "localhost")
	must(f, err)
	below := "/v1/cases/" + opened.Case.ID
	handler := authority.Handler()

	for _, seed := range []struct {
		method, path, contentType string
		body                      []byte
	}{
		{http.MethodPost, "/v1/cases", cases.MediaStatement, statement},
		{http.MethodGet, below, "", nil},
		{http.MethodPut, below + "/documents/id-card", "image/png", picture(f)},
		{http.MethodPost, below + "/submit", cases.MediaStatement, statement},
		{http.MethodPost, below + "/otp", cases.MediaJSON, []byte(`{"publicKey":"00"}`)},
		{http.MethodPost, below + "/otp/verify", cases.MediaJSON, []byte(`{"publicKey":"00","code":"000000"}`)},
		{http.MethodPost, below + "/confirm", cases.MediaJSON, []byte(`{"certificate":""}`)},
		{http.MethodGet, "/v1/renewal-info/00", "", nil},
	} {
		f.Add(seed.method, seed.path, seed.contentType, seed.body)
	}
	f.Fuzz(func(t *testing.T, method, path, contentType string, body []byte) {
		r, err := http.NewRequestWithContext(t.Context(), method, "https://localhost/", bytes.NewReader(body))
		if err != nil {
			return // no method
		}
		r.URL.Path = path
		r.RemoteAddr = "192.0.2.1:1"
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Authorization", "Bearer "+opened.Access)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%s %q: status %d: %s", method, path, w.Code, w.Body)
		}
		now, err := authority.Cases().Get(t.Context(), opened.Case.ID)
		if err != nil || now.State != cases.Draft {
			t.Errorf("the case is now %+v: %v", now, err)
		}
	})
}
