package desk_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// visitor is somebody with a browser, as far as HTTP knows: it keeps cookies,
// and does not follow redirects by itself.
type visitor struct {
	t      testing.TB
	r      *rig
	client *http.Client
	// token is what the forms of the last page held.
	token string
}

func (r *rig) visitor(t testing.TB) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	return &visitor{t: t, r: r, client: &http.Client{
		Transport: r.client.Transport, Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// as is a visitor who has signed in.
func (r *rig) as(t testing.TB, name string) *visitor {
	t.Helper()
	v := r.visitor(t)
	if got := v.signIn(name, password); got.Status != http.StatusSeeOther {
		t.Fatalf("%s cannot sign in: %d\n%s", name, got.Status, got.Body)
	}
	v.get("/desk/")
	return v
}

func (v *visitor) signIn(name, password string) answer {
	v.t.Helper()
	return v.send(v.request(http.MethodPost, "/desk/sign-in", url.Values{"name": {name}, "password": {password}}))
}

// answer is what came back.
type answer struct {
	Status int
	Header http.Header
	Body   string
}

// Location is where a redirect leads, without the host.
func (a answer) Location() string { return a.Header.Get("Location") }

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.send(v.request(http.MethodGet, path, nil))
}

// post sends a form of the page that the visitor has seen last.
func (v *visitor) post(path string, form url.Values) answer {
	v.t.Helper()
	filled := url.Values{"token": {v.token}}
	for name, values := range form {
		filled[name] = values
	}
	return v.send(v.request(http.MethodPost, path, filled))
}

func (v *visitor) request(method, path string, form url.Values) *http.Request {
	v.t.Helper()
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.r.URL+path, body)
	must(v.t, err)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", v.r.URL)
	}
	return req
}

func (v *visitor) send(req *http.Request) answer {
	v.t.Helper()
	resp, err := v.client.Do(req)
	must(v.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	must(v.t, err)
	if found := tokenField.FindStringSubmatch(string(body)); found != nil {
		v.token = found[1]
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

// session is the cookie that the visitor holds, nil if none.
func (v *visitor) session() *http.Cookie {
	v.t.Helper()
	at, err := url.Parse(v.r.URL)
	must(v.t, err)
	for _, c := range v.client.Jar.Cookies(at) {
		if c.Name == "__Host-desk" {
			return c
		}
	}
	return nil
}

// says checks that a page has all of these texts.
func (a answer) says(t testing.TB, status int, texts ...string) {
	t.Helper()
	if a.Status != status {
		t.Errorf("status %d, want %d", a.Status, status)
	}
	for _, text := range texts {
		if !strings.Contains(a.Body, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
	if t.Failed() && strings.HasPrefix(a.Header.Get("Content-Type"), "text/") {
		t.Log(a.Body)
	}
}
