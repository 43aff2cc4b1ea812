package ca

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"ukey/renew/est"
)

func TestAPanicIsAnsweredAndLogged(t *testing.T) {
	var log bytes.Buffer
	texts, err := openPhrasebook("")
	if err != nil {
		t.Fatal(err)
	}
	c := &CA{now: time.Now, log: slog.New(slog.NewTextHandler(&log, nil)), texts: texts, addresses: newPaces(1)}
	handler := c.serve("boom", func(*exchange) error { panic("the cause") })
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusInternalServerError || w.Header().Get("Content-Type") != est.MediaProblem {
		t.Errorf("status %d, type %q", w.Code, w.Header().Get("Content-Type"))
	}
	if bytes.Contains(w.Body.Bytes(), []byte("the cause")) {
		t.Errorf("the client learns the cause: %s", w.Body)
	}
	if !bytes.Contains(log.Bytes(), []byte("the cause")) {
		t.Errorf("the log does not: %s", &log)
	}
}

// allCodes are those that the CA may refuse with.
func allCodes() []Code {
	codes := []Code{CodeRecords, CodeMaintenance, CodeNoCreditCode, CodeNotInABrowser}
	for _, block := range [][2]Code{
		{CodeNoCertificate, CodeNeedsReview}, {CodeMalformed, CodeNoWrapping}, {CodeNotFound, CodeBusy}, {CodeNoCase, CodeOtherCertificate},
	} {
		for code := block[0]; code <= block[1]; code++ {
			codes = append(codes, code)
		}
	}
	return codes
}

func TestEveryCodeHasAKindOfItsOwn(t *testing.T) {
	seen := map[string]Code{}
	for _, code := range allCodes() {
		kind := code.kind()
		if other, taken := seen[kind.slug]; taken {
			t.Errorf("codes %d and %d are both %q", other, code, kind.slug)
		}
		seen[kind.slug] = code
		if kind.status < 400 {
			t.Errorf("code %d: %+v", code, kind)
		}
	}
}
