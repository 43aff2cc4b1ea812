package ui

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
	"ukey/ui/uitest"
)

// fill types into the field of that name, whose label says so.
func (h *harness) fill(field cases.Field, text string) {
	h.T.Helper()
	e := h.wizard.form.fields[field].Entry
	e.SetText("")
	h.win.Canvas().Focus(e)
	h.Write(text)
}

func TestAnExpiredCertificateIsAppliedForFromFormToNewCertificate(t *testing.T) {
	h := open(t, chinese())
	h.desk.apply = func(token.ID) (*app.Application, error) { return newApplication(t), nil }
	h.plug(snapshot(expiredKey(t)))
	h.press("ui.apply")
	h.Until("the form", func() bool { return h.title() == "经办人资料" })
	h.Says("广东省深圳市")
	form := aForm()
	for _, field := range cases.Fields() {
		h.fill(field, form.Get(field))
	}
	h.press("ui.wizard.next")
	h.Until("the scans", func() bool { return h.title() == "盖章的扫描件" })
	h.dropped(fyne.Position{}, []fyne.URI{h.file("a.jpg", aScan(t)), h.file("b.jpg", aScan(t)), h.file("c.jpg", aScan(t))})
	h.settled()
	h.press("ui.wizard.next")
	h.Says("陈小明", "44030519900101123X", "深圳市福田区示例路 1 号 8 楼")

	h.submits(func(pin string) (*cases.Case, error) {
		if pin != "123456" {
			t.Errorf("the key was given %q", pin)
		}
		return aCase(cases.Review, happened(0, "applicant", cases.Review, "")), nil
	})
	h.press("ui.wizard.submit")
	h.Until("the PIN question", func() bool { return h.title() == "请输入PIN码" })
	h.Says("业务章 2", "为申请签名", "剩余重试次数：10")
	h.Write("123456")
	h.Key(fyneReturn)
	h.Until("the review", func() bool { return h.title() == "等待审核" })
	h.Says("提交资料", "经办人", "下次自动查询：10:00")
	if saved := h.desk.one("a1"); saved.Form.Normal() != form {
		t.Errorf("the desk has %+v", saved.Form)
	}

	h.desk.progress = func(*app.Application) (*cases.Case, error) {
		return aCase(cases.Approved, happened(0, "staff", cases.Approved, "")), nil
	}
	h.press("ui.review.ask")
	h.Until("the approval", func() bool { return h.title() == "安装新证书" })
	h.Says("138****8000")

	codes := make(chan app.CodeReply, 1)
	h.desk.install = func(ctx context.Context, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
		progress(renew.Event{Step: renew.StepRequest})
		reply, err := ask.Code(ctx, app.CodeQuestion{CodeSent: cases.CodeSent{
			SentTo: "138****8000", Expires: today.Add(5 * time.Minute), ResendAfter: today.Add(time.Minute),
		}})
		codes <- reply
		return (&renewalScript{h: h}).result(), err
	}
	h.press("ui.install")
	h.Until("the code question", func() bool { return h.title() == "输入短信验证码" })
	h.Says("138****8000", "5 分钟内有效", "重新发送（60 秒后）")
	h.Write("12 34 56")
	h.Key(fyneReturn)
	h.Until("the new certificates", func() bool { return uitest.Contains(h.Text(), "您的新证书已安装成功！") })
	if reply := <-codes; reply.Code != "123456" {
		t.Errorf("the CA was given %q", reply.Code)
	}
	h.Key(fyneReturn)
	h.Until("the end", func() bool { return h.title() == "新证书已安装" })
	h.Key(fyneReturn)
	if h.title() != "" {
		t.Error("Enter did not close the wizard")
	}
}

func TestAFieldIsCheckedWhenItIsLeftAndNotWhileItIsTyped(t *testing.T) {
	h := open(t, chinese())
	h.applying(nil)
	h.fill(cases.FieldIDNumber, "440305199001011239")
	if h.wizard.form.fields[cases.FieldIDNumber].Fault() != "" {
		t.Error("the number is called wrong while it is being typed")
	}
	h.Tab()
	h.Says("身份证号码有误，请逐位核对。")
	h.fill(cases.FieldIDNumber, "44030519900101123")
	h.Says("身份证号码有误，请逐位核对。") // not right yet, and no other word about it
	h.Write("x")
	if h.wizard.form.fields[cases.FieldIDNumber].Fault() != "" {
		t.Error("the number is right, and still called wrong")
	}
	h.Tab()
	if got := h.wizard.form.fields[cases.FieldIDNumber].Entry.Text; got != "44030519900101123X" {
		t.Errorf("the number reads %q", got)
	}
}

func TestWhatIsMissingIsSaidOnlyOnTheWayOn(t *testing.T) {
	h := open(t, chinese())
	h.applying(nil)
	for range cases.Fields() {
		h.Tab()
	}
	for field, shown := range h.wizard.form.fields {
		if shown.Fault() != "" {
			t.Errorf("%s is complained of before the person has got there", field)
		}
	}
	h.press("ui.wizard.next")
	h.Says("请填写经办人姓名。", "请填写经办人证件号码。", "请填写经办人电子邮箱。")
	if h.title() != "经办人资料" {
		t.Error("the wizard went on")
	}
	if h.win.Canvas().Focused() != fyne.Focusable(h.wizard.form.fields[cases.FieldName].Entry) {
		t.Error("the focus is not at the first field with something wrong")
	}
}

func TestEverythingTypedIsKeptWhereverTheWizardIsLeft(t *testing.T) {
	for name, leave := range map[string]func(*harness){
		"the next field": func(h *harness) { h.Tab() },
		"save and leave": func(h *harness) { h.press("ui.wizard.leave") },
		"escape":         func(h *harness) { h.Key(fyneEscape) },
		"the window":     func(h *harness) { h.Window.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, chinese())
			h.applying(nil)
			h.fill(cases.FieldName, "陈小明")
			leave(h)
			if name == "the window" {
				if got := h.desk.one("a1").Form.Name; got != "陈小明" {
					t.Errorf("the desk has %q", got)
				}
				return
			}
			h.Until("the name on the disk", func() bool { return h.desk.one("a1").Form.Name == "陈小明" })
		})
	}
}

func TestWhatCannotBeSavedStaysOnThePageUntilThePersonGivesItUp(t *testing.T) {
	h := open(t, chinese())
	h.applying(nil)
	full := &apply.DraftError{Path: "/home/chen/application.json", Err: syscall.ENOSPC}
	h.desk.setSaveErr(full)
	h.fill(cases.FieldName, "陈小明")
	h.press("ui.wizard.leave")
	h.Until("the failure", func() bool { return h.title() == "没有保存" })
	h.Says("磁盘空间不足", "/home/chen/application.json", "填写的内容还在页面上")
	h.Key(fyneEscape)
	if got := h.wizard.form.form().Name; h.title() != "经办人资料" || got != "陈小明" {
		t.Fatalf("%q is open and holds %q", h.title(), got)
	}

	h.desk.setSaveErr(nil) // there is room again
	h.Key(fyneEscape)
	h.Until("the wizard to close", func() bool { return h.title() == "" })
	if got := h.desk.one("a1").Form.Name; got != "陈小明" {
		t.Errorf("the desk has %q", got)
	}

	h.openApply()
	h.desk.setSaveErr(full)
	h.fill(cases.FieldName, "李小红")
	h.Key(fyneEscape)
	h.Until("the failure", func() bool { return h.title() == "没有保存" })
	h.press("ui.wizard.not-kept.drop")
	h.Until("the wizard to close", func() bool { return h.title() == "" })
}

func TestAnApplicationIsTakenUpAgainWhereItWasLeft(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*harness, *app.Application)
		title   string
	}{
		"the form":  {func(_ *harness, a *app.Application) { a.Form.Name = "陈小明" }, "经办人资料"},
		"the scans": {func(_ *harness, a *app.Application) { a.Form = aForm() }, "盖章的扫描件"},
		"the check": {func(h *harness, a *app.Application) { h.complete(a) }, "请核对后提交"},
		"the review": {func(h *harness, a *app.Application) {
			h.complete(a)
			a.Case, a.NextLook = aCase(cases.Review), today.Add(time.Hour)
		}, "等待审核"},
		"a field to correct": {func(h *harness, a *app.Application) {
			h.complete(a)
			a.Case = aCase(cases.NeedMore)
			a.Case.Reasons = &cases.Reasons{Fields: map[cases.Field]string{cases.FieldPhone: "打不通"}}
		}, "经办人资料"},
		"a scan to correct": {func(h *harness, a *app.Application) {
			h.complete(a)
			a.Case = aCase(cases.NeedMore)
			a.Case.Reasons = &cases.Reasons{Documents: map[cases.Kind]string{cases.IDCard: "没有盖章"}}
		}, "盖章的扫描件"},
		"rejected":   {func(_ *harness, a *app.Application) { a.Case = aCase(cases.Rejected) }, "未通过审核"},
		"approved":   {func(_ *harness, a *app.Application) { a.Case = aCase(cases.Approved) }, "安装新证书"},
		"installing": {func(_ *harness, a *app.Application) { a.Case, a.Installing = aCase(cases.Issued), true }, "安装新证书"},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, chinese())
			h.applying(func(a *app.Application) { c.prepare(h, a) })
			if h.title() != c.title {
				t.Errorf("the wizard opened at %q", h.title())
			}
		})
	}
}

func TestAWrongPINIsAskedForAgainAndAFailureKeepsEverything(t *testing.T) {
	h := open(t, chinese())
	h.applying(h.complete)
	answers := []error{&token.PINIncorrectError{Tries: 4, State: token.PINLow}, &est.UnreachableError{URL: "https://ca.example:8443", Err: errTest}}
	h.submits(func(string) (*cases.Case, error) {
		if len(answers) == 0 {
			return aCase(cases.Review), nil
		}
		err := answers[0]
		answers = answers[1:]
		return nil, err
	})
	pin := func() {
		h.Until("the PIN question", func() bool { return h.title() == "请输入PIN码" })
		h.Write("123456")
		h.Key(fyneReturn)
	}
	h.Key(fyneReturn) // 提交
	pin()
	h.Until("the refusal", func() bool { return uitest.Contains(h.Text(), "密码不正确，还可以再试 4 次。") })
	h.Write("123456")
	h.Key(fyneReturn)
	h.Until("the failure", func() bool { return h.title() == "没有提交成功" })
	h.Says("无法连接CA服务", "已填写的内容都已保存")
	h.press("ui.again")
	pin()
	h.Until("the review", func() bool { return h.title() == "等待审核" })
}

func TestWithoutItsKeyNothingIsSubmittedAndThePageSaysSo(t *testing.T) {
	h := open(t, chinese())
	h.applying(h.complete)
	h.plug(snapshot())
	h.Says("请插入UKey“业务章 2”。")
	h.submits(func(string) (*cases.Case, error) { return aCase(cases.Review), nil })
	h.Key(fyneReturn)
	h.Until("the failure", func() bool { return h.title() == "没有提交成功" })
	h.Key(fyneEscape)
	h.plug(snapshot(expiredKey(t)))
	h.Says("请逐项核对")
}

func TestAnInstallationWaitsForItsKey(t *testing.T) {
	h := open(t, chinese())
	h.applying(func(a *app.Application) {
		h.complete(a)
		a.Case = aCase(cases.Approved)
	})
	h.plug(snapshot())
	h.Says("请插入UKey“业务章 2”。")
	if !h.Button("安装证书").Disabled() {
		t.Error("it can be begun without the key")
	}
	if h.win.Canvas().Focused() != fyne.Focusable(h.Button("关闭")) {
		t.Errorf("the focus is at %v", h.win.Canvas().Focused())
	}
	h.plug(snapshot(expiredKey(t)))
	if h.Button("安装证书").Disabled() {
		t.Error("the key is there, and it cannot be begun")
	}
}

func TestAnotherCodeIsAskedForOnceThatIsPossible(t *testing.T) {
	h := open(t, chinese())
	h.applying(func(a *app.Application) { a.Case = aCase(cases.Approved) })
	replies := make(chan app.CodeReply, 1)
	h.desk.install = func(ctx context.Context, ask app.Questions, _ func(renew.Event)) (*renew.Result, error) {
		reply, err := ask.Code(ctx, app.CodeQuestion{CodeSent: cases.CodeSent{SentTo: "138****8000", Expires: today.Add(-time.Second), ResendAfter: today}})
		replies <- reply
		return nil, errors.Join(app.ErrCancelled, err)
	}
	h.press("ui.install")
	h.Until("the code question", func() bool { return h.title() == "输入短信验证码" })
	h.Says("已过期，请重新发送")
	h.Key(fyneReturn)
	h.Says("请输入短信中的验证码。")
	h.press("ui.code.again")
	if reply := <-replies; !reply.Again || reply.Code != "" {
		t.Errorf("the reply was %+v", reply)
	}
}

func TestTheWholeFormWorksByKeyboard(t *testing.T) {
	h := open(t, chinese())
	h.applying(func(a *app.Application) { a.Form = cases.Form{} })
	form := aForm()
	for _, field := range inReading {
		h.Write(form.Get(field))
		h.Tab()
	}
	h.Key(fyneReturn) // on 保存并退出, where Tab leads from the last field
	h.Until("the wizard to close", func() bool { return h.title() == "" })
	h.Until("the form on the disk", func() bool { return h.model.applications[0].Form == form })
	h.openApply()
	h.Until("the scans", func() bool { return h.title() == "盖章的扫描件" })
	if h.win.Canvas().Focused() != fyne.Focusable(h.wizard.scans.cards[cases.Organisation].choose) {
		t.Error("the focus is not at the first paper that is missing")
	}
	h.Key(fyneEscape)
	h.Until("the wizard to close", func() bool { return h.title() == "" })
}

func TestTheDemonstrationShowsTheMessageThatHasTheCode(t *testing.T) {
	opts := chinese()
	opts.Demo = &DemoInfo{PIN: "123456", Message: func() string { return "验证码 135790" }}
	h := open(t, opts)
	h.applying(func(a *app.Application) { h.complete(a); a.Case = aCase(cases.Approved) })
	h.desk.install = func(ctx context.Context, ask app.Questions, _ func(renew.Event)) (*renew.Result, error) {
		_, err := ask.Code(ctx, app.CodeQuestion{CodeSent: cases.CodeSent{SentTo: "138****8000"}})
		return nil, err
	}
	h.press("ui.install")
	h.Until("the code question", func() bool { return h.title() == h.words.T("ui.code") })
	h.Says("演示模式下收到的短信：验证码 135790")
}
