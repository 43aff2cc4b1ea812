package operators_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"ukey/renew/ca/casework"
	"ukey/renew/ca/desk/operators"
	"ukey/renew/ca/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// console is somebody at the CA's command line.
var console = casework.Actor{Name: "root", Role: "operator"}

const password = "correct horse battery"

// quick is a cost for tests that are not about it.
func quick() *argon2id.Params {
	return &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// bench is a Service whose clock the test moves.
type bench struct {
	*operators.Service
	now time.Time
}

func newBench(t *testing.T) *bench {
	t.Helper()
	s, err := store.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "ca.db"))
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	b := &bench{now: time.Date(2026, 7, 20, 9, 0, 0, 0, time.UTC)}
	b.Service = operators.New(s, func() time.Time { return b.now }, quick())
	return b
}

// with adds a reviewer of that name.
func (b *bench) with(t *testing.T, name string) *bench {
	t.Helper()
	_, err := b.Add(t.Context(), console, name, operators.Reviewer, password)
	must(t, err)
	return b
}

func TestSigningInTakesNameAndPassword(t *testing.T) {
	b := newBench(t).with(t, "王芳")
	got, err := b.SignIn(t.Context(), "王芳", password)
	must(t, err)
	want := operators.Operator{Name: "王芳", Role: operators.Reviewer, Version: 1, Created: b.now}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, pair := range [][2]string{{"王芳", password + "x"}, {"王芳", ""}, {"李雷", password}, {"", password}, {"a b\n", password}} {
		if _, err := b.SignIn(t.Context(), pair[0], pair[1]); !errors.Is(err, operators.ErrWrong) {
			t.Errorf("%q with %q: %v", pair[0], pair[1], err)
		}
	}
}

func TestAKeyboardMakesNoDifference(t *testing.T) {
	b := newBench(t)
	_, err := b.Add(t.Context(), console, "Zoé", operators.Reviewer, "caffè e cornetto")
	must(t, err)
	// Decomposed accents, full-width letters and capitals.
	for _, name := range []string{"Zoé", "ｚｏé", "ZOÉ"} {
		if _, err := b.SignIn(t.Context(), name, "caffè e cornetto"); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := b.Add(t.Context(), console, "ZOÉ", operators.Reviewer, password); !errors.Is(err, operators.ErrExists) {
		t.Errorf("the same name in capitals: %v", err)
	}
}

func TestWhatCannotBeANameOrPassword(t *testing.T) {
	b := newBench(t)
	for _, name := range []string{"", " ", "a b", "a\nb", "a\x00b", strings.Repeat("王", 65), "\xff"} {
		_, err := b.Add(t.Context(), console, name, operators.Reviewer, password)
		if wrong := new(operators.NameError); !errors.As(err, &wrong) {
			t.Errorf("name %q: %v", name, err)
		}
	}
	for secret, want := range map[string]operators.PasswordFlaw{
		"":                       operators.PasswordShort,
		"elevenchars":            operators.PasswordShort,
		"密码密码密码密码密码密":            operators.PasswordShort,
		"twelve\x00chars":        operators.PasswordCharacters,
		strings.Repeat("x", 257): operators.PasswordLong,
		"WangFang2026":           operators.PasswordIsName,
	} {
		_, err := b.Add(t.Context(), console, "wangfang", operators.Reviewer, secret)
		if wrong := new(operators.PasswordError); !errors.As(err, &wrong) || wrong.Flaw != want {
			t.Errorf("password %q: %v, want %s", secret, err, want)
		}
		if err != nil && secret != "" && strings.Contains(err.Error(), secret) {
			t.Errorf("the error repeats the password: %v", err)
		}
	}
}

func TestWrongPasswordsPutOffTheNextTryForLongerAndLonger(t *testing.T) {
	b := newBench(t).with(t, "wangfang")
	for _, name := range []string{"wangfang", "nobody", "no body"} {
		start := b.now
		wrong := func() { b.expect(t, name, "a wrong password", operators.ErrWrong) }
		for range operators.FreeTries {
			wrong()
		}
		for _, wait := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
			wait *= time.Minute
			until := b.now.Add(wait)
			b.now = until.Add(-time.Second)
			paused := new(operators.PauseError)
			// Not even the right password is looked at.
			if _, err := b.SignIn(t.Context(), name, password); !errors.As(err, &paused) || !paused.Until.Equal(until) {
				t.Fatalf("%s, a second before %v have passed: %v", name, wait, err)
			}
			b.now = until
			wrong()
		}
		b.now = start
	}
}

func (b *bench) expect(t *testing.T, name, password string, want error) {
	t.Helper()
	if _, err := b.SignIn(t.Context(), name, password); !errors.Is(err, want) {
		t.Fatalf("%s signs in: %v, want %v", name, err, want)
	}
}

func TestTheRightPasswordEndsTheCount(t *testing.T) {
	b := newBench(t).with(t, "wangfang")
	for range 3 {
		for range operators.FreeTries - 1 {
			b.expect(t, "wangfang", "a wrong password", operators.ErrWrong)
		}
		b.expect(t, "wangfang", password, nil)
	}
}

func TestANewPasswordEndsAPauseAndTheOldOne(t *testing.T) {
	b := newBench(t).with(t, "wangfang")
	for range operators.FreeTries {
		b.expect(t, "wangfang", "a wrong password", operators.ErrWrong)
	}
	changed, err := b.SetPassword(t.Context(), console, "wangfang", "another good one")
	must(t, err)
	if changed.Version != 2 {
		t.Errorf("version %d: sessions from before live on", changed.Version)
	}
	b.expect(t, "wangfang", "another good one", nil)
	b.expect(t, "wangfang", password, operators.ErrWrong)
}

func TestAnOwnPasswordIsChangedByWhoeverKnowsIt(t *testing.T) {
	b := newBench(t).with(t, "wangfang")
	self, err := b.Get(t.Context(), "wangfang")
	must(t, err)
	short := new(operators.PasswordError)
	for range operators.FreeTries { // which are no tries at the old one
		if _, err := b.ChangePassword(t.Context(), self, password, "short"); !errors.As(err, &short) {
			t.Fatalf("got %v", err)
		}
	}
	if _, err := b.ChangePassword(t.Context(), self, "a wrong password", "another good one"); !errors.Is(err, operators.ErrWrong) {
		t.Errorf("got %v", err)
	}
	_, err = b.ChangePassword(t.Context(), self, password, "another good one")
	must(t, err)
	b.expect(t, "wangfang", "another good one", nil)
}

func TestADisabledOperatorCannotSignInUntilEnabled(t *testing.T) {
	b := newBench(t).with(t, "wangfang")
	o, err := b.Disable(t.Context(), console, "wangfang")
	must(t, err)
	if o.Active() || o.Version != 2 {
		t.Errorf("got %+v", o)
	}
	b.expect(t, "wangfang", password, operators.ErrWrong)
	_, err = b.Enable(t.Context(), console, "WangFang")
	must(t, err)
	b.expect(t, "wangfang", password, nil)
}

func TestNobodyLocksThemselvesOut(t *testing.T) {
	b := newBench(t).with(t, "wangfang")
	self := casework.Actor{Name: "wangfang", Role: string(operators.Reviewer)}
	if _, err := b.Disable(t.Context(), self, "WangFang"); !errors.Is(err, operators.ErrSelf) {
		t.Errorf("disabled themselves: %v", err)
	}
	if _, err := b.SetRole(t.Context(), self, "wangfang", operators.Admin); !errors.Is(err, operators.ErrSelf) {
		t.Errorf("raised themselves: %v", err)
	}
	// A user of the machine is somebody else, even of that name.
	o, err := b.SetRole(t.Context(), casework.Actor{Name: "wangfang", Role: "operator"}, "wangfang", operators.Admin)
	if err != nil || o.Role != operators.Admin {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestNobodyIsNotFound(t *testing.T) {
	b := newBench(t)
	for verb, err := range map[string]error{
		"get":      second(b.Get(t.Context(), "nobody")),
		"get bad":  second(b.Get(t.Context(), "no body")),
		"disable":  second(b.Disable(t.Context(), console, "nobody")),
		"enable":   second(b.Enable(t.Context(), console, "no body")),
		"role":     second(b.SetRole(t.Context(), console, "nobody", operators.Admin)),
		"password": second(b.SetPassword(t.Context(), console, "nobody", password)),
	} {
		if !errors.Is(err, operators.ErrUnknown) {
			t.Errorf("%s: %v", verb, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestAHashWaitsItsTurnNoLongerThanItsRequest(t *testing.T) {
	b := newBench(t).with(t, "wangfang")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.SignIn(ctx, "wangfang", password); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAPasswordIsKeptAsADearHash(t *testing.T) {
	s, err := store.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "ca.db"))
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	staff := operators.New(s, time.Now, operators.Cost())
	_, err = staff.Add(t.Context(), console, "wangfang", operators.Reviewer, password)
	must(t, err)
	_, err = staff.SignIn(t.Context(), "wangfang", password)
	must(t, err)
	kept, err := s.Operator(t.Context(), "wangfang")
	must(t, err)
	if !strings.HasPrefix(kept.Password, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Errorf("kept as %s", kept.Password)
	}
}
