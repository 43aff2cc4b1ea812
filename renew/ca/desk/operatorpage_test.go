package desk_test

import (
	"database/sql"
	"net/http"
	"net/url"
	"testing"

	"ukey/renew/ca/desk/operators"
)

func TestAnAdministratorLooksAfterTheStaff(t *testing.T) {
	r := newRig(t)
	v := r.as(t, zhou)
	done := func(path string, form url.Values, want string) {
		t.Helper()
		v.post(path, form).says(t, http.StatusSeeOther)
		v.get("/desk/operators").says(t, http.StatusOK, want)
	}
	done("/desk/operators", url.Values{"name": {"李娜"}, "role": {"reviewer"}, "password": {password}}, "已为 李娜 开通账号")
	if got := r.visitor(t).signIn("李娜", password); got.Status != http.StatusSeeOther {
		t.Errorf("the new one: %d", got.Status)
	}
	done("/desk/operators/role", url.Values{"name": {"李娜"}, "role": {"admin"}}, "已更改 李娜 的角色")
	r.as(t, "李娜").get("/desk/operators").says(t, http.StatusOK)
	done("/desk/operators/password", url.Values{"name": {"李娜"}, "password": {"another good one"}}, "已重设 李娜 的密码")
	if got := r.visitor(t).signIn("李娜", "another good one"); got.Status != http.StatusSeeOther {
		t.Errorf("with the new password: %d", got.Status)
	}
	done("/desk/operators/disable", url.Values{"name": {"李娜"}}, "已停用 李娜")
	if got := r.visitor(t).signIn("李娜", "another good one"); got.Status != http.StatusUnauthorized {
		t.Errorf("disabled: %d", got.Status)
	}
	done("/desk/operators/enable", url.Values{"name": {"李娜"}}, "李娜 可以重新登录了")
}

func TestWhatCannotBeDoneToAnOperatorIsExplained(t *testing.T) {
	r := newRig(t)
	v := r.as(t, zhou)
	for _, c := range []struct {
		path string
		form url.Values
		want string
	}{
		{"/desk/operators", url.Values{"name": {"a b"}, "role": {"reviewer"}, "password": {password}}, "不含空格"},
		{"/desk/operators", url.Values{"name": {"lina"}, "role": {"reviewer"}, "password": {"short"}}, "至少要 12 个字符"},
		{"/desk/operators", url.Values{"name": {"WangFang"}, "role": {"reviewer"}, "password": {password}}, "已有同名账号"},
		{"/desk/operators/password", url.Values{"name": {wang}, "password": {"wangfang-123"}}, "密码与用户名太像"},
		{"/desk/operators/disable", url.Values{"name": {zhou}}, "不能更改自己的角色或停用自己"},
		{"/desk/operators/role", url.Values{"name": {zhou}, "role": {"reviewer"}}, "不能更改自己的角色或停用自己"},
		{"/desk/operators/enable", url.Values{"name": {"nobody"}}, "没有这个账号"},
	} {
		v.post(c.path, c.form).says(t, http.StatusUnprocessableEntity, c.want)
	}
	v.post("/desk/operators/role", url.Values{"name": {wang}, "role": {"king"}}).says(t, http.StatusBadRequest)
	all, err := r.Staff.List(t.Context())
	must(t, err)
	if len(all) != 2 || all[0].Role != operators.Reviewer || all[1].Role != operators.Admin {
		t.Errorf("the staff became %v", all)
	}
}

func TestTheAuditLogIsShownWithItsVerification(t *testing.T) {
	r := newRig(t)
	a := r.apply(t, example(t))
	v := r.as(t, zhou)
	v.get("/desk/audit").says(t, http.StatusOK, "日志完整", "operator.add", "operator.sign-in", a.ID, zhou)

	db, err := sql.Open("sqlite", r.File)
	must(t, err)
	defer db.Close()
	_, err = db.ExecContext(t.Context(), `UPDATE audit SET actor = 'somebody else' WHERE seq = 2`)
	must(t, err)
	v.get("/desk/audit").says(t, http.StatusOK, "日志已被改动：第 2 条")
}

func TestTheAuditLogHasPages(t *testing.T) {
	r := newRig(t)
	for range 15 {
		r.as(t, wang).post("/desk/sign-out", nil)
	}
	v := r.as(t, zhou)
	first := v.get("/desk/audit")
	first.says(t, http.StatusOK, "<code>33</code>", `href="/desk/audit?before=9"`)
	second := v.get("/desk/audit?before=9")
	second.says(t, http.StatusOK, "<code>8</code>", "<code>1</code>")
	v.get("/desk/audit?before=nonsense").says(t, http.StatusOK, "<code>33</code>")
}
