package ui

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/est"
	"ukey/token"
	"ukey/ui/uitest"
)

func TestARenewalFromConsentToSuccess(t *testing.T) {
	h := open(t, chinese())
	r := h.renewal(t)
	r.toPlan()
	h.Says("2026-12-19", "旧的加密密钥保留在UKey中", "没有问题", "投标文件")
	h.declare()
	h.Key(fyneReturn)
	h.Until("the PIN question", func() bool { return h.title() == "请输入PIN码" })
	h.Says("单位证书", "剩余重试次数：10", "忘记密码？")
	r.enter("123456")
	if pin := <-r.pins; pin != "123456" {
		t.Errorf("the key was given %q", pin)
	}
	for _, step := range renew.Steps() {
		r.reach(step)
		h.Says("请勿拔出UKey")
	}
	h.desk.plugged.Store(snapshot(renewedKey(t)))
	r.end(r.result(), nil)
	h.Until("the new certificates", func() bool { return h.model.selected.hash == hashOf(t, "signature-new") })
	h.Says("您的新证书已安装成功！", "2026-11-22 到 2028-11-21", "旧的加密密钥仍保留")
	h.Key(fyneReturn)
	h.Says("2026-11-22 到 2028-11-21") // looked at again without being told
}

func TestNothingHappensWithoutConsent(t *testing.T) {
	h := open(t, chinese())
	r := h.renewal(t)
	r.toPlan()
	h.Key(fyneEscape)
	h.Until("the dialog to close", func() bool { return h.title() == "" })
	if len(r.pins) != 0 {
		t.Error("a PIN was asked for")
	}
}

func TestCancellingAtThePINEndsTheRenewal(t *testing.T) {
	h := open(t, chinese())
	r := h.renewal(t)
	r.toPIN()
	h.Write("12")
	entry := h.entries()[0]
	h.press("ui.cancel")
	h.Until("the dialog to close", func() bool { return h.title() == "" })
	if entry.Text != "" {
		t.Error("the field still holds what was typed")
	}
}

func TestAnEmptyPINIsNotSent(t *testing.T) {
	h := open(t, chinese())
	r := h.renewal(t)
	r.toPIN()
	h.Key(fyneReturn)
	h.Says("请输入PIN码。")
	if len(r.pins) != 0 {
		t.Error("the key was given an empty PIN")
	}
}

func TestCancelIsOfferedUntilTheFirstEffectOnTheKey(t *testing.T) {
	h := open(t, chinese())
	r := h.renewal(t)
	r.toPIN()
	r.enter("123456")
	h.Says("现在可以取消")
	if h.Button("取消").Disabled() {
		t.Error("cancel is not offered while it is safe")
	}
	r.reach(renew.StepGenerate)
	h.Says("不能再取消")
	if !h.Button("取消").Disabled() {
		t.Error("cancel is offered when it is not safe")
	}
	h.Key(fyneEscape) // must not end the context either
	r.reach(renew.StepRequest)
	r.end(r.result(), nil)
}

func TestCancellingWhileItIsSafeEndsTheVerb(t *testing.T) {
	h := open(t, chinese())
	r := h.renewal(t)
	r.toPIN()
	r.enter("123456")
	h.press("ui.cancel")
	h.Until("the dialog to close", func() bool { return h.title() == "" })
}

func TestAWrongPINAsksAgainWithoutAskingForConsentAgain(t *testing.T) {
	h := open(t, chinese())
	r := h.renewal(t)
	r.toPIN()
	r.enter("111111")
	<-r.pins
	r.ends <- &token.PINIncorrectError{Tries: 4, State: token.PINLow}
	h.Until("the PIN question", func() bool { return h.title() == "请输入PIN码" && len(h.entries()) == 1 })
	h.Says("密码不正确，还可以再试 4 次。")
	r.enter("123456")
	if pin := <-r.pins; pin != "123456" {
		t.Errorf("the key was given %q", pin)
	}
	r.end(r.result(), nil)
	h.Says("您的新证书已安装成功！")
}

func TestRenewalErrorsSayWhatFailedAndWhatNext(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want []string
	}{
		"unreachable":   {&est.UnreachableError{URL: "https://ca.example:8443", Err: errTest}, []string{"无法连接CA服务", "请检查网络连接"}},
		"untrusted":     {&est.UntrustedError{URL: "https://ca.example:8443", Err: errTest}, []string{"身份无法确认"}},
		"no CA":         {renew.ErrCANotConfigured, []string{"还没有设置CA服务的地址"}},
		"expired":       {&renew.ExpiredError{Days: 3}, []string{"您的数字证书已过期 3 天", "人工审核", "受理点"}},
		"other key":     {&renew.AnswerError{Flaw: renew.FlawOtherKey}, []string{"不是为您的密钥签发的", "原有的证书和密钥没有改变"}},
		"other subject": {&renew.AnswerError{Flaw: renew.FlawOtherSubject}, []string{"单位与原证书不同"}},
		"full":          {token.ErrFull, []string{"UKey空间已满"}},
		"read-only":     {token.ErrReadOnly, []string{"UKey处于只读状态"}},
		"locked":        {&token.PINLockedError{}, []string{"UKey已锁定", "法人授权书"}},
		"self-test":     {&renew.SelfTestError{Test: "sign", Err: errTest}, []string{"新证书没有通过测试"}},
		"unplugged":     {&renew.InterruptedError{State: renew.KeyGenerated, Err: token.ErrRemoved}, []string{"更新没有完成。", "UKey已被拔出", "原有的证书和密钥没有改变"}},
		"cut off":       {&renew.InterruptedError{State: renew.KeyGenerated, Err: context.Canceled}, []string{"更新没有完成。"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, chinese())
			r := h.renewal(t)
			r.toPIN()
			r.enter("123456")
			r.end(nil, c.err)
			h.Says(c.want...)
		})
	}
}

func TestARenewalWithoutACALeadsToTheSettings(t *testing.T) {
	for _, err := range []error{renew.ErrCANotConfigured, app.ErrNoRoot, &app.RootsError{Path: "/etc/ukey/root.pem", Err: errTest}} {
		h := open(t, chinese())
		r := h.renewal(t)
		r.toPIN()
		r.enter("123456")
		r.end(nil, err)
		h.Says("现在不能更新", "打开设置")
		if uitest.Contains(h.Text(), "再试一次") {
			t.Errorf("%v: to try again is of no use", err)
		}
	}
}

func TestAKeyWithoutEncryptionHasNoImportAmongItsSteps(t *testing.T) {
	h := open(t, chinese())
	h.desk.renew = func(ctx context.Context, _ token.ID, _ app.Questions, progress func(renew.Event)) (*renew.Result, error) {
		progress(renew.Event{Step: renew.StepStore})
		<-ctx.Done()
		return nil, ctx.Err()
	}
	h.plug(snapshot(newKey("单位证书", "1", readCertificate(t, "signature"))))
	h.press("ui.renew-now")
	h.Until("the step", func() bool { return uitest.Contains(h.Text(), "正在安装新证书") })
	if uitest.Contains(h.Text(), "导入加密密钥对") {
		t.Error("a step is shown that never comes")
	}
}

func TestAFailedRenewalCanBeTriedAgain(t *testing.T) {
	h := open(t, chinese())
	r := h.renewal(t)
	r.toPIN()
	r.enter("123456")
	r.reach(renew.StepRequest)
	r.end(nil, &renew.InterruptedError{State: renew.KeyGenerated, Err: &est.UnreachableError{URL: "u", Err: errTest}})
	<-r.pins
	h.press("ui.again")
	h.Until("the PIN question", func() bool { return h.title() == "请输入PIN码" })
	r.enter("123456")
	r.end(r.result(), nil)
	h.Says("您的新证书已安装成功！")
}

func TestTheLastTryOfARenewalIsAskedForFirst(t *testing.T) {
	h := open(t, chinese())
	key := companyKey(t)
	key.PIN.State, key.PIN.Tries = token.PINFinal, 1
	answers := make(chan bool, 1)
	h.desk.renew = func(ctx context.Context, _ token.ID, ask app.Questions, _ func(renew.Event)) (*renew.Result, error) {
		ok, err := ask.Confirm(ctx, app.Confirmation{Key: &key, What: app.ConfirmLastTry})
		answers <- ok
		return nil, errors.Join(app.ErrCancelled, err)
	}
	h.plug(snapshot(key))
	h.press("ui.renew-now")
	h.Until("the question", func() bool { return h.title() == "只剩最后一次机会" })
	h.Key(fyneReturn)
	h.Until("the dialog to close", func() bool { return h.title() == "" })
	if <-answers {
		t.Error("Enter agreed to spend the last try")
	}
}

func TestUnpluggingDuringAQuestionSaysSoAndEndsTheVerb(t *testing.T) {
	h := open(t, chinese())
	r := h.renewal(t)
	r.toPIN()
	h.Write("12")
	h.plug(snapshot(expiredKey(t)))
	h.Says("“单位证书”已拔出。")
	if len(h.entries()) != 0 {
		t.Error("the PIN is still asked for")
	}
	h.Window.Close() // returns only when the verb has
	if len(r.pins) != 0 {
		t.Error("the key was given a PIN")
	}
}

func TestClosingTheWindowEndsTheVerbAndWaitsForIt(t *testing.T) {
	h := open(t, chinese())
	told, release := make(chan struct{}), make(chan struct{})
	var ended atomic.Bool
	h.desk.renew = func(ctx context.Context, _ token.ID, _ app.Questions, _ func(renew.Event)) (*renew.Result, error) {
		<-ctx.Done()
		close(told)
		<-release
		ended.Store(true)
		return nil, ctx.Err()
	}
	h.plug(snapshot(companyKey(t)))
	h.press("ui.renew-now")
	go func() {
		<-told
		close(release)
	}()
	h.Window.Close()
	if !ended.Load() {
		t.Error("the window closed while a key was at work")
	}
}

func TestWhatFailedStaysOnTheScreenWhereverTheKeyIs(t *testing.T) {
	h := open(t, chinese())
	r := h.renewal(t)
	r.toPIN()
	r.enter("123456")
	r.reach(renew.StepStore)
	r.end(nil, &renew.InterruptedError{State: renew.KeyGenerated, Err: token.ErrRemoved})
	h.plug(snapshot()) // seen by the watcher only now
	h.Says("更新没有完成。", "原有的证书和密钥没有改变")
}
