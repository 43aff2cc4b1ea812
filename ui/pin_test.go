package ui

import (
	"context"
	"errors"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/token"
	"ukey/ui/uitest"
)

// pinDesk is a desk whose ChangePIN asks like the real one and then ends with
// an error; it keeps what it was given.
func (h *harness) pinDesk(end func() error) (given *[2]string) {
	given = new([2]string)
	h.desk.changePIN = func(ctx context.Context, id token.ID, ask app.Questions) error {
		k := h.model.snapshot.Key(id)
		if k.PIN.State == token.PINFinal {
			ok, err := ask.Confirm(ctx, app.Confirmation{Key: k, What: app.ConfirmLastTry})
			if err != nil {
				return err
			}
			if !ok {
				return app.ErrCancelled
			}
		}
		old, fresh, err := ask.NewPIN(ctx, app.PINQuestion{Key: k, Purpose: app.ForPINChange})
		if err != nil {
			return err
		}
		given[0], given[1] = string(old.Bytes()), string(fresh.Bytes())
		old.Wipe()
		fresh.Wipe()
		return end()
	}
	return given
}

func openPINForm(t *testing.T, key app.Key) *harness {
	t.Helper()
	h := open(t, chinese())
	h.plug(snapshot(key))
	h.openPIN()
	return h
}

func (h *harness) sendPIN() {
	h.T.Helper()
	h.declare()
	h.press("ui.pin.change")
}

func TestThePINDialogSaysWhichKeyItIsAbout(t *testing.T) {
	h := openPINForm(t, companyKey(t))
	h.Says("单位证书", "深圳市鹏程示例科技有限公司", "序列号尾号 5526", "剩余重试次数：10", "6 到 16 位", "我声明", "忘记密码？")
}

func TestAPINIsChanged(t *testing.T) {
	h := openPINForm(t, companyKey(t))
	given := h.pinDesk(func() error { return nil })
	h.fillPIN("123456", "654321", "654321")
	h.sendPIN()
	h.Until("the result", func() bool { return uitest.Contains(h.Text(), "PIN码已修改。") })
	if *given != [2]string{"123456", "654321"} {
		t.Errorf("the key was given %q", *given)
	}
	h.Key(fyneReturn)
	if h.title() != "" {
		t.Error("Enter did not close the message")
	}
}

func TestTheWholePINFormWorksByKeyboard(t *testing.T) {
	h := openPINForm(t, companyKey(t))
	given := h.pinDesk(func() error { return nil })
	for _, text := range []string{"123456", "654321", "654321"} {
		h.Write(text)
		h.Tab()
	}
	h.Key(fyne.KeySpace) // shows what was typed
	for i, e := range h.entries() {
		if e.Password {
			t.Errorf("field %d still hides what was typed", i)
		}
	}
	h.Tab()
	h.Key(fyne.KeySpace) // the declaration
	h.Key(fyneReturn)
	h.Until("the result", func() bool { return uitest.Contains(h.Text(), "PIN码已修改。") })
	if given[1] != "654321" {
		t.Errorf("the key was given %q", *given)
	}
}

func TestWhatIsWrongWithTheFormIsSaidUnderItsFieldAndReachesNoKey(t *testing.T) {
	for name, c := range map[string]struct {
		in       pinInput
		declared bool
		want     string
	}{
		"no old":       {pinInput{"", "654321", "654321"}, true, "请输入原PIN码。"},
		"no new":       {pinInput{"123456", "", ""}, true, "请输入新PIN码。"},
		"too short":    {pinInput{"123456", "65432", "65432"}, true, "新PIN码的长度须为 6 到 16 位。"},
		"too long":     {pinInput{"123456", "65432165432165432", "65432165432165432"}, true, "新PIN码的长度须为 6 到 16 位。"},
		"full width":   {pinInput{"123456", "６９", "６９"}, true, "请关闭中文输入法"},
		"old full":     {pinInput{"１２３４５６", "654321", "654321"}, true, "请关闭中文输入法"},
		"with a space": {pinInput{"123456", "690 417", "690 417"}, true, "不含空格"},
		"the same":     {pinInput{"123456", "123456", "123456"}, true, "新PIN码与原PIN码相同。"},
		"not equal":    {pinInput{"123456", "654321", "654322"}, true, "两次输入的新PIN码不一致。"},
		"not declared": {pinInput{"123456", "654321", "654321"}, false, "请先阅读并勾选声明。"},
	} {
		t.Run(name, func(t *testing.T) {
			h := openPINForm(t, companyKey(t)) // its desk must not be called
			h.fillPIN(c.in.old, c.in.fresh, c.in.again)
			if c.declared {
				h.declare()
			}
			h.press("ui.pin.change")
			h.Says(c.want)
		})
	}
}

func TestWhatAPINPolicyRefusesIsSaidBeforeItReachesTheKey(t *testing.T) {
	opts := chinese()
	opts.PINPolicy = app.PINPolicy{RefuseSimple: true}
	h := open(t, opts)
	h.plug(snapshot(companyKey(t)))
	h.openPIN() // its desk must not be called
	h.fillPIN("123456", "654321", "654321")
	h.sendPIN()
	h.Says("新PIN码太容易猜到。", "没有连续或重复")
}

func TestCapsLockIsToldAsSoonAsTheFormIsThere(t *testing.T) {
	opts := chinese()
	opts.CapsLock = func() (on, known bool) { return true, true }
	h := open(t, opts)
	h.plug(snapshot(companyKey(t)))
	h.openPIN()
	h.Until("the hint", func() bool { return uitest.Contains(h.Text(), "大写锁定（Caps Lock）已打开。") })
}

func TestCapitalsAloneAreAskedAboutWhereCapsLockIsNotKnown(t *testing.T) {
	for typed, told := range map[string]bool{
		"":       false,
		"123456": false,
		"A1":     false, // one may well be meant
		"AB1":    true,
		"ABc":    false,
	} {
		h := openPINForm(t, companyKey(t))
		h.Write(typed)
		if got := uitest.Contains(h.Text(), "请看一下大写锁定"); got != told {
			t.Errorf("%q: asked %v, want %v", typed, got, told)
		}
	}
}

func TestAWrongPINIsSaidUnderTheOldPINAndTheFieldsAreEmptied(t *testing.T) {
	h := openPINForm(t, companyKey(t))
	h.pinDesk(func() error { return &token.PINIncorrectError{Tries: 5, State: token.PINLow} })
	h.fillPIN("111111", "654321", "654321")
	h.sendPIN()
	h.Until("the form again", func() bool { return len(h.entries()) == 3 })
	h.Says("密码不正确，还可以再试 5 次。", "剩余重试次数：5")
	for i, e := range h.entries() {
		if e.Text != "" {
			t.Errorf("field %d still holds %d characters", i, len(e.Text))
		}
	}
	if h.win.Canvas().Focused() != fyne.Focusable(h.entries()[0]) {
		t.Error("the old PIN has not the focus")
	}
}

func TestPINErrorsHaveTheirSentences(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want []string
	}{
		"last try left": {&token.PINIncorrectError{Tries: 1, State: token.PINFinal}, []string{"只剩最后 1 次机会"}},
		"tries unknown": {&token.PINIncorrectError{Tries: token.UnknownTries, State: token.PINUnknown}, []string{"UKey没有告知还可以试几次"}},
		"locked":        {&token.PINLockedError{}, []string{"UKey已锁定", "广东省电子商务认证有限公司", "法人授权书"}},
		"length":        {&token.PINLengthError{Min: 8, Max: 12}, []string{"新PIN码的长度须为 8 到 12 位。"}},
		"removed":       {token.ErrRemoved, []string{"“单位证书”已拔出。", "请重新插入UKey"}},
		"read-only":     {token.ErrReadOnly, []string{"UKey处于只读状态"}},
		"driver":        {&token.CallError{Call: "C_SetPIN", Code: 5, Err: token.ErrDriver}, []string{"驱动程序出错。", "C_SetPIN 0x5"}},
		"crashed":       {token.ErrDriverCrashed, []string{"驱动程序意外退出。"}},
		"hung":          {token.ErrDriverHung, []string{"驱动程序没有响应。"}},
		"unknown":       {errors.New("what is this"), []string{"操作没有成功。", "what is this"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := openPINForm(t, companyKey(t))
			h.pinDesk(func() error { return c.err })
			h.fillPIN("111111", "654321", "654321")
			h.sendPIN()
			h.Until("the answer", func() bool { return uitest.Contains(h.Text(), c.want[0]) })
			h.Says(c.want...)
		})
	}
}

func TestTheLastTryIsAskedForFirst(t *testing.T) {
	key := companyKey(t)
	key.PIN.State, key.PIN.Tries = token.PINFinal, 1
	h := openPINForm(t, key)
	h.Says("再输错一次，UKey就会被锁定")
	if len(h.entries()) != 0 {
		t.Error("a PIN can be typed before the person has agreed")
	}
	h.Key(fyneReturn)
	if h.title() != "" {
		t.Fatal("Enter did not choose the safe answer")
	}

	h.openPIN()
	given := h.pinDesk(func() error { return nil })
	h.press("ui.last-try.yes")
	h.fillPIN("123456", "654321", "654321")
	h.sendPIN()
	h.Until("the result", func() bool { return uitest.Contains(h.Text(), "PIN码已修改。") })
	if given[0] != "123456" {
		t.Error("the person was asked twice, or the key not at all")
	}
}

func TestALastTryThatComesUpMeanwhileIsAskedForToo(t *testing.T) {
	h := openPINForm(t, companyKey(t))
	given := h.pinDesk(func() error { return nil })
	final := companyKey(t)
	final.PIN.State, final.PIN.Tries = token.PINFinal, 1
	h.plug(snapshot(final)) // another program was wrong meanwhile
	h.fillPIN("123456", "654321", "654321")
	h.sendPIN()
	h.Until("the question", func() bool { return h.title() == "只剩最后一次机会" })
	if given[0] != "" {
		t.Error("the PIN was used before the person had agreed")
	}
	h.press("ui.last-try.yes")
	h.Until("the result", func() bool { return uitest.Contains(h.Text(), "PIN码已修改。") })
}

func TestALockedKeySaysWhoUnlocksIt(t *testing.T) {
	key := companyKey(t)
	key.PIN.State, key.PIN.Tries = token.PINLocked, 0
	h := openPINForm(t, key)
	h.Says("UKey已锁定", "广东省电子商务认证有限公司", "单位证照复印件")
	if len(h.entries()) != 0 {
		t.Error("a locked key is asked for its PIN")
	}
}

func TestAForgottenPINLeadsToTheCounter(t *testing.T) {
	h := openPINForm(t, companyKey(t))
	h.Write("12")
	h.press("ui.forgotten")
	h.Says("广东省电子商务认证有限公司", "经办人身份证原件")
	h.Key(fyneEscape)
	if h.title() != "修改PIN码" || h.entries()[0].Text != "12" {
		t.Error("the form did not come back as it was")
	}
}

func TestEscapeLeavesThePINFormAndEmptiesIt(t *testing.T) {
	h := openPINForm(t, companyKey(t))
	h.Write("123456")
	entry := h.entries()[0]
	h.Key(fyneEscape)
	if h.title() != "" || entry.Text != "" {
		t.Error("the form is still open, or still holds the PIN")
	}
}

func TestTheFormOfAnUnpluggedKeySaysSo(t *testing.T) {
	h := openPINForm(t, companyKey(t))
	h.plug(snapshot(expiredKey(t)))
	h.Says("“单位证书”已拔出。")
	if len(h.entries()) != 0 {
		t.Error("the form is still there")
	}
}

func TestASlowPINChangeIsCancelledAndTheWindowLives(t *testing.T) {
	h := openPINForm(t, companyKey(t))
	begun, ended := make(chan struct{}), make(chan struct{})
	h.desk.changePIN = func(ctx context.Context, _ token.ID, _ app.Questions) error {
		close(begun)
		<-ctx.Done()
		close(ended)
		return ctx.Err()
	}
	h.fillPIN("123456", "654321", "654321")
	h.sendPIN()
	<-begun
	h.Says("正在修改PIN码，请勿拔出UKey。")
	h.Key(fyneEscape)
	<-ended
	h.Until("the dialog to close", func() bool { return h.title() == "" })
}

func TestAChangeThatWasCancelledTooLateIsReportedAsDone(t *testing.T) {
	h := openPINForm(t, companyKey(t))
	h.desk.changePIN = func(ctx context.Context, _ token.ID, _ app.Questions) error {
		<-ctx.Done() // the library was waited for
		return nil
	}
	h.fillPIN("123456", "654321", "654321")
	h.sendPIN()
	h.press("ui.cancel")
	h.Until("the result", func() bool { return uitest.Contains(h.Text(), "PIN码已修改。") })
}

func TestAKeyWithAKeypadIsNotAskedForItsPINHere(t *testing.T) {
	key := companyKey(t)
	key.PINPad = true
	h := openPINForm(t, key)
	h.Says("请在UKey的键盘上输入PIN码。")
	if len(h.entries()) != 0 {
		t.Error("the PIN can be typed on the computer")
	}
	asked := false
	h.desk.changePIN = func(ctx context.Context, _ token.ID, ask app.Questions) error {
		old, fresh, err := ask.NewPIN(ctx, app.PINQuestion{Key: &key})
		asked = old == nil && fresh == nil && err == nil
		return nil
	}
	h.sendPIN()
	h.Until("the result", func() bool { return uitest.Contains(h.Text(), "PIN码已修改。") })
	if !asked {
		t.Error("the key was given a PIN that nobody has typed")
	}
}
