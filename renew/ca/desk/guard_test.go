package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/renew/ca/desk/operators"
)

// reviewerPages and adminPages are all pages that need somebody to sign in.
func reviewerPages(id string) []string {
	return []string{
		"/desk/", "/desk/?state=all&text=x", "/desk/cases/" + id, "/desk/cases/" + id + "/scans/id-card",
		"/desk/cases/" + id + "/scans/id-card/picture", "/desk/password",
	}
}

func adminPages() []string { return []string{"/desk/operators", "/desk/audit"} }

// reviewerForms and adminForms are all that can be sent, with what would make
// them succeed.
func reviewerForms(t testing.TB, a *applicant) map[string]url.Values {
	t.Helper()
	id := a.ID
	decision := url.Values{"version": {a.version(t)}, "verdict": {"reject"}, "note": {"x"}}
	return map[string]url.Values{
		"/desk/cases/" + id:              decision,
		"/desk/cases/" + id + "/preview": decision,
		"/desk/cases/" + id + "/decide":  decision,
		"/desk/password":                 {"old": {password}, "new": {"another good one"}, "again": {"another good one"}},
		"/desk/sign-out":                 {},
	}
}

func adminForms() map[string]url.Values {
	return map[string]url.Values{
		"/desk/operators":          {"name": {"lina"}, "role": {"admin"}, "password": {password}},
		"/desk/operators/password": {"name": {wang}, "password": {"another good one"}},
		"/desk/operators/role":     {"name": {wang}, "role": {"admin"}},
		"/desk/operators/disable":  {"name": {wang}},
		"/desk/operators/enable":   {"name": {wang}},
	}
}

// world is what must not have changed when something was refused.
func (r *rig) world(t testing.TB, id string) any {
	t.Helper()
	file, err := r.Cases.Get(t.Context(), id)
	must(t, err)
	staff, err := r.Staff.List(t.Context())
	must(t, err)
	return struct {
		Version int64
		Staff   []operators.Operator
	}{file.Version, staff}
}

func TestWhoeverHasNotSignedInIsAskedTo(t *testing.T) {
	r := newRig(t)
	a := r.apply(t, example(t))
	id := a.ID
	before := r.world(t, id)
	v := r.visitor(t)
	for _, path := range append(reviewerPages(id), adminPages()...) {
		got := v.get(path)
		want := "/desk/sign-in?next=" + url.QueryEscape(path)
		if got.Status != http.StatusSeeOther || got.Location() != want || strings.Contains(got.Body, "示例") {
			t.Errorf("%s: %d to %s\n%s", path, got.Status, got.Location(), got.Body)
		}
	}
	for _, forms := range []map[string]url.Values{reviewerForms(t, a), adminForms()} {
		for path, form := range forms {
			if got := v.post(path, form); got.Status != http.StatusSeeOther || !strings.HasPrefix(got.Location(), "/desk/sign-in") {
				t.Errorf("%s: %d", path, got.Status)
			}
		}
	}
	if diff := cmp.Diff(before, r.world(t, id)); diff != "" {
		t.Error(diff)
	}
	if v.session() != nil {
		t.Error("somebody who has not signed in has a session")
	}
}

func TestWhatIsForAdministratorsIsNotForReviewers(t *testing.T) {
	r := newRig(t)
	id := r.apply(t, example(t)).ID
	before := r.world(t, id)
	reviewer, admin := r.as(t, wang), r.as(t, zhou)
	for _, path := range adminPages() {
		reviewer.get(path).says(t, http.StatusForbidden, "只有管理员")
		admin.get(path).says(t, http.StatusOK)
	}
	for path, form := range adminForms() {
		reviewer.post(path, form).says(t, http.StatusForbidden, "只有管理员")
	}
	if page := reviewer.get("/desk/").Body; strings.Contains(page, "/desk/operators") || strings.Contains(page, "/desk/audit") {
		t.Error("a reviewer is offered what they may not open")
	}
	if diff := cmp.Diff(before, r.world(t, id)); diff != "" {
		t.Error(diff)
	}
	for _, path := range reviewerPages(id) {
		reviewer.get(path).says(t, http.StatusOK)
		admin.get(path).says(t, http.StatusOK)
	}
}

func TestAFormOfAnotherSiteOrWithoutTheTokenChangesNothing(t *testing.T) {
	r := newRig(t)
	a := r.apply(t, example(t))
	id := a.ID
	before := r.world(t, id)
	v, other := r.as(t, zhou), r.as(t, zhou)
	for _, forms := range []map[string]url.Values{reviewerForms(t, a), adminForms()} {
		for path, form := range forms {
			for _, token := range []string{"", "x", other.token} {
				form.Set("token", token)
				v.post(path, form).says(t, http.StatusForbidden, "什么都没有改变")
			}
			form.Set("token", v.token)
			for name, value := range map[string]string{"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"} {
				req := v.request(http.MethodPost, path, form)
				req.Header.Set(name, value)
				v.send(req).says(t, http.StatusForbidden, "其他网站")
			}
		}
	}
	if diff := cmp.Diff(before, r.world(t, id)); diff != "" {
		t.Error(diff)
	}
	v.get("/desk/").says(t, http.StatusOK) // still signed in
}

func TestNobodyIsSignedInByAnotherSite(t *testing.T) {
	r := newRig(t)
	v := r.visitor(t)
	req := v.request(http.MethodPost, "/desk/sign-in", url.Values{"name": {wang}, "password": {password}})
	req.Header.Set("Origin", "https://elsewhere.example")
	v.send(req).says(t, http.StatusForbidden)
	if v.session() != nil {
		t.Error("signed in")
	}
}

func TestEveryAnswerHasThePolicy(t *testing.T) {
	r := newRig(t)
	id := r.apply(t, example(t)).ID
	admin, nobody := r.as(t, zhou), r.visitor(t)
	answers := map[string]answer{
		"sign-in":        nobody.get("/desk/sign-in"),
		"wrong password": nobody.signIn(wang, "x"),
		"redirect":       nobody.get("/desk/"),
		"no page":        admin.get("/desk/nowhere"),
		"no case":        admin.get("/desk/cases/nothing"),
		"refused":        admin.post("/desk/operators", url.Values{"token": {"x"}}),
		"language":       admin.post("/desk/language", url.Values{"language": {"en"}}),
		"conflict":       admin.post("/desk/cases/"+id+"/decide", url.Values{"version": {"1"}, "verdict": {"reject"}, "note": {"x"}}),
	}
	for _, path := range append(reviewerPages(id), adminPages()...) {
		answers[path] = admin.get(path)
	}
	for name, got := range answers {
		policy := directives(got.Header.Get("Content-Security-Policy"))
		if policy["default-src"] != "'none'" || policy["script-src"] != "" {
			t.Errorf("%s: the policy is %v", name, policy)
		}
		if _, sandboxed := policy["sandbox"]; !sandboxed && (policy["frame-ancestors"] != "'none'" || policy["form-action"] != "'self'" || policy["style-src"] != "'self'") {
			t.Errorf("%s: the policy is %v", name, policy)
		}
		if got.Header.Get("X-Content-Type-Options") != "nosniff" || got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: headers %v", name, got.Header)
		}
	}
	static := nobody.get("/desk/static/desk.css")
	static.says(t, http.StatusOK)
	if static.Header.Get("Content-Security-Policy") == "" || static.Header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("the style sheet: headers %v", static.Header)
	}
}

func directives(policy string) map[string]string {
	found := map[string]string{}
	for directive := range strings.SplitSeq(policy, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), " ")
		found[name] = value
	}
	return found
}

func TestPagesHoldNothingThatThePolicyForbids(t *testing.T) {
	r := newRig(t)
	id := r.apply(t, example(t)).ID
	v := r.as(t, zhou)
	pages := append(reviewerPages(id), adminPages()...)
	for _, path := range pages {
		page := v.get(path)
		if !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, forbidden := range []string{"<script", "<style", " style=", "javascript:", " onclick", "http://", "//www"} {
			if strings.Contains(page.Body, forbidden) {
				t.Errorf("%s holds %s", path, forbidden)
			}
		}
	}
}

func TestALargeFormIsRefused(t *testing.T) {
	r := newRig(t)
	a := r.apply(t, example(t))
	id := a.ID
	v := r.as(t, wang)
	got := v.post("/desk/cases/"+id+"/decide", url.Values{"version": {a.version(t)}, "verdict": {"reject"}, "note": {strings.Repeat("x", 1<<20)}})
	got.says(t, http.StatusBadRequest, "什么都没有改变")
}

func TestOtherPathsAndMethodsAreNotFound(t *testing.T) {
	r := newRig(t)
	v := r.as(t, zhou)
	v.get("/desk/nowhere").says(t, http.StatusNotFound, "没有这个页面")
	v.post("/desk/audit", nil).says(t, http.StatusNotFound, "没有这个页面")
	v.get("/desk/static/nothing.css").says(t, http.StatusNotFound)
	v.get("/desk/cases/4ouxmzvwyblvlwoz").says(t, http.StatusNotFound, "没有这份申请")
	v.get("/desk/cases/4ouxmzvwyblvlwoz/scans/id-card/picture").says(t, http.StatusNotFound)
}
