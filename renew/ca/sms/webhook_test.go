package sms_test

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ukey/renew/ca/sms"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const secret = "a secret that both sides know"

// service is an SMS service that answers one status after another, the last
// one for good, and keeps what it was sent.
type service struct {
	*httptest.Server
	statuses []int
	got      []sms.Message
	t        *testing.T
}

func newService(t *testing.T, statuses ...int) *service {
	t.Helper()
	s := &service{statuses: statuses, t: t}
	s.Server = httptest.NewTLSServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Error(err)
	}
	timestamp := r.Header.Get(sms.HeaderTimestamp)
	want := sms.Signature([]byte(secret), timestamp, body)
	if timestamp != strconv.FormatInt(noon().Unix(), 10) || !hmac.Equal([]byte(r.Header.Get(sms.HeaderSignature)), []byte(want)) {
		s.t.Errorf("timestamp %q, signature %q", timestamp, r.Header.Get(sms.HeaderSignature))
	}
	var m sms.Message
	if err := json.Unmarshal(body, &m); err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
		s.t.Errorf("%s %s: %v", r.Method, body, err)
	}
	s.got = append(s.got, m)
	status := s.statuses[min(len(s.got), len(s.statuses))-1]
	if status == http.StatusTemporaryRedirect {
		w.Header().Set("Location", "/elsewhere")
	}
	w.WriteHeader(status)
}

func (s *service) hook() *sms.Webhook {
	s.t.Helper()
	hook, err := sms.NewWebhook(sms.WebhookConfig{
		URL: s.URL + "/send?key=k", Secret: []byte(secret), Transport: s.Client().Transport,
		Pause: time.Millisecond, Clock: noon,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return hook
}

func TestAWebhookIsSentTheMessageSigned(t *testing.T) {
	s := newService(t, http.StatusAccepted)
	if err := s.hook().Send(t.Context(), "13812345678", "验证码"); err != nil {
		t.Fatal(err)
	}
	if len(s.got) != 1 || s.got[0].To != "13812345678" || s.got[0].Text != "验证码" || !s.got[0].At.Equal(noon()) {
		t.Errorf("got %+v", s.got)
	}
}

func TestAWebhookThatFailsForAMomentIsSentTheSameMessageAgain(t *testing.T) {
	s := newService(t, http.StatusBadGateway, http.StatusTooManyRequests, http.StatusOK)
	if err := s.hook().Send(t.Context(), "13812345678", "验证码"); err != nil {
		t.Fatal(err)
	}
	if len(s.got) != 3 || s.got[0] != s.got[2] || s.got[0].ID == "" {
		t.Errorf("got %+v", s.got)
	}
}

func TestWhatAWebhookRefusesIsAnErrorThatTellsNothing(t *testing.T) {
	for status, times := range map[int]int{
		http.StatusForbidden:           1,
		http.StatusTemporaryRedirect:   1, // the message goes nowhere else
		http.StatusInternalServerError: 3,
	} {
		s := newService(t, status)
		err := s.hook().Send(t.Context(), "13812345678", "123456")
		if err == nil || len(s.got) != times {
			t.Errorf("status %d: sent %d times, %v", status, len(s.got), err)
			continue
		}
		for _, private := range []string{"123456", "138", "key=k", secret} {
			if strings.Contains(err.Error(), private) {
				t.Errorf("%q is in the error %v", private, err)
			}
		}
	}
}

func TestAWebhookThatCannotBeReachedIsAnErrorWithoutItsAddress(t *testing.T) {
	s := newService(t, http.StatusOK)
	hook := s.hook()
	s.Close()
	if err := hook.Send(t.Context(), "13812345678", "123456"); err == nil || strings.Contains(err.Error(), "key=k") {
		t.Errorf("got %v", err)
	}
}

func TestSendingEndsWithItsContext(t *testing.T) {
	s := newService(t, http.StatusInternalServerError)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.hook().Send(ctx, "13812345678", "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestWebhooksThatWouldGiveCodesAwayAreRefused(t *testing.T) {
	for url, good := range map[string]bool{
		"https://sms.example/send":      true,
		"http://127.0.0.1:8080/send":    true,
		"http://[::1]/send":             true,
		"http://sms.example/send?key=k": false,
		"ftp://sms.example":             false,
		"sms.example/send":              false,
		"https://":                      false,
		"https://%zz/?key=k":            false,
	} {
		_, err := sms.NewWebhook(sms.WebhookConfig{URL: url, Secret: []byte(secret), Clock: noon})
		if (err == nil) != good {
			t.Errorf("%s: %v", url, err)
		}
		if err != nil && strings.Contains(err.Error(), "key=k") {
			t.Errorf("the error tells the address: %v", err)
		}
	}
	if _, err := sms.NewWebhook(sms.WebhookConfig{URL: "https://sms.example", Secret: []byte("short"), Clock: noon}); err == nil {
		t.Error("a short secret was taken")
	}
}
