package desk_test

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

func TestACaseShowsFormScansAndOldCertificateSideBySide(t *testing.T) {
	r := newRig(t)
	a := r.apply(t, example(t))
	page := r.as(t, wang).get("/desk/cases/" + a.ID)
	page.says(t, http.StatusOK,
		"深圳市示例科技有限公司", "91440300MA5EXAMP0C", "校验码正确", "广东省 深圳市", "2025-11-11 到 2026-11-11", "已过期 12 天",
		"UKey Reference Issuing CA", a.cert.SerialNumber.Text(16), a.sees(t).Certificate,
		"11010519491231002X", "女，1949-12-31 出生", "李小梅", "科苑路15号", "13800138000", "lixiaomei@example.com",
		"2026-11-23 09:00 提交", "承诺 2026-11-25 18:00 前审核",
	)
	for _, kind := range cases.Kinds() {
		page.says(t, http.StatusOK, `src="/desk/cases/`+a.ID+`/scans/`+string(kind)+`/picture"`)
	}
}

func TestWhatDiffersFromTheOldCertificateIsMarked(t *testing.T) {
	r := newRig(t)
	app := example(t)
	app.Name, app.CreditCode, app.Emails = "示例业务章", "", []string{"old@example.com"}
	app.Form.Address, app.Form.IDNumber = "北京市朝阳区建国路1号", idNumber("44030520150102001")
	r.as(t, wang).get("/desk/cases/"+r.apply(t, app).ID).says(t, http.StatusOK,
		"≠ 与单位名称不同", "证书中没有有效的代码", "≠ 与原证书的“广东省”不同", "≠ 原证书为 old@example.com", "2015-01-02 出生，未满 18 岁",
	)
	app = example(t)
	app.Emails = []string{"LiXiaomei@example.com"}
	page := r.as(t, wang).get("/desk/cases/" + r.apply(t, app).ID)
	page.says(t, http.StatusOK, "✓ 与原证书一致")
	if strings.Contains(page.Body, "≠") {
		t.Error("something is marked where nothing differs")
	}
}

// idNumber adds the check character of GB 11643.
func idNumber(first17 string) string {
	sum := 0
	for i, r := range first17 {
		sum += int(r-'0') * (1 << (17 - i) % 11)
	}
	return first17 + string("10X98765432"[sum%11])
}

func TestAScanComesAsItWasSentAndDoesNothingButShow(t *testing.T) {
	r := newRig(t)
	app := example(t)
	a := r.apply(t, app)
	v := r.as(t, wang)
	for kind, want := range map[cases.Kind]string{cases.Organisation: "image/jpeg", cases.IDCard: "image/png"} {
		got := v.get("/desk/cases/" + a.ID + "/scans/" + string(kind) + "/picture")
		if got.Status != http.StatusOK || got.Header.Get("Content-Type") != want || !bytes.Equal([]byte(got.Body), app.Scans[kind]) {
			t.Errorf("%s: %d, %s, %d bytes", kind, got.Status, got.Header.Get("Content-Type"), len(got.Body))
		}
		if policy := directives(got.Header.Get("Content-Security-Policy")); policy["default-src"] != "'none'" || !strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: policy %v", kind, policy)
		}
	}
	v.get("/desk/cases/"+a.ID+"/scans/id-card").says(t, http.StatusOK, "png · 30 × 40", `width="30"`)
	v.get("/desk/cases/"+a.ID+"/scans/passport").says(t, http.StatusNotFound)
	v.get("/desk/cases/"+a.ID+"/scans/..%2f/picture").says(t, http.StatusNotFound)
}

func TestACaseThatIsBeingPreparedShowsWhatIsMissing(t *testing.T) {
	r := newRig(t)
	a := r.open(t, example(t))
	page := r.as(t, wang).get("/desk/cases/" + a.ID)
	page.says(t, http.StatusOK, "填写中", "没有上传", "未填写")
	if strings.Contains(page.Body, `name="verdict"`) {
		t.Error("it can be decided")
	}
}

func TestTheHistoryTellsWhoDidWhat(t *testing.T) {
	r := newRig(t)
	a := r.apply(t, example(t))
	r.at(24, 10, 0)
	version, err := strconv.ParseInt(a.version(t), 10, 64)
	must(t, err)
	_, err = r.Cases.NeedMore(t.Context(), casework.Actor{Name: "lina", Role: "reviewer"}, a.ID, version, cases.Reasons{Note: "请补盖公章"})
	must(t, err)
	r.as(t, wang).get("/desk/cases/"+a.ID).says(t, http.StatusOK, "2026-11-24 10:00", "待补充", "lina", "请补盖公章")
}

// hostile is what an applicant may try to make a browser do. A name has no digits.
const hostile = `"><script>alert()</script><img src=x onerror=alert()>'`

func TestMarkupInNamesIsShownAndNotObeyed(t *testing.T) {
	r := newRig(t)
	app := example(t)
	app.Organisation, app.Name = hostile, "CN"+hostile
	app.Form.Name, app.Form.Address = hostile, hostile
	a := r.apply(t, app)
	reviewer, admin := r.as(t, wang), r.as(t, zhou)
	_, err := r.Staff.Add(t.Context(), console, `<b>&"x"'</b>`, "reviewer", password)
	must(t, err)
	decided := map[string][]string{
		"version": {a.version(t)}, "verdict": {"need-more"}, "note": {hostile}, "field-name": {hostile}, "document-id-card": {hostile}, "phone": {hostile},
	}
	pages := map[string]answer{
		"queue":     reviewer.get("/desk/?state=all"),
		"search":    reviewer.get("/desk/?text=" + strings.ReplaceAll(hostile, " ", "+")),
		"case":      reviewer.get("/desk/cases/" + a.ID),
		"scan":      reviewer.get("/desk/cases/" + a.ID + "/scans/id-card"),
		"preview":   reviewer.post("/desk/cases/"+a.ID+"/preview", decided),
		"back":      reviewer.post("/desk/cases/"+a.ID, decided),
		"decide":    reviewer.post("/desk/cases/"+a.ID+"/decide", decided),
		"decided":   reviewer.get("/desk/cases/" + a.ID),
		"sign-in":   reviewer.signIn(hostile, "x"),
		"operators": admin.get("/desk/operators"),
		"audit":     admin.get("/desk/audit"),
	}
	for name, page := range pages {
		for _, live := range []string{"<script>alert", "<img src=x", "<b>&"} {
			if strings.Contains(page.Body, live) {
				t.Errorf("%s holds %s", name, live)
			}
		}
	}
	for _, name := range []string{"queue", "case", "preview", "decided"} {
		pages[name].says(t, http.StatusOK, "&lt;script&gt;alert()&lt;/script&gt;")
	}
	pages["operators"].says(t, http.StatusOK, "&lt;b&gt;")
}
