package app_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
)

// reader looks at the plan and says no.
type reader struct {
	answers
	plan *app.Plan
}

func (r *reader) Confirm(ctx context.Context, c app.Confirmation) (bool, error) {
	r.plan = c.Renewal
	return r.answers.Confirm(ctx, c)
}

func TestWarningsAreReadBeforeAnybodyAgrees(t *testing.T) {
	for _, test := range []struct {
		name    string
		spoil   func(*testing.T, *rig)
		finding app.Finding
		result  app.Result
	}{
		{"tenders", nil, app.FoundBound, app.ResultWarning},
		{"all is well with the CA", nil, app.FoundCAAnswers, app.ResultOK},
		{"all is well with the clock", nil, app.FoundClockRight, app.ResultOK},
		{"clock off by an hour", clockOff(time.Hour), app.FoundClockOff, app.ResultWarning},
		{"clock off by two minutes", clockOff(-2 * time.Minute), app.FoundClockRight, app.ResultOK},
		{"room unknown", nil, app.FoundSpaceUnknown, app.ResultSkipped},
		{"room enough", freeMemory(8000), app.FoundSpace, app.ResultOK},
		{"little room", freeMemory(700), app.FoundSpaceShort, app.ResultWarning},
		{"PIN was wrong", tries(5), app.FoundPINLow, app.ResultWarning},
		{"last try", tries(1), app.FoundPINFinal, app.ResultWarning},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, rigSpec{algorithm: token.P256})
			if test.spoil != nil {
				test.spoil(t, r)
			}
			ask := &reader{}
			if _, _, err := r.renew(t.Context(), ask); !errors.Is(err, app.ErrCancelled) {
				t.Fatalf("error %v", err)
			}
			checks := ask.plan.Preflight.Checks
			i := slices.IndexFunc(checks, func(c app.Check) bool { return c.Finding == test.finding })
			if i < 0 || checks[i].Result != test.result {
				t.Errorf("no %s (%s) in %+v", test.finding, test.result, checks)
			}
			if slices.Contains(ask.asked, "pin") {
				t.Error("a PIN was asked for")
			}
		})
	}
}

func clockOff(by time.Duration) func(*testing.T, *rig) {
	return func(_ *testing.T, r *rig) {
		r.Clock = func() time.Time { return time.Now().Add(by) }
	}
}

func freeMemory(n int) func(*testing.T, *rig) {
	return func(t *testing.T, r *rig) {
		if err := r.key.SetFreeMemory(n); err != nil {
			t.Fatal(err)
		}
	}
}

func tries(n int) func(*testing.T, *rig) {
	return func(t *testing.T, r *rig) {
		if err := r.key.SetTries(n); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhatCannotBeginIsToldAsAList: the first reason is the error, and all that
// was looked at is in it.
func TestWhatCannotBeginIsToldAsAList(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*testing.T, *rig)
		want  func(error) bool
	}{
		{"clock off by a day", clockOff(25 * time.Hour), as[*app.ClockError]},
		{"PIN to be changed", func(_ *testing.T, r *rig) { _ = r.key.SetPINToBeChanged(true) }, is(token.ErrPINToBeChanged)},
		{"locked", tries(0), as[*token.PINLockedError]},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, rigSpec{algorithm: token.P256})
			test.spoil(t, r)
			ask := r.consent()
			_, _, err := r.renew(t.Context(), ask)
			list, ok := errors.AsType[*app.PreflightError](err)
			if !ok || !test.want(err) {
				t.Fatalf("error %T: %v", err, err)
			}
			if list.Preflight.Result() != app.ResultFailed || len(list.Preflight.Checks) < 6 {
				t.Errorf("the list is %+v", list.Preflight.Checks)
			}
			if len(ask.asked) != 0 {
				t.Errorf("asked for %v in vain", ask.asked)
			}
		})
	}
}

func TestRenewalIsForOneProgramAtATime(t *testing.T) {
	r := newRig(t, rigSpec{algorithm: token.P256})
	lock, err := r.Journals.Lock(r.id)
	if err != nil {
		t.Fatal(err)
	}
	ask := r.consent()
	if _, _, err := r.renew(t.Context(), ask); !as[*renew.BusyError](err) {
		t.Errorf("error %v", err)
	}
	if len(ask.asked) != 0 {
		t.Errorf("asked for %v in vain", ask.asked)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.renew(t.Context(), r.consent()); err != nil {
		t.Error(err)
	}
}
