package app_test

import (
	"crypto/x509"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/ca/casework"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
)

func TestExpiredCertificateFromTheFirstWordToTheNewPair(t *testing.T) {
	for _, algorithm := range []token.Algorithm{token.RSA2048, token.P256} {
		t.Run(string(algorithm), func(t *testing.T) {
			r := expiredRig(t, algorithm)
			if _, _, err := r.renew(t.Context(), r.consent()); !as[*renew.ExpiredError](err) {
				t.Fatalf("renewed without an application: %v", err)
			}
			draft := r.prepared(t)
			if again, err := r.Apply(t.Context(), r.id, ""); err != nil || again.ID != draft.ID || again.Form != filledIn() {
				t.Errorf("not remembered: %+v, %v", again, err)
			}
			ask := r.consent()
			draft, err := r.Submit(t.Context(), draft.ID, ask)
			if err != nil {
				t.Fatal(err)
			}
			if draft.Stage() != app.StageReview || draft.NextLook.IsZero() || !slices.Equal(ask.asked, []string{"pin"}) {
				t.Errorf("stage %s, next look %v, asked %v", draft.Stage(), draft.NextLook, ask.asked)
			}
			if got := r.onFile(t, draft); got.Form != filledIn().Normal() || len(got.Documents) != 3 {
				t.Errorf("the CA has %+v", got.Case)
			}
			if _, err := r.install(t, draft, r.person()); !as[*app.StageError](err) {
				t.Errorf("installed before the approval: %v", err)
			}
			r.approve(t, draft)
			if draft, err = r.Progress(t.Context(), draft.ID); err != nil || draft.Stage() != app.StageInstall {
				t.Fatalf("stage %s, %v", draft.Stage(), err)
			}

			// The one click that renews installs what was approved.
			installer := r.person()
			res, events, err := r.renew(t.Context(), installer)
			if err != nil {
				t.Fatal(err)
			}
			if want := []string{"renewal", "pin", "code"}; !slices.Equal(installer.asked, want) {
				t.Errorf("asked %v, want %v", installer.asked, want)
			}
			if q := installer.seen[0]; q.SentTo != "138****5678" || q.Err != nil || q.Expires.IsZero() {
				t.Errorf("question %+v", q)
			}
			checkEvents(t, events)
			r.checkInstalled(t, draft)
			if algorithm == token.RSA2048 {
				checkOpens(t, r, res.Encryption)
			}
			r.checkPurged(t, draft)
			if _, err := r.Apply(t.Context(), r.id, ""); !errors.Is(err, app.ErrNotExpired) {
				t.Errorf("applied again: %v", err)
			}
			if err := r.Remove(t.Context(), draft.ID); err != nil {
				t.Error(err)
			}
			if all, err := r.Applications(t.Context()); err != nil || len(all) != 0 {
				t.Errorf("not removed: %v, %v", all, err)
			}
		})
	}
}

// checkPurged looks for personal data in the folder of drafts.
func (r *rig) checkPurged(t *testing.T, draft *app.Application) {
	t.Helper()
	form := filledIn().Normal()
	err := filepath.WalkDir(filepath.Join(r.applications, draft.ID), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, personal := range []string{form.IDNumber, form.Name, form.Phone, form.Email, form.Address, "PNG"} {
			if strings.Contains(string(content), personal) {
				t.Errorf("%s still holds %q", filepath.Base(path), personal)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestCorrectionSendsWhatHasChangedAndIsSignedAnew(t *testing.T) {
	r := expiredRig(t, token.P256)
	draft := r.submitted(t)
	file := r.onFile(t, draft)
	reasons := cases.Reasons{
		Fields:    map[cases.Field]string{cases.FieldAddress: "请写门牌号"},
		Documents: map[cases.Kind]string{cases.IDCard: "缺背面"},
	}
	if _, err := r.ca.Cases().NeedMore(t.Context(), reviewer(), file.ID, file.Version, reasons); err != nil {
		t.Fatal(err)
	}
	draft, err := r.Progress(t.Context(), draft.ID)
	if err != nil || draft.Stage() != app.StageCorrect || draft.Case.Reasons.Documents[cases.IDCard] != "缺背面" {
		t.Fatalf("%+v, %v", draft.Case, err)
	}
	form := draft.Form
	form.Address = "深圳市福田区深南大道 1 号 2 楼"
	if _, err := r.SaveForm(t.Context(), draft.ID, form); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Attach(t.Context(), draft.ID, cases.IDCard, "both-sides.png", picture(t, 200)); err != nil {
		t.Fatal(err)
	}
	var sent []string
	r.answer = func(real http.Handler, w http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodPut {
			sent = append(sent, filepath.Base(req.URL.Path))
		}
		real.ServeHTTP(w, req)
	}
	if draft, err = r.Submit(t.Context(), draft.ID, r.consent()); err != nil || draft.Stage() != app.StageReview {
		t.Fatalf("%v, %v", draft, err)
	}
	if !slices.Equal(sent, []string{"id-card"}) {
		t.Errorf("sent %v", sent)
	}
	if got := r.onFile(t, draft); got.Form.Address != form.Address || got.Documents[cases.IDCard].SHA256 != cases.Fingerprint(picture(t, 200)) {
		t.Errorf("the CA has %+v", got.Case)
	}
}

func TestRejectedApplicationHandsItsPapersToTheNext(t *testing.T) {
	r := expiredRig(t, token.P256)
	first := r.submitted(t)
	file := r.onFile(t, first)
	if _, err := r.ca.Cases().Reject(t.Context(), reviewer(), file.ID, file.Version, cases.Reasons{Note: "公章不清"}); err != nil {
		t.Fatal(err)
	}
	first, err := r.Progress(t.Context(), first.ID)
	if err != nil || first.Stage() != app.StageRejected || first.Case.Reasons.Note != "公章不清" {
		t.Fatalf("%+v, %v", first, err)
	}
	if _, err := r.SaveForm(t.Context(), first.ID, cases.Form{}); !as[*app.StageError](err) {
		t.Errorf("a rejected application was edited: %v", err)
	}
	second, err := r.Apply(t.Context(), r.id, "")
	if err != nil || second.ID == first.ID || second.Form != filledIn() || len(second.Scans) != 3 {
		t.Fatalf("%+v, %v", second, err)
	}
	r.checkPurged(t, first)
	if second, err = r.Submit(t.Context(), second.ID, r.consent()); err != nil || second.Case.ID == first.Case.ID {
		t.Errorf("%+v, %v", second, err)
	}
}

func TestWhatCannotBeSubmittedAsksForNoPIN(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*testing.T, *app.App, *fakeDriver, *app.Application)
		want  func(error) bool
	}{
		{"a flawed form", func(t *testing.T, a *app.App, _ *fakeDriver, draft *app.Application) {
			form := filledIn()
			form.IDNumber = "110105194912310021"
			_, _ = a.SaveForm(t.Context(), draft.ID, form)
		}, as[*app.FlawsError]},
		{"a scan less", func(t *testing.T, a *app.App, _ *fakeDriver, draft *app.Application) {
			_, _ = a.Detach(t.Context(), draft.ID, cases.IDCard)
		}, as[*app.FlawsError]},
		{"unplugged", func(_ *testing.T, _ *app.App, d *fakeDriver, _ *app.Application) { d.set() }, is(token.ErrRemoved)},
		{"issued anew", func(_ *testing.T, _ *app.App, d *fakeDriver, _ *app.Application) {
			d.certs["1"] = nil
		}, is(app.ErrCertificateGone)},
		{"no CA", func(_ *testing.T, a *app.App, _ *fakeDriver, _ *app.Application) { a.CA.URL = "" }, is(renew.ErrCANotConfigured)},
		{"another CA", func(_ *testing.T, a *app.App, _ *fakeDriver, _ *app.Application) {
			a.CA.URL = "https://127.0.0.1:2"
		}, as[*renew.OtherCAError]},
		{"CA unreachable", nil, as[*est.UnreachableError]},
		{"withdrawn", func(t *testing.T, a *app.App, _ *fakeDriver, draft *app.Application) {
			_ = a.Remove(t.Context(), draft.ID)
		}, is(apply.ErrNoDraft)},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, id := expired(t)
			draft := prepared(t, a, id)
			if test.spoil != nil {
				test.spoil(t, a, a.Drivers[0].(*fakeDriver), draft)
			}
			ask := &answers{yes: true}
			if _, err := a.Submit(t.Context(), draft.ID, ask); !test.want(err) {
				t.Errorf("error %T: %v", err, err)
			}
			if len(ask.asked) > 0 {
				t.Errorf("%v was asked for in vain", ask.asked)
			}
		})
	}
}

func TestCAThatTakesNoApplicationsIsFoundOutBeforeThePIN(t *testing.T) {
	r := expiredRig(t, token.P256)
	draft := r.prepared(t)
	for name, test := range map[string]struct {
		spoil func()
		want  func(error) bool
	}{
		"maintenance": {func() {
			r.answer = func(_ http.Handler, w http.ResponseWriter, _ *http.Request) {
				est.WriteProblem(w, est.Problem{Status: http.StatusServiceUnavailable, Code: -7999})
			}
		}, as[*est.RefusedError]},
		"another root": {func() { r.CA.Roots = x509.NewCertPool() }, as[*est.UntrustedError]},
	} {
		roots := r.CA.Roots
		test.spoil()
		ask := r.consent()
		if _, err := r.Submit(t.Context(), draft.ID, ask); !test.want(err) || len(ask.asked) > 0 {
			t.Errorf("%s: %v, asked %v", name, err, ask.asked)
		}
		r.answer, r.CA.Roots = nil, roots
	}
}

func TestValidCertificateNeedsNoApplication(t *testing.T) {
	r := newRig(t, rigSpec{algorithm: token.P256})
	if _, err := r.Apply(t.Context(), r.id, ""); !errors.Is(err, app.ErrNotExpired) {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(r.applications); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something was written: %v", err)
	}
}

// TestSubmissionWhoseAnswersAreLostIsRepeated loses the answer to each request
// in turn, after the CA has done what it asks: to submit again ends with one
// case in review, whatever was lost.
func TestSubmissionWhoseAnswersAreLostIsRepeated(t *testing.T) {
	r := expiredRig(t, token.P256)
	first := r.prepared(t)
	lost := 0
	for nth := 1; ; nth++ {
		// What is repeated within an exchange is lost as well.
		r.answer = swallowTwice(nth)
		draft, err := r.Submit(t.Context(), first.ID, r.consent())
		if err == nil {
			r.answer = nil
			if draft.Stage() != app.StageReview || lost < 3 {
				t.Errorf("stage %s after %d lost answers", draft.Stage(), lost)
			}
			page, err := r.ca.Cases().List(t.Context(), casework.Query{})
			if err != nil || page.Total != 1 || page.Cases[0].State != cases.Review {
				t.Errorf("cases %+v, %v", page, err)
			}
			return
		}
		if !as[*est.UnreachableError](err) {
			t.Fatalf("request %d: %v", nth, err)
		}
		lost++
	}
}

// swallowTwice loses the answers to a request and to its repetition.
func swallowTwice(nth int) func(http.Handler, http.ResponseWriter, *http.Request) {
	one, two := swallow(nth), swallow(nth+1)
	return func(real http.Handler, w http.ResponseWriter, req *http.Request) {
		two(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { one(real, w, req) }), w, req)
	}
}

func TestCaseOfALostTicketIsOpenedAgain(t *testing.T) {
	r := expiredRig(t, token.P256)
	draft := r.submitted(t)
	spoil := func(d *apply.Draft) error {
		d.Ticket = &cases.Ticket{Case: d.Ticket.Case, Certificate: d.Ticket.Certificate, Access: "forgotten"}
		return nil
	}
	if _, err := r.Drafts.Update(t.Context(), draft.ID, spoil); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Progress(t.Context(), draft.ID); !errors.Is(err, app.ErrAccessLost) {
		t.Fatalf("error %v", err)
	}
	if a := r.theOnly(t); !a.Reopen || a.Stage() != app.StageFill {
		t.Errorf("stage %s", a.Stage())
	}
	again, err := r.Submit(t.Context(), draft.ID, r.consent())
	if err != nil || again.Stage() != app.StageReview || again.Case.ID != draft.Case.ID {
		t.Fatalf("%+v, %v", again, err)
	}
	r.approve(t, draft)
	if _, err := r.Progress(t.Context(), draft.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Drafts.Update(t.Context(), draft.ID, spoil); err != nil {
		t.Fatal(err)
	}
	if _, err := r.install(t, draft, r.person()); err != nil {
		t.Fatalf("the installation did not open the case again: %v", err)
	}
	r.checkInstalled(t, draft)
}

func TestAnApplicationIsRemovableWhileNobodyWaitsForIt(t *testing.T) {
	of := func(s cases.State) *cases.Case { return &cases.Case{State: s} }
	for name, c := range map[string]struct {
		application app.Application
		want        bool
	}{
		"being filled in":   {app.Application{}, true},
		"opened at the CA":  {app.Application{Case: of(cases.Draft)}, true}, // the submission was cut off
		"under review":      {app.Application{Case: of(cases.Review)}, false},
		"access lost":       {app.Application{Case: of(cases.Review), Reopen: true}, false},
		"to be corrected":   {app.Application{Case: of(cases.NeedMore)}, false},
		"to be installed":   {app.Application{Case: of(cases.Approved)}, false},
		"rejected":          {app.Application{Case: of(cases.Rejected)}, true},
		"installed":         {app.Application{Case: of(cases.Issued), Installed: true}, true},
		"done, says the CA": {app.Application{Case: of(cases.Done)}, true},
	} {
		if got := c.application.Removable(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestSubmittedApplicationIsNotRemoved(t *testing.T) {
	r := expiredRig(t, token.P256)
	draft := r.prepared(t)
	draft, err := r.Submit(t.Context(), draft.ID, r.consent())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Remove(t.Context(), draft.ID); !as[*app.StageError](err) {
		t.Errorf("error %v", err)
	}
	if _, err := r.Attach(t.Context(), draft.ID, cases.IDCard, "x.png", picture(t, 9)); !as[*app.StageError](err) {
		t.Errorf("changed while it is looked at: %v", err)
	}
}
