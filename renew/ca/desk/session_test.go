package desk_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ukey/renew/ca/internal/store"
)

// with is a visitor with this session.
func (v *visitor) with(session string) *visitor {
	v.t.Helper()
	other := v.r.visitor(v.t)
	at, err := url.Parse(v.r.URL)
	must(v.t, err)
	other.client.Jar.SetCookies(at, []*http.Cookie{{Name: "__Host-desk", Value: session, Secure: true, Path: "/"}})
	return other
}

// isIn tells whether the visitor's session is good.
func (v *visitor) isIn() bool { return v.get("/desk/").Status == http.StatusOK }

func TestTheSessionsCookieIsForThisHostAndForNoScript(t *testing.T) {
	r := newRig(t)
	got := r.visitor(t).signIn(wang, password)
	cookie, err := http.ParseSetCookie(got.Header.Get("Set-Cookie"))
	must(t, err)
	if cookie.Name != "__Host-desk" || !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode ||
		cookie.Path != "/" || cookie.Domain != "" || cookie.MaxAge != 0 || !cookie.Expires.IsZero() {
		t.Errorf("the cookie is %v", cookie)
	}
	if len(cookie.Value) < 40 {
		t.Errorf("a token of %d characters", len(cookie.Value))
	}
}

func TestASessionThatWasPlantedIsNotUsed(t *testing.T) {
	r := newRig(t)
	attacker := r.as(t, wang)
	for name, planted := range map[string]string{"made up": "made-up", "the attacker's own": attacker.session().Value} {
		victim := r.visitor(t).with(planted)
		victim.signIn(zhou, password)
		if victim.session().Value == planted {
			t.Errorf("%s: still used after signing in", name)
		}
		if page := attacker.with(planted).get("/desk/operators"); page.Status == http.StatusOK {
			t.Errorf("%s: whoever planted it is in the victim's session", name)
		}
		if !victim.isIn() {
			t.Errorf("%s: the victim is not in", name)
		}
	}
}

func TestSigningOutEndsTheSessionForEverybodyWhoHasIt(t *testing.T) {
	r := newRig(t)
	v := r.as(t, wang)
	copied := v.with(v.session().Value)
	if !copied.isIn() {
		t.Fatal("the session is bound to more than its token")
	}
	if got := v.post("/desk/sign-out", nil); got.Location() != "/desk/sign-in" {
		t.Errorf("led to %s", got.Location())
	}
	if v.session() != nil {
		t.Error("the browser keeps the cookie")
	}
	if copied.isIn() {
		t.Error("the token is still good")
	}
}

func TestWhatChangesAnOperatorEndsTheirSessions(t *testing.T) {
	r := newRig(t)
	admin := r.as(t, zhou)
	for path, form := range map[string]url.Values{
		"/desk/operators/password": {"name": {wang}, "password": {password + "!"}},
		"/desk/operators/role":     {"name": {wang}, "role": {"reviewer"}},
		"/desk/operators/disable":  {"name": {wang}},
	} {
		v := r.as(t, wang)
		admin.post(path, form).says(t, http.StatusSeeOther)
		if v.isIn() {
			t.Errorf("after %s the session is still good", path)
		}
		_, err := r.Staff.Enable(t.Context(), console, wang)
		must(t, err)
		_, err = r.Staff.SetPassword(t.Context(), console, wang, password)
		must(t, err)
	}
}

func TestAnOwnNewPasswordEndsAllSessionsButThisOne(t *testing.T) {
	r := newRig(t)
	v, elsewhere := r.as(t, wang), r.as(t, wang)
	before := v.session().Value
	fresh := "another good one"
	for want, form := range map[string]url.Values{
		"当前密码不正确": {"old": {"x"}, "new": {fresh}, "again": {fresh}},
		"不一致":     {"old": {password}, "new": {fresh}, "again": {fresh + "x"}},
		"密码太短":    {"old": {password}, "new": {"short"}, "again": {"short"}},
	} {
		v.post("/desk/password", form).says(t, http.StatusUnprocessableEntity, want)
	}
	v.post("/desk/password", url.Values{"old": {password}, "new": {fresh}, "again": {fresh}}).says(t, http.StatusSeeOther)
	v.get("/desk/").says(t, http.StatusOK, "密码已修改")
	if elsewhere.isIn() || v.with(before).isIn() {
		t.Error("a session from before is still good")
	}
	if got := r.visitor(t).signIn(wang, fresh); got.Status != http.StatusSeeOther {
		t.Errorf("the new password: %d", got.Status)
	}
}

func TestASessionOutlivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ca.db")
	first, err := store.OpenSQLite(t.Context(), path)
	must(t, err)
	r := newRigOn(t, first)
	server := httptest.NewTLSServer(r.handler)
	r.URL, r.client = server.URL, server.Client()
	session := r.as(t, wang).session().Value
	server.Close()
	must(t, first.Close())

	again, err := store.OpenSQLite(t.Context(), path)
	must(t, err)
	t.Cleanup(func() { must(t, again.Close()) })
	r.start(t, again)
	server = httptest.NewTLSServer(r.handler)
	t.Cleanup(server.Close)
	r.URL, r.client = server.URL, server.Client()
	if !r.visitor(t).with(session).isIn() {
		t.Error("the restart has ended the session")
	}
}

// quiet is a visitor of a desk that no network is before, so that time can be
// made to pass.
type quiet struct {
	handler http.Handler
	jar     http.CookieJar
	at      *url.URL
}

func (q *quiet) ask(t *testing.T, method, path string, form url.Values) int {
	t.Helper()
	req := httptest.NewRequestWithContext(context.Background(), method, "https://desk.example"+path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range q.jar.Cookies(q.at) {
		req.AddCookie(c)
	}
	w := httptest.NewRecorder()
	q.handler.ServeHTTP(w, req)
	resp := w.Result()
	q.jar.SetCookies(q.at, resp.Cookies())
	return resp.StatusCode
}

func TestASessionEndsWhenNobodyIsThereAndAfterADay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ca.db")
	synctest.Test(t, func(t *testing.T) {
		s, err := store.OpenSQLite(t.Context(), path)
		must(t, err)
		defer func() { must(t, s.Close()) }()
		jar, err := cookiejar.New(nil)
		must(t, err)
		q := &quiet{newRigOn(t, s).handler, jar, &url.URL{Scheme: "https", Host: "desk.example", Path: "/"}}
		signIn := func() {
			t.Helper()
			if got := q.ask(t, http.MethodPost, "/desk/sign-in", url.Values{"name": {wang}, "password": {password}}); got != http.StatusSeeOther {
				t.Fatalf("sign-in: %d", got)
			}
		}
		expect := func(want int, when string) {
			t.Helper()
			if got := q.ask(t, http.MethodGet, "/desk/", nil); got != want {
				t.Errorf("%s: %d, want %d", when, got, want)
			}
		}
		signIn()
		<-time.After(29 * time.Minute)
		expect(http.StatusOK, "29 minutes later")
		<-time.After(31 * time.Minute)
		expect(http.StatusSeeOther, "31 minutes after that")

		signIn()
		for range 30 {
			<-time.After(19*time.Minute + 50*time.Second)
			expect(http.StatusOK, "while somebody works")
		}
		<-time.After(10 * time.Minute)
		expect(http.StatusSeeOther, "after ten hours")
	})
}
