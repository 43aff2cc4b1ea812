package app_test

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/ca"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
)

// problem tells whether a question or an error names a CA's refusal.
func problem(err error, code int) bool {
	refused, ok := errors.AsType[*est.RefusedError](err)
	return ok && refused.Problem.Code == code
}

func TestCodeIsAskedForUntilItIsRight(t *testing.T) {
	r := expiredRig(t, token.P256)
	draft := r.approved(t)
	ask := r.person("000000", "not a code")
	if _, err := r.install(t, draft, ask); err != nil {
		t.Fatal(err)
	}
	if asked(ask, "code") != 3 || asked(ask, "pin") != 1 || !problem(ask.seen[1].Err, cases.ProblemWrongCode) || !problem(ask.seen[2].Err, cases.ProblemWrongCode) {
		t.Errorf("asked %v, with %v", ask.asked, ask.seen)
	}
	r.checkInstalled(t, draft)
}

func TestCodeThatWasGuessedAtTooOftenIsSentAnew(t *testing.T) {
	r := expiredRig(t, token.P256)
	draft := r.approved(t)
	ask := r.person("000000", "000000", "000000", "000000", "000000", "", "")
	var dead, early bool
	ask.before = func(q app.CodeQuestion) {
		switch len(ask.seen) {
		case 6:
			dead = problem(q.Err, cases.ProblemNoCode)
		case 7: // another one, at once
			early = problem(q.Err, cases.ProblemTooSoon) && q.ResendAfter.After(time.Now()) && q.SentTo != ""
			r.later.Add(int64(2 * time.Minute))
		}
	}
	if _, err := r.install(t, draft, ask); err != nil {
		t.Fatal(err)
	}
	if !dead || !early || len(r.codes.all) != 2 {
		t.Errorf("told that no code is left: %v, that it is too early: %v; %d codes sent", dead, early, len(r.codes.all))
	}
	r.checkInstalled(t, draft)
}

func TestPersonWithoutACodeGoesOnLaterWithTheSamePair(t *testing.T) {
	r := expiredRig(t, token.P256)
	draft := r.approved(t)
	_, err := r.install(t, draft, r.person("give up"))
	if !as[*renew.InterruptedError](err) || !errors.Is(err, app.ErrCancelled) {
		t.Fatalf("error %v", err)
	}
	if a := r.theOnly(t); !a.Installing || a.Stage() != app.StageInstall {
		t.Errorf("stage %s, installing %v", a.Stage(), a.Installing)
	}
	// The code on the phone is good still, so that none has to be sent.
	ask := r.person()
	if _, err := r.install(t, draft, ask); err != nil {
		t.Fatal(err)
	}
	if len(r.codes.all) != 1 || !problem(ask.seen[0].Err, cases.ProblemTooSoon) {
		t.Errorf("%d codes sent, told %v", len(r.codes.all), ask.seen[0].Err)
	}
	r.checkInstalled(t, draft)
}

func TestApprovalThatWasTakenBackLeavesNoTrace(t *testing.T) {
	r := expiredRig(t, token.P256)
	draft := r.approved(t)
	file := r.onFile(t, draft)
	if _, err := r.ca.Cases().Reject(t.Context(), reviewer(), file.ID, file.Version, cases.Reasons{Note: "误批"}); err != nil {
		t.Fatal(err)
	}
	_, err := r.install(t, draft, r.person())
	if !problem(err, cases.ProblemWrongState) {
		t.Errorf("error %v", err)
	}
	r.checkUntouched(t)
	if a := r.theOnly(t); a.Stage() != app.StageRejected || a.Case.Reasons.Note != "误批" {
		t.Errorf("stage %s: the refusal was not looked into", a.Stage())
	}
}

func TestCertificateForSomethingElseIsNotInstalled(t *testing.T) {
	for name, f := range map[string]forged{
		"another key":     {use: token.Signature, anyKey: true},
		"another subject": {use: token.Signature, owner: "别的公司"},
		"another use":     {use: token.Encryption}, // the two swapped
		"another CA":      {use: token.Signature, foreign: true},
	} {
		t.Run(name, func(t *testing.T) {
			r := expiredRig(t, token.P256)
			draft := r.approved(t)
			r.answer = forge(f)(t, r)
			if _, err := r.install(t, draft, r.person()); !as[*renew.AnswerError](err) {
				t.Errorf("error %v", err)
			}
			r.answer = nil
			r.checkUntouched(t)
			r.later.Add(int64(2 * time.Minute)) // for another code
			if _, err := r.install(t, draft, r.person()); err != nil {
				t.Fatalf("the next installation fails: %v", err)
			}
			r.checkInstalled(t, draft)
		})
	}
}

func TestCertificateThatIsValidIsRenewedWhateverWasAppliedFor(t *testing.T) {
	r := expiredRig(t, token.P256)
	r.approved(t)
	// The key has been to the counter meanwhile.
	for id, profile := range map[string]ca.Profile{"\x08": ca.Sign, "\x09": ca.Encrypt} {
		if err := r.key.AddPair(r.pair(t, id, "补发", profile, rigSpec{algorithm: token.P256, ends: 24 * time.Hour})); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.driver.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	ask := r.person()
	if _, _, err := r.renew(t.Context(), ask); err != nil || asked(ask, "code") != 0 {
		t.Errorf("error %v, asked %v", err, ask.asked)
	}
}

func TestConfirmationThatTheCADoesNotWantIsNotRepeated(t *testing.T) {
	r := expiredRig(t, token.P256)
	draft := r.approved(t)
	confirmed := 0
	r.answer = func(real http.Handler, w http.ResponseWriter, req *http.Request) {
		if strings.HasSuffix(req.URL.Path, "/confirm") {
			confirmed++
			est.WriteProblem(w, est.Problem{Status: http.StatusNotFound, Code: cases.ProblemNoCase})
			return
		}
		real.ServeHTTP(w, req)
	}
	if _, err := r.install(t, draft, r.person()); err != nil {
		t.Fatalf("the new pair is there all the same: %v", err)
	}
	r.checkPurged(t, draft)
	for range 2 {
		if a, err := r.Progress(t.Context(), draft.ID); err != nil || a.Stage() != app.StageDone {
			t.Errorf("%+v, %v", a, err)
		}
	}
	if confirmed != 1 {
		t.Errorf("confirmed %d times", confirmed)
	}
}

// TestRenewalThatWasOvertakenByTheEndGoesOnByACase: the pair that was made is
// used.
func TestRenewalThatWasOvertakenByTheEndGoesOnByACase(t *testing.T) {
	r := expiredRig(t, token.P256)
	draft := r.approved(t)
	h, err := r.List(t.Context()).Keys[0].Holder("")
	if err != nil {
		t.Fatal(err)
	}
	// As the journal was before the end.
	r.beginAt(t, &h.Signature.Certificate, &h.Encryption.Certificate)
	if _, err := r.install(t, draft, r.person()); err != nil {
		t.Fatal(err)
	}
	r.checkInstalled(t, draft)
	if journals, err := r.Journals.List(); err != nil || len(journals) != 1 || journals[0].Enrolment != renew.ByCase {
		t.Errorf("journals %+v, %v", journals, err)
	}
}

// beginAt leaves a renewal by the old key behind that was cut off when it
// asked the CA.
func (r *rig) beginAt(t *testing.T, signature, encryption *token.Certificate) {
	t.Helper()
	journals := renew.OpenJournals(r.journals, func() time.Time { return signature.NotAfter.AddDate(0, 0, -1) })
	journal, err := journals.Begin(r.id, r.CA.URL, signature, encryption)
	if err != nil {
		t.Fatal(err)
	}
	s := r.session(t)
	defer s.Close()
	run := renew.Renewal{
		Journal: journal, Journals: journals, Session: s, CA: nobody{}, Clock: time.Now,
		Log: r.Log, Progress: func(renew.Event) {},
	}
	if _, err := run.Run(t.Context()); !as[*renew.InterruptedError](err) {
		t.Fatalf("error %v", err)
	}
}

// nobody is a CA that does not answer.
type nobody struct{ renew.CA }

// Connect finds nobody.
func (nobody) Connect() {}

// Enrol finds nobody.
func (nobody) Enrol(context.Context, []byte) ([]*x509.Certificate, error) {
	return nil, &est.UnreachableError{Kind: est.NoConnection, Err: errTest}
}

var errTest = errors.New("nobody there")
