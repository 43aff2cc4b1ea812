package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ukey/renew/ca/internal/store"
)

func reviewer() store.Operator {
	return store.Operator{Name: "王芳", Role: "reviewer", Password: "$argon2id$…", Version: 1, Created: at(1)}
}

func TestAnOperatorsNameIsTakenOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := db.open(t)
		must(t, s.AddOperator(t.Context(), reviewer(), about(store.ActionOperatorAdd)))
		if err := s.AddOperator(t.Context(), store.Operator{Name: "王芳", Role: "admin"}, about(store.ActionOperatorAdd)); !errors.Is(err, store.ErrExists) {
			t.Errorf("taken twice: %v", err)
		}
		got, err := db.open(t).Operator(t.Context(), "王芳")
		must(t, err)
		if diff := cmp.Diff(reviewer(), got); diff != "" {
			t.Error(diff)
		}
		if _, err := s.Operator(t.Context(), "李雷"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
	})
}

func about(a store.Action) store.Entry {
	return store.Entry{At: at(3), Actor: "李娜", Role: "admin", Action: a, Subject: "王芳"}
}

func TestAChangeOfAnOperatorRaisesTheVersionAndIsInTheAuditLog(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := db.open(t)
		must(t, s.AddOperator(t.Context(), reviewer(), about(store.ActionOperatorAdd)))
		changed, err := s.ChangeOperator(t.Context(), "王芳", func(o *store.Operator) { o.Disabled = at(2) }, about(store.ActionOperatorDisable))
		must(t, err)
		want := reviewer()
		want.Version, want.Disabled = 2, at(2)
		all, err := s.Operators(t.Context())
		must(t, err)
		if diff := cmp.Diff([]store.Operator{want, want}, append(all, changed)); diff != "" {
			t.Error(diff)
		}
		_, err = s.ChangeOperator(t.Context(), "李雷", func(*store.Operator) {}, about(store.ActionOperatorEnable))
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
		log, err := s.LatestRecords(t.Context(), 0, 10)
		must(t, err)
		if len(log) != 2 || log[0].Action != store.ActionOperatorDisable || log[1].Action != store.ActionOperatorAdd {
			t.Errorf("the audit log has %v", log)
		}
	})
}

// fromThird asks for an hour after the third failure.
func fromThird(failures int) time.Duration {
	if failures < 3 {
		return 0
	}
	return time.Hour
}

func TestTriesToSignInAreCountedByName(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := db.open(t)
		try := func(name string, now time.Time) time.Time {
			t.Helper()
			until, err := s.TrySignIn(t.Context(), name, now, fromThird)
			must(t, err)
			return until
		}
		for range 3 {
			if until := try("王芳", at(1)); !until.IsZero() {
				t.Fatalf("put off until %v", until)
			}
		}
		for range 2 { // a try that is put off does not make it longer
			if until := try("王芳", at(1).Add(time.Minute)); !until.Equal(at(2)) {
				t.Errorf("put off until %v, want %v", until, at(2))
			}
		}
		if until := try("李雷", at(1)); !until.IsZero() {
			t.Errorf("somebody else is put off until %v", until)
		}
		if until := try("王芳", at(2)); !until.IsZero() {
			t.Errorf("still put off until %v", until)
		}
		must(t, s.SignedIn(t.Context(), "王芳", about(store.ActionSignIn)))
		log, err := s.LatestRecords(t.Context(), 0, 10)
		must(t, err)
		if len(log) != 1 || log[0].Facts()["failures"] != "3" {
			t.Errorf("the audit log has %v", log)
		}
		if until := try("王芳", at(2)); !until.IsZero() {
			t.Errorf("after a success put off until %v", until)
		}
	})
}

func TestTriesAtTheSameTimeAreEachCounted(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		stores := []*store.Store{db.open(t), db.open(t)}
		let := make(chan bool, 12)
		errs := make(chan error, cap(let))
		for i := range cap(let) {
			go func() {
				until, err := stores[i%2].TrySignIn(t.Context(), "王芳", at(1), fromThird)
				errs <- err
				let <- until.IsZero()
			}()
		}
		passed := 0
		for range cap(let) {
			must(t, <-errs)
			if <-let {
				passed++
			}
		}
		if passed != 3 {
			t.Errorf("%d tries were let through, want 3", passed)
		}
	})
}
