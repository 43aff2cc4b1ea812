package est_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"ukey/renew/est"
)

func TestProblemComesBack(t *testing.T) {
	want := est.Problem{Type: "urn:x", Title: "数据有异常", Status: 403, Detail: "信用代码 missing", Code: -8001}
	w := httptest.NewRecorder()
	est.WriteProblem(w, want)
	if w.Code != 403 || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("status %d, type %s", w.Code, w.Header().Get("Content-Type"))
	}
	if got := est.ParseProblem(w.Code, w.Header().Get("Content-Type"), w.Body.Bytes()); got != want {
		t.Errorf("got %+v", got)
	}
}

func TestAProblemIsReadInWhateverFormItComes(t *testing.T) {
	long := strings.Repeat("很", 600)
	for name, c := range map[string]struct {
		contentType, body string
		want              est.Problem
	}{
		"with charset":        {"application/problem+json; charset=utf-8", `{"title":"t","code":-1}`, est.Problem{Title: "t", Code: -1}},
		"plain JSON":          {"application/json", `{"detail":"d"}`, est.Problem{Detail: "d"}},
		"text":                {"text/plain", "no\r\nsuch  thing\n", est.Problem{Detail: "no such thing"}},
		"status in the body":  {"application/json", `{"status":200}`, est.Problem{}},
		"HTML":                {"text/html", "<h1>Bad gateway</h1>", est.Problem{}},
		"no type":             {"", "x", est.Problem{}},
		"not JSON":            {"application/problem+json", `{"title":"t"`, est.Problem{}},
		"half wrong":          {"application/problem+json", `{"title":"t","code":"x"}`, est.Problem{}},
		"terminal codes":      {"text/plain", "a\x1b[31mb\x00c\u202ed", est.Problem{Detail: "a[31mbcd"}},
		"broken UTF-8":        {"text/plain", "a\xffb", est.Problem{Detail: "a�b"}},
		"long":                {"text/plain", long, est.Problem{Detail: long[:3*500] + "…"}},
		"beyond every bound":  {"text/plain", strings.Repeat("x", est.MaxBody+1), est.Problem{}},
		"nothing":             {"application/problem+json", "", est.Problem{}},
		"a list":              {"application/problem+json", "[]", est.Problem{}},
		"Chinese stays as is": {"text/plain", "系统维护中", est.Problem{Detail: "系统维护中"}},
	} {
		c.want.Status = 403
		if got := est.ParseProblem(403, c.contentType, []byte(c.body)); got != c.want {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}
