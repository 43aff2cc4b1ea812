package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/renew/ca/casework"
	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

// reasons is a form with reasons of every kind.
func reasons(t *testing.T, a *applicant, verdict string) url.Values {
	t.Helper()
	return url.Values{
		"version": {a.version(t)}, "verdict": {verdict}, "note": {"第一行\r\n第二行"}, "field-address": {"请写到门牌号"},
		"document-authorisation": {"缺少公章"}, "field-nothing": {"x"}, "document-nothing": {"x"}, "field-name": {"  "},
	}
}

func wantReasons() *cases.Reasons {
	return &cases.Reasons{
		Note: "第一行\n第二行", Fields: map[cases.Field]string{cases.FieldAddress: "请写到门牌号"},
		Documents: map[cases.Kind]string{cases.Authorisation: "缺少公章"},
	}
}

func TestReasonsReachTheApplicantAsThePreviewShowedThem(t *testing.T) {
	for verdict, want := range map[string]cases.State{"need-more": cases.NeedMore, "reject": cases.Rejected} {
		r := newRig(t)
		a := r.apply(t, example(t))
		v := r.as(t, wang)
		path := "/desk/cases/" + a.ID
		v.post(path+"/preview", reasons(t, a, verdict)).says(t, http.StatusOK, "申请人将看到", "第一行\n第二行", "请写到门牌号", "缺少公章")
		if got := a.sees(t).State; got != cases.Review {
			t.Fatalf("a preview has made it %s", got)
		}
		got := v.post(path+"/decide", reasons(t, a, verdict))
		if got.Status != http.StatusSeeOther || got.Location() != path {
			t.Fatalf("%d to %s\n%s", got.Status, got.Location(), got.Body)
		}
		sees := a.sees(t)
		if diff := cmp.Diff(wantReasons(), sees.Reasons); diff != "" || sees.State != want {
			t.Errorf("%s: %s", sees.State, diff)
		}
		if last := sees.History[len(sees.History)-1]; last.By != "staff" {
			t.Errorf("the last step is by %s", last.By)
		}
		file, err := r.Cases.Get(t.Context(), a.ID)
		must(t, err)
		if by := file.Steps[len(file.Steps)-1].Actor; by != (casework.Actor{Name: wang, Role: "reviewer"}) {
			t.Errorf("decided by %v", by)
		}
	}
}

func TestAnApprovalSendsTheCodeWhereThePreviewSaid(t *testing.T) {
	for given, want := range map[string]struct{ shown, masked string }{
		"":              {"13800138000", "138****8000"},
		"139 0013 9000": {"13900139000", "139****9000"},
	} {
		r := newRig(t)
		a := r.apply(t, example(t))
		v := r.as(t, wang)
		form := url.Values{"version": {a.version(t)}, "verdict": {"approve"}, "phone": {given}, "note": {"欢迎"}}
		v.post("/desk/cases/"+a.ID+"/preview", form).says(t, http.StatusOK, want.shown, "您已核实这个号码", "欢迎")
		v.post("/desk/cases/"+a.ID+"/decide", form).says(t, http.StatusSeeOther)
		v.get("/desk/cases/"+a.ID).says(t, http.StatusOK, "已通过。申请人现在可以安装新证书。")
		if sees := a.sees(t); sees.State != cases.Approved || sees.Phone != want.masked {
			t.Errorf("%s, the code goes to %s", sees.State, sees.Phone)
		}
	}
}

func TestADecisionThatMakesNoSenseIsRefusedAndKeepsWhatWasWritten(t *testing.T) {
	r := newRig(t)
	a := r.apply(t, example(t))
	noMobile := example(t)
	noMobile.Form.Phone = ""
	b := r.apply(t, noMobile)
	v := r.as(t, wang)
	// The preview says so already.
	v.post("/desk/cases/"+b.ID+"/preview", url.Values{"version": {b.version(t)}, "verdict": {"approve"}}).
		says(t, http.StatusUnprocessableEntity, "没有可以接收验证码的手机号码")
	for name, c := range map[string]struct {
		of   *applicant
		form url.Values
		want string
	}{
		"approve, but something is wrong": {a, url.Values{"verdict": {"approve"}, "field-name": {"名字不对"}}, "通过时不会转告申请人"},
		"no reasons":                      {a, url.Values{"verdict": {"need-more"}, "note": {"  "}}, "请写明原因"},
		"rejected without reasons":        {a, url.Values{"verdict": {"reject"}}, "请写明原因"},
		"no verdict":                      {a, url.Values{"note": {"写了一些"}}, "请选择一个结论"},
		"an unknown verdict":              {a, url.Values{"verdict": {"burn"}}, "请选择一个结论"},
		"too long":                        {a, url.Values{"verdict": {"reject"}, "note": {strings.Repeat("长", 1001)}}, "原因太长"},
		"not printable":                   {a, url.Values{"verdict": {"reject"}, "note": {"a\x07b"}}, "原因太长，或含有无法显示的字符"},
		"no mobile":                       {b, url.Values{"verdict": {"approve"}}, "没有可以接收验证码的手机号码"},
		"no mobile number":                {b, url.Values{"verdict": {"approve"}, "phone": {"0755-12345678"}}, "没有可以接收验证码的手机号码"},
	} {
		c.form.Set("version", c.of.version(t))
		got := v.post("/desk/cases/"+c.of.ID+"/decide", c.form)
		got.says(t, http.StatusUnprocessableEntity, c.want)
		for field, values := range c.form {
			if field != "version" && field != "verdict" && len(values[0]) < 100 && values[0] != "a\x07b" && !strings.Contains(got.Body, values[0]) {
				t.Errorf("%s: %q is gone", name, values[0])
			}
		}
	}
	for _, applicant := range []*applicant{a, b} {
		if got := applicant.sees(t).State; got != cases.Review {
			t.Errorf("it became %s", got)
		}
	}
}

func TestARevokedCertificateIsToldOfAndNotApproved(t *testing.T) {
	r := newRig(t)
	a := r.apply(t, example(t))
	must(t, r.Store.Revoke(t.Context(), store.Revocation{Serial: a.cert.SerialNumber, At: r.Now()}))
	v := r.as(t, wang)
	v.get("/desk/cases/"+a.ID).says(t, http.StatusOK, "原证书已于 2026-11-23 09:00 吊销")
	v.post("/desk/cases/"+a.ID+"/decide", url.Values{"version": {a.version(t)}, "verdict": {"approve"}}).
		says(t, http.StatusUnprocessableEntity, "原证书已被吊销")
}

func TestWhatSomebodyElseHasDecidedMeanwhileIsShown(t *testing.T) {
	for _, step := range []string{"", "/preview", "/decide"} {
		r := newRig(t)
		a := r.apply(t, example(t))
		v, other := r.as(t, wang), r.as(t, zhou)
		v.get("/desk/cases/" + a.ID)
		seen := a.version(t)
		r.at(23, 9, 30)
		other.post("/desk/cases/"+a.ID+"/decide", url.Values{"version": {seen}, "verdict": {"need-more"}, "note": {"缺公章"}}).says(t, http.StatusSeeOther)

		got := v.post("/desk/cases/"+a.ID+step, url.Values{"version": {seen}, "verdict": {"reject"}, "note": {"我写的原因"}})
		got.says(t, http.StatusConflict, "您的结论没有保存", "zhouming 已于 2026-11-23 09:30", "待补充", "我写的原因", `name="version" value="`+a.version(t)+`"`)
		if sees := a.sees(t); sees.State != cases.NeedMore || sees.Reasons.Note != "缺公章" {
			t.Errorf("it became %s", sees.State)
		}
		// Whoever has read that may still decide, about what the page shows now.
		v.post("/desk/cases/"+a.ID+"/decide", url.Values{"version": {a.version(t)}, "verdict": {"reject"}, "note": {"我写的原因"}}).says(t, http.StatusSeeOther)
		if got := a.sees(t).State; got != cases.Rejected {
			t.Errorf("it is %s", got)
		}
	}
}

func TestTwoDecisionsAtOnceAreOneDecision(t *testing.T) {
	r := newRig(t)
	a := r.apply(t, example(t))
	visitors := []*visitor{r.as(t, wang), r.as(t, zhou)}
	statuses := make(chan int, len(visitors))
	for i, v := range visitors {
		form := url.Values{"token": {v.token}, "version": {a.version(t)}, "verdict": {[]string{"approve", "reject"}[i]}, "note": {"x"}}
		req := v.request(http.MethodPost, "/desk/cases/"+a.ID+"/decide", form)
		go func() {
			resp, err := v.client.Do(req)
			if err != nil {
				statuses <- 0
				return
			}
			resp.Body.Close()
			statuses <- resp.StatusCode
		}()
	}
	if a, b := <-statuses, <-statuses; a+b != http.StatusSeeOther+http.StatusConflict {
		t.Errorf("answered %d and %d", a, b)
	}
}

func TestBackFromThePreviewNothingIsLost(t *testing.T) {
	r := newRig(t)
	a := r.apply(t, example(t))
	v := r.as(t, wang)
	form := reasons(t, a, "need-more")
	form.Set("phone", "13900139000")
	v.post("/desk/cases/"+a.ID, form).says(t, http.StatusOK,
		"第一行\n第二行</textarea>", `name="field-address" value="请写到门牌号"`, `name="document-authorisation" value="缺少公章"`, `value="13900139000"`)
}
