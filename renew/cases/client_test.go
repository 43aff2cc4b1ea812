package cases_test

import (
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
	"ukey/token/softkey"
)

// fakeCA answers as a test says, by "METHOD path". It gives nonces by itself.
type fakeCA struct {
	*httptest.Server
	client *cases.Client
	who    cases.Applicant
	ticket cases.Ticket
	answer map[string]http.HandlerFunc
	nonces int
}

func newFakeCA(t *testing.T) *fakeCA {
	t.Helper()
	f := &fakeCA{answer: map[string]http.HandlerFunc{}}
	f.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call := r.Method + " " + r.URL.Path
		switch answer := f.answer[call]; {
		case answer != nil:
			answer(w, r)
		case call == "POST /v1/nonce":
			f.nonces++
			sendJSON(w, cases.Nonce{Nonce: fmt.Sprint("nonce-", f.nonces)})
		default:
			t.Errorf("unexpected call %s", call)
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(f.Close)
	roots := x509.NewCertPool()
	roots.AddCert(f.Certificate())
	var err error
	if f.client, err = cases.NewClient(est.Config{URL: f.URL, Roots: roots}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.client.Close() })
	f.who = newApplicant(t)
	f.ticket = cases.Ticket{Case: "c-1", Certificate: cases.Fingerprint(f.who.Certificate.Raw), Access: "token-1"}
	return f
}

func newApplicant(t *testing.T) cases.Applicant {
	t.Helper()
	issuer, err := softkey.NewIssuer("Test CA")
	if err != nil {
		t.Fatal(err)
	}
	key := keytest.EC(t)
	ended := time.Now().AddDate(0, 0, -9)
	der, err := issuer.Issue(softkey.CertSpec{
		Use: token.Signature, Public: key.Public(), NotBefore: ended.AddDate(-1, 0, 0), NotAfter: ended,
	})
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cases.Applicant{Certificate: certificate, Key: key}
}

func sendJSON(w http.ResponseWriter, content any) {
	w.Header().Set("Content-Type", cases.MediaJSON)
	_ = json.NewEncoder(w).Encode(content)
}

// inState is the fake CA's case.
func (f *fakeCA) inState(s cases.State) cases.Case {
	return cases.Case{ID: f.ticket.Case, State: s, Certificate: f.ticket.Certificate}
}

func refuse(w http.ResponseWriter, status, code int) {
	est.WriteProblem(w, est.Problem{Status: status, Code: code})
}

func isProtocol(err error) bool { _, ok := errors.AsType[*est.ProtocolError](err); return ok }

func isRefused(err error, code int) bool {
	e, ok := errors.AsType[*est.RefusedError](err)
	return ok && e.Problem.Code == code
}

// statement reads what a request has signed.
func statement(t *testing.T, r *http.Request) (*cases.Statement, *x509.Certificate) {
	t.Helper()
	if got := r.Header.Get("Content-Type"); got != cases.MediaStatement {
		t.Errorf("content type %q", got)
	}
	message, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	s, signer, err := cases.ReadStatement(message)
	if err != nil {
		t.Errorf("read statement: %v", err)
		return &cases.Statement{}, nil
	}
	return s, signer
}

func TestStatementIsSignedForThisHostWithItsNonce(t *testing.T) {
	f := newFakeCA(t)
	f.answer["POST /v1/cases"] = func(w http.ResponseWriter, r *http.Request) {
		s, signer := statement(t, r)
		if s.Purpose != cases.ToOpen || s.Nonce != "nonce-1" || "https://"+s.Audience != f.URL || !signer.Equal(f.who.Certificate) {
			t.Errorf("statement %+v", s)
		}
		sendJSON(w, cases.Opened{Case: f.inState(cases.Draft), Access: "token-1"})
	}
	c, ticket, err := f.client.Open(t.Context(), f.who)
	if err != nil || c.State != cases.Draft || ticket != f.ticket {
		t.Errorf("%+v, %v, %v", c, ticket, err)
	}

	form := cases.Form{Name: "张三丰"}
	documents := map[cases.Kind]string{cases.IDCard: "ab"}
	f.answer["POST /v1/cases/c-1/submit"] = func(w http.ResponseWriter, r *http.Request) {
		s, _ := statement(t, r)
		if s.Purpose != cases.ToSubmit || s.Nonce != "nonce-2" || s.Case != "c-1" || *s.Form != form || s.Documents[cases.IDCard] != "ab" {
			t.Errorf("statement %+v", s)
		}
		if r.Header.Get("Authorization") != "Bearer token-1" {
			t.Errorf("authorization %q", r.Header.Get("Authorization"))
		}
		sendJSON(w, f.inState(cases.Review))
	}
	if c, err := f.client.Submit(t.Context(), ticket, f.who, form, documents); err != nil || c.State != cases.Review {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestTicketIsNeverPrinted(t *testing.T) {
	ticket := cases.Ticket{Case: "c-1", Access: "hush"}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		if said := fmt.Sprintf(format, ticket) + fmt.Sprintf(format, &ticket); strings.Contains(said, "hush") {
			t.Errorf("%s prints %q", format, said)
		}
	}
	if ticket.LogValue().String() != "c-1" {
		t.Error("logged with the token")
	}
}

func TestNonceThatIsNotGoodIsReplacedOnce(t *testing.T) {
	f := newFakeCA(t)
	bad := 1
	f.answer["POST /v1/cases"] = func(w http.ResponseWriter, _ *http.Request) {
		if bad--; bad >= 0 {
			refuse(w, http.StatusConflict, cases.ProblemNonce)
			return
		}
		sendJSON(w, cases.Opened{Case: f.inState(cases.Draft), Access: "token-1"})
	}
	if _, _, err := f.client.Open(t.Context(), f.who); err != nil {
		t.Errorf("not tried again: %v", err)
	}
	bad = 1000
	if _, _, err := f.client.Open(t.Context(), f.who); !isRefused(err, cases.ProblemNonce) || f.nonces != 4 {
		t.Errorf("%v after %d nonces", err, f.nonces)
	}
}

func TestNonsenseIsNoAnswer(t *testing.T) {
	for name, answer := range map[string]func(*fakeCA, http.ResponseWriter){
		"another case": func(f *fakeCA, w http.ResponseWriter) {
			c := f.inState(cases.Review)
			c.ID = "c-2"
			sendJSON(w, c)
		},
		"another certificate": func(f *fakeCA, w http.ResponseWriter) {
			c := f.inState(cases.Review)
			c.Certificate = strings.Repeat("0", 64)
			sendJSON(w, c)
		},
		"an unknown state": func(f *fakeCA, w http.ResponseWriter) { sendJSON(w, f.inState("lost\x1b[2J")) },
		"no state":         func(f *fakeCA, w http.ResponseWriter) { sendJSON(w, f.inState("")) },
		"a web page": func(_ *fakeCA, w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html>")
		},
		"half a document": func(_ *fakeCA, w http.ResponseWriter) {
			w.Header().Set("Content-Type", cases.MediaJSON)
			_, _ = io.WriteString(w, `{"id":"c-1",`)
		},
		"a list":  func(_ *fakeCA, w http.ResponseWriter) { sendJSON(w, []int{1}) },
		"nothing": func(_ *fakeCA, w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) },
		"more than can be read": func(_ *fakeCA, w http.ResponseWriter) {
			w.Header().Set("Content-Type", cases.MediaJSON)
			_, _ = io.WriteString(w, `{"id":"`)
			for range 40 {
				_, _ = io.WriteString(w, strings.Repeat("x", 64<<10))
			}
		},
		"a redirect to another host": func(_ *fakeCA, w http.ResponseWriter) {
			w.Header().Set("Location", "https://elsewhere.example/")
			w.WriteHeader(http.StatusTemporaryRedirect)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeCA(t)
			f.answer["GET /v1/cases/c-1"] = func(w http.ResponseWriter, _ *http.Request) { answer(f, w) }
			if c, _, err := f.client.Get(t.Context(), f.ticket); !isProtocol(err) {
				t.Errorf("%+v, %v", c, err)
			}
		})
	}
}

func TestCaseThatCannotBeFollowedIsNotOpened(t *testing.T) {
	for name, change := range map[string]func(*cases.Opened){
		"no token":             func(o *cases.Opened) { o.Access = "" },
		"a token for headers":  func(o *cases.Opened) { o.Access = "x\r\nHost: y" },
		"no ID":                func(o *cases.Opened) { o.Case.ID = "" },
		"an ID that is a path": func(o *cases.Opened) { o.Case.ID = "../nonce" },
		"somebody else's":      func(o *cases.Opened) { o.Case.Certificate = "00" },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeCA(t)
			f.answer["POST /v1/cases"] = func(w http.ResponseWriter, _ *http.Request) {
				opened := cases.Opened{Case: f.inState(cases.Draft), Access: "token-1"}
				change(&opened)
				sendJSON(w, opened)
			}
			if _, ticket, err := f.client.Open(t.Context(), f.who); !isProtocol(err) || ticket != (cases.Ticket{}) {
				t.Errorf("%v, %v", ticket, err)
			}
		})
	}
}

func TestTextsOfTheCAAreSafeToShow(t *testing.T) {
	f := newFakeCA(t)
	f.answer["GET /v1/cases/c-1"] = func(w http.ResponseWriter, _ *http.Request) {
		c := f.inState(cases.NeedMore)
		c.Phone = "138****8000\x1b]0;x\a"
		c.Reasons = &cases.Reasons{
			Note:      "请补正\x1b[31m\n第二行\u202e",
			Fields:    map[cases.Field]string{cases.FieldName: "a\tb", "secret": "x"},
			Documents: map[cases.Kind]string{"passport": "x", cases.IDCard: strings.Repeat("长", 10_000)},
		}
		for range 1000 {
			c.History = append(c.History, cases.Event{State: cases.Review, By: "staff\x00", Note: "\r"}, cases.Event{State: "\x1b"})
		}
		sendJSON(w, c)
	}
	c, _, err := f.client.Get(t.Context(), f.ticket)
	if err != nil {
		t.Fatal(err)
	}
	if c.Phone != "138****8000]0;x" || c.Reasons.Note != "请补正[31m 第二行" || c.Reasons.Fields[cases.FieldName] != "a b" || c.History[0].By != "staff" {
		t.Errorf("%+v %+v", c, c.Reasons)
	}
	if len(c.Reasons.Fields) != 1 || len(c.Reasons.Documents) != 1 || len(c.History) > 200 || len(c.Reasons.Documents[cases.IDCard]) > 2000 {
		t.Errorf("%d fields, %d documents, %d events", len(c.Reasons.Fields), len(c.Reasons.Documents), len(c.History))
	}
}

func TestTimeToTheNextLookStaysWithinBounds(t *testing.T) {
	now := time.Now()
	for value, want := range map[string]time.Duration{
		"":                       est.DefaultRetryAfter,
		"-1":                     est.DefaultRetryAfter,
		"soon":                   est.DefaultRetryAfter,
		"0":                      est.MinRetryAfter,
		"600":                    10 * time.Minute,
		"1e12":                   est.MaxRetryAfter,
		strings.Repeat("9", 400): est.MaxRetryAfter,
		now.Add(-time.Hour).UTC().Format(http.TimeFormat):   est.MinRetryAfter,
		now.AddDate(50, 0, 0).UTC().Format(http.TimeFormat): est.MaxRetryAfter,
	} {
		f := newFakeCA(t)
		f.answer["GET /v1/cases/c-1"] = func(w http.ResponseWriter, _ *http.Request) {
			if value != "" {
				w.Header().Set("Retry-After", value)
			}
			sendJSON(w, f.inState(cases.Review))
		}
		if _, wait, err := f.client.Get(t.Context(), f.ticket); err != nil || wait != want {
			t.Errorf("%.20q: %v, %v; want %v", value, wait, err, want)
		}
	}
}

func TestScanIsSentAsItIs(t *testing.T) {
	f := newFakeCA(t)
	f.answer["PUT /v1/cases/c-1/documents/id-card"] = func(w http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err != nil || string(body) != "picture" || r.Header.Get("Content-Type") != "image/png" {
			t.Errorf("%q, %v, %v", body, err, r.Header)
		}
		sendJSON(w, f.inState(cases.Draft))
	}
	if _, err := f.client.PutDocument(t.Context(), f.ticket, cases.IDCard, cases.PNG, []byte("picture")); err != nil {
		t.Error(err)
	}
}

func TestCodeIsForOneKeyAndBuysAUsableSecret(t *testing.T) {
	f := newFakeCA(t)
	spki, err := x509.MarshalPKIXPublicKey(f.who.Key.Public())
	if err != nil {
		t.Fatal(err)
	}
	f.answer["POST /v1/cases/c-1/otp"] = func(w http.ResponseWriter, r *http.Request) {
		var asked cases.CodeRequest
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.PublicKey != cases.Fingerprint(spki) {
			t.Errorf("%+v, %v", asked, err)
		}
		sendJSON(w, cases.CodeSent{SentTo: "138****8000\n"})
	}
	if sent, err := f.client.SendCode(t.Context(), f.ticket, f.who.Key.Public()); err != nil || sent.SentTo != "138****8000" {
		t.Errorf("%+v, %v", sent, err)
	}
	for secret, usable := range map[string]bool{"s-e-c.ret": true, "": false, "a b": false, "a\r\nb": false, strings.Repeat("x", 5000): false} {
		f.answer["POST /v1/cases/c-1/otp/verify"] = func(w http.ResponseWriter, _ *http.Request) {
			sendJSON(w, cases.Secret{Secret: secret})
		}
		got, err := f.client.VerifyCode(t.Context(), f.ticket, f.who.Key.Public(), "123456")
		if usable != (err == nil) || (usable && got.Secret != secret) || (!usable && !isProtocol(err)) {
			t.Errorf("%.20q: %v", secret, err)
		}
	}
	f.answer["POST /v1/cases/c-1/otp/verify"] = func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusForbidden, cases.ProblemWrongCode)
	}
	if _, err := f.client.VerifyCode(t.Context(), f.ticket, f.who.Key.Public(), "000000"); !isRefused(err, cases.ProblemWrongCode) {
		t.Errorf("%v", err)
	}
}

func TestRenewalWindowHasToBeOne(t *testing.T) {
	f := newFakeCA(t)
	path := "GET /v1/renewal-info/" + cases.Fingerprint(f.who.Certificate.Raw)
	window := cases.RenewalInfo{Start: time.Unix(1000, 0).UTC(), End: time.Unix(2000, 0).UTC(), Revoked: true}
	f.answer[path] = func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, window) }
	if got, err := f.client.RenewalInfo(t.Context(), f.who.Certificate.Raw); err != nil || got != window {
		t.Errorf("%+v, %v", got, err)
	}
	window.Start, window.End = window.End, window.Start
	if _, err := f.client.RenewalInfo(t.Context(), f.who.Certificate.Raw); !isProtocol(err) {
		t.Errorf("a window that ends before it begins: %v", err)
	}
}
