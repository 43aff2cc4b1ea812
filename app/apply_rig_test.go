package app_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/ca/casework"
	"ukey/renew/cases"
	"ukey/token"
)

// messages is the phone that codes go to.
type messages struct {
	mu  sync.Mutex
	all []string
}

// Send is the CA's.
func (m *messages) Send(_ context.Context, _, text string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = append(m.all, regexp.MustCompile(`\d{6}`).FindString(text))
	return nil
}

// last is the code that came last.
func (m *messages) last() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.all) == 0 {
		return ""
	}
	return m.all[len(m.all)-1]
}

// filledIn is a form without flaws.
func filledIn() cases.Form {
	return cases.Form{
		IDNumber: "11010519491231002x", Name: "王小明", Address: "深圳市福田区深南大道 1 号",
		Phone: "138 1234 5678", Email: "wang@example.com",
	}
}

// picture is a scan in that colour.
func picture(t *testing.T, grey uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	img.SetGray(0, 0, color.Gray{Y: grey})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// expiredRig is a rig whose certificates ended three days ago.
func expiredRig(t *testing.T, algorithm token.Algorithm) *rig {
	t.Helper()
	return newRig(t, rigSpec{algorithm: algorithm, ends: -72 * time.Hour})
}

// prepared is an application that is complete.
func (r *rig) prepared(t *testing.T) *app.Application {
	t.Helper()
	return prepared(t, r.App, r.id)
}

func prepared(t *testing.T, a *app.App, id token.ID) *app.Application {
	t.Helper()
	draft, err := a.Apply(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.SaveForm(t.Context(), draft.ID, filledIn()); err != nil {
		t.Fatal(err)
	}
	for i, kind := range cases.Kinds() {
		if draft, err = a.Attach(t.Context(), draft.ID, kind, string(kind)+".png", picture(t, uint8(i))); err != nil {
			t.Fatal(err)
		}
	}
	return draft
}

// submitted is an application in review.
func (r *rig) submitted(t *testing.T) *app.Application {
	t.Helper()
	draft, err := r.Submit(t.Context(), r.prepared(t).ID, r.consent())
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

// approved is an application that can be installed.
func (r *rig) approved(t *testing.T) *app.Application {
	t.Helper()
	draft := r.submitted(t)
	r.approve(t, draft)
	draft, err := r.Progress(t.Context(), draft.ID)
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

func reviewer() casework.Actor { return casework.Actor{Name: "李审核", Role: "reviewer"} }

// onFile is the CA's view of an application.
func (r *rig) onFile(t *testing.T, a *app.Application) *casework.File {
	t.Helper()
	file, err := r.ca.Cases().Get(t.Context(), a.Case.ID)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func (r *rig) approve(t *testing.T, a *app.Application) {
	t.Helper()
	file := r.onFile(t, a)
	if _, err := r.ca.Cases().Approve(t.Context(), reviewer(), file.ID, file.Version, casework.Approval{}); err != nil {
		t.Fatal(err)
	}
}

// theOnly is the one application of this computer, as it is on disk.
func (r *rig) theOnly(t *testing.T) *app.Application {
	t.Helper()
	all, err := r.Applications(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("applications %v, %v", all, err)
	}
	return all[0]
}

// person installs: gives the PIN, and the code on the phone unless codes says
// otherwise.
type person struct {
	answers
	phone *messages
	// codes are what is typed before the right code; "" asks for another one.
	codes []string
	// before is called with each question.
	before func(app.CodeQuestion)
	seen   []app.CodeQuestion
}

func (r *rig) person(codes ...string) *person {
	return &person{answers: *r.consent(), phone: &r.codes, codes: codes}
}

// Code reads the phone.
func (p *person) Code(_ context.Context, q app.CodeQuestion) (app.CodeReply, error) {
	p.asked = append(p.asked, "code")
	p.seen = append(p.seen, q)
	if p.before != nil {
		p.before(q)
	}
	if len(p.seen) > 20 {
		return app.CodeReply{}, fmt.Errorf("asked for the %dth time: %w", len(p.seen), q.Err)
	}
	if len(p.codes) > 0 {
		code := p.codes[0]
		p.codes = p.codes[1:]
		if code == "give up" {
			return app.CodeReply{}, app.ErrCancelled
		}
		return app.CodeReply{Code: code, Again: code == ""}, nil
	}
	return app.CodeReply{Code: p.phone.last()}, nil
}

func (r *rig) install(t *testing.T, a *app.Application, ask app.Questions) (*renew.Result, error) {
	t.Helper()
	return r.Install(t.Context(), a.ID, ask, func(renew.Event) {})
}

// checkInstalled makes sure that the key and the CA agree about one new pair,
// and that nothing else came of it.
func (r *rig) checkInstalled(t *testing.T, draft *app.Application) {
	t.Helper()
	if certs, private, public := len(r.onKey(t)), r.privateKeys(t), r.objects(t, "pubkey"); certs != 4 || private != 4 || public != 4 {
		t.Errorf("on the key: %d certificates, %d private and %d public keys, want 4 each", certs, private, public)
	}
	s := r.List(t.Context())
	for _, use := range []token.Use{token.Signature, token.Encryption} {
		if now := s.Keys[0].Current(use); now == nil || now.Status != token.Valid || !now.HasPrivateKey {
			t.Errorf("%s certificate in force: %+v", use, now)
		}
	}
	file := r.onFile(t, draft)
	if file.State != cases.Done || file.Issued == nil || cases.Fingerprint(file.Issued.Raw) != fmt.Sprintf("%x", s.Keys[0].Current(token.Signature).SHA256()) {
		t.Errorf("the CA's case is in state %s, for %v", file.State, file.Issued)
	}
	if a := r.theOnly(t); a.Stage() != app.StageDone || len(a.Scans) != 0 || a.Form != (cases.Form{}) {
		t.Errorf("the application is left at %s with form %v and scans %v", a.Stage(), a.Form, a.Scans)
	}
}

// swallow lets the CA do its work on the nth request, and loses the answer.
func swallow(nth int) func(http.Handler, http.ResponseWriter, *http.Request) {
	var mu sync.Mutex
	return func(real http.Handler, w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		nth--
		lost := nth == 0
		mu.Unlock()
		if !lost {
			real.ServeHTTP(w, req)
			return
		}
		real.ServeHTTP(httptest.NewRecorder(), req)
		panic(http.ErrAbortHandler)
	}
}

func asked(ask *person, what string) int {
	return len(slices.DeleteFunc(slices.Clone(ask.asked), func(q string) bool { return q != what }))
}
