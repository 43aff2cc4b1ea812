package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"ukey/renew/ca/desk/operators"
)

func TestTheAnswerDoesNotTellWhetherANameExists(t *testing.T) {
	r := newRig(t)
	// The page repeats the name, so that both have to look alike without it.
	said := map[string][]string{}
	for _, name := range []string{wang, "nobody-x"} {
		v := r.visitor(t)
		for range operators.FreeTries + 2 {
			got := v.signIn(name, "a wrong password")
			said[name] = append(said[name], http.StatusText(got.Status)+got.Header.Get("Retry-After")+strings.ReplaceAll(got.Body, name, "NAME"))
		}
	}
	for i := range said[wang] {
		if a, b := said[wang][i], said["nobody-x"][i]; a != b {
			t.Errorf("try %d: somebody is told\n%s\nand nobody\n%s", i+1, a, b)
		}
	}
}

func TestTooManyWrongPasswordsAreToldOfWithTheTime(t *testing.T) {
	r := newRig(t)
	v := r.visitor(t)
	for range operators.FreeTries {
		v.signIn(wang, "a wrong password").says(t, http.StatusUnauthorized, "用户名或密码不正确", `value="wangfang"`)
	}
	got := v.signIn(wang, password)
	got.says(t, http.StatusTooManyRequests, "09:01", "约 1 分钟")
	if after := got.Header.Get("Retry-After"); after != "60" {
		t.Errorf("Retry-After: %s", after)
	}
	r.at(23, 9, 1)
	if got := v.signIn(wang, password); got.Status != http.StatusSeeOther {
		t.Errorf("a minute later: %d", got.Status)
	}
}

func TestWhoeverTriesTooOftenIsToldToWait(t *testing.T) {
	r := newRig(t)
	v := r.visitor(t)
	r.wait = 1500 * time.Millisecond
	got := v.signIn(wang, password)
	got.says(t, http.StatusTooManyRequests, "太频繁了")
	if after := got.Header.Get("Retry-After"); after != "2" || v.session() != nil {
		t.Errorf("Retry-After: %s, session %v", after, v.session())
	}
}

func TestAPasswordIsNeitherRepeatedNorLogged(t *testing.T) {
	r := newRig(t)
	v := r.visitor(t)
	got := v.signIn(wang, "hunter2 hunter2")
	admin := r.as(t, zhou)
	refused := admin.post("/desk/operators", url.Values{"name": {wang}, "role": {"reviewer"}, "password": {"hunter2 hunter2"}})
	refused.says(t, http.StatusUnprocessableEntity, "已有同名账号")
	for where, text := range map[string]string{"the sign-in page": got.Body, "the page of operators": refused.Body, "the log": r.Log.String()} {
		if strings.Contains(text, "hunter2") || strings.Contains(text, password) {
			t.Errorf("%s holds a password", where)
		}
	}
	if strings.Contains(r.Log.String(), v.token) && v.token != "" || strings.Contains(r.Log.String(), admin.session().Value) {
		t.Error("the log holds a session")
	}
}

func TestSigningInLeadsBackToThePageOnly(t *testing.T) {
	r := newRig(t)
	for next, want := range map[string]string{
		"/desk/cases/abc":                    "/desk/cases/abc",
		"/desk/?state=all&text=%E7%8E%8B":    "/desk/?state=all&text=%E7%8E%8B",
		"/desk/../v1/cases":                  "/desk/",
		"/elsewhere":                         "/desk/",
		"https://elsewhere.example/desk/":    "/desk/",
		"//elsewhere.example/desk/":          "/desk/",
		`/\elsewhere.example/desk/`:          "/desk/",
		`\\elsewhere.example/desk/`:          "/desk/",
		"/desk/\r\nSet-Cookie: x=y":          "/desk/",
		"javascript:alert(1)":                "/desk/",
		"":                                   "/desk/",
		"/desk//elsewhere.example":           "/desk/elsewhere.example",
		"https:/desk/":                       "/desk/",
		"/desk/cases/%2e%2e/%2e%2e/v1/cases": "/desk/",
	} {
		v := r.visitor(t)
		got := v.send(v.request(http.MethodPost, "/desk/sign-in", url.Values{"name": {wang}, "password": {password}, "next": {next}}))
		if got.Status != http.StatusSeeOther || got.Location() != want {
			t.Errorf("%q: %d to %q, want %q", next, got.Status, got.Location(), want)
		}
	}
}

func TestTheLanguageIsTheBrowsersUnlessChosen(t *testing.T) {
	r := newRig(t)
	v := r.visitor(t)
	ask := func(accepted string) string {
		req := v.request(http.MethodGet, "/desk/sign-in", nil)
		req.Header.Set("Accept-Language", accepted)
		return v.send(req).Header.Get("Content-Language")
	}
	for accepted, want := range map[string]string{
		"": "zh-Hans", "zh-CN,zh;q=0.9,en;q=0.8": "zh-Hans", "en-GB,en;q=0.9": "en", "en-US,zh;q=0.1": "en",
		"fr-FR,en;q=0.5": "en", "ja": "zh-Hans", "zh-TW": "zh-Hans", "!!": "zh-Hans",
	} {
		if got := ask(accepted); got != want {
			t.Errorf("Accept-Language %q: %s, want %s", accepted, got, want)
		}
	}
	v.post("/desk/language", url.Values{"language": {"en"}, "next": {"/desk/sign-in"}}).says(t, http.StatusSeeOther)
	if got := ask("zh-CN"); got != "en" {
		t.Errorf("after choosing English: %s", got)
	}
	v.post("/desk/language", url.Values{"language": {"tlh"}}).says(t, http.StatusBadRequest)
}
