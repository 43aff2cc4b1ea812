package est_test

import (
	"errors"
	"net/http"
	"testing"

	"ukey/renew/est"
)

func TestRefusalsAreAskedForInTheLanguageOfThePerson(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Language", r.Header.Get("Accept-Language"))
		est.WriteProblem(w, est.Problem{
			Status: http.StatusForbidden, Cause: "原因\x1b[31m", Next: "下一步", Contact: "电话", Language: "not sent",
		})
	})
	for _, language := range []string{"zh-Hans", ""} {
		_, err := s.client(t, func(cfg *est.Config) { cfg.Language = language }).CACerts(background())
		var refused *est.RefusedError
		if !errors.As(err, &refused) {
			t.Fatalf("got %v", err)
		}
		if p := refused.Problem; p.Language != language || p.Cause != "原因[31m" || p.Next != "下一步" || p.Contact != "电话" {
			t.Errorf("asked for %q: %+v", language, p)
		}
	}
}
