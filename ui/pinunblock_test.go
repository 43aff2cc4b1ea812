package ui

import (
	"context"
	"testing"

	"ukey/app"
	"ukey/token"
)

// lockedKey is the company's key, locked, with a PUK.
func lockedKey(t testing.TB) app.Key {
	k := companyKey(t)
	k.PIN.State, k.PIN.Tries = token.PINLocked, 0
	k.PUK = token.PINStatus{State: token.PINOK, Tries: 10}
	return k
}

// asking is a verb that asks as the real one does, and ends so.
func asking(k app.Key, given *[2]string, err error) func(context.Context, token.ID, app.Questions) error {
	return func(ctx context.Context, _ token.ID, ask app.Questions) error {
		if k.PUK.State == token.PINFinal {
			ok, err := ask.Confirm(ctx, app.Confirmation{Key: &k, What: app.ConfirmLastPUKTry})
			if err != nil {
				return err
			}
			if !ok {
				return app.ErrCancelled
			}
		}
		puk, fresh, askErr := ask.Unblock(ctx, app.PINQuestion{Key: &k, Purpose: app.ForUnblock})
		if askErr != nil {
			return askErr
		}
		*given = [2]string{string(puk.Bytes()), string(fresh.Bytes())}
		return err
	}
}

func TestALockedKeyWithAPUKIsUnlockedInTheWindow(t *testing.T) {
	h := open(t, chinese())
	k := lockedKey(t)
	h.plug(snapshot(k))
	h.Says("有PUK就可以在这里解锁")
	var given [2]string
	h.desk.unblock = asking(k, &given, nil)
	h.press("ui.unblock")
	h.fillPIN("87654321", "654321", "654321")
	h.Key(fyneReturn)
	h.Until("the result", func() bool { return h.Button(h.words.T("ui.close")) != nil })
	h.Says("UKey已解锁。", "请使用新PIN码")
	if given != [2]string{"87654321", "654321"} {
		t.Errorf("the verb was given %q", given)
	}
}

func TestALockedKeyWithoutAPUKOffersOnlyHelp(t *testing.T) {
	h := open(t, chinese())
	k := lockedKey(t)
	k.PUK = token.PINStatus{}
	h.plug(snapshot(k))
	if h.Button(h.words.T("ui.unblock")) != nil {
		t.Error("a key that only its provider can unlock has a button to do so")
	}
	h.press("ui.how-to-unlock")
	h.Says("受理点办理解锁")
}

func TestWhatIsWrongInTheUnblockFormSpendsNoTry(t *testing.T) {
	h := open(t, chinese()) // the desk's verb is nil: calling it fails the test
	h.plug(snapshot(lockedKey(t)))
	h.press("ui.unblock")
	for _, test := range []struct{ puk, fresh, again, says string }{
		{"", "654321", "654321", "请输入PUK"},
		{"８7654321", "654321", "654321", "请关闭中文输入法"},
		{"87654321", "", "", "请输入新PIN码"},
		{"87654321", "65432", "65432", "新PIN码的长度须为 6 到 16 位"},
		{"87654321", "654321", "654322", "两次输入的新PIN码不一致"},
	} {
		for _, e := range h.entries() {
			e.SetText("")
		}
		h.fillPIN(test.puk, test.fresh, test.again)
		h.Key(fyneReturn)
		h.Says(test.says)
	}
}

func TestAWrongPUKIsSaidUnderItsField(t *testing.T) {
	h := open(t, chinese())
	k := lockedKey(t)
	h.plug(snapshot(k))
	var given [2]string
	h.desk.unblock = asking(k, &given, &token.PINIncorrectError{Tries: 1, State: token.PINFinal, PUK: true})
	h.press("ui.unblock")
	h.fillPIN("00000000", "654321", "654321")
	h.Key(fyneReturn)
	h.Until("the form", func() bool { return len(h.entries()) == 3 })
	h.Says("PUK不正确，只剩最后 1 次机会", "再也无法解锁")
	for i, e := range h.entries() {
		if e.Text != "" {
			t.Errorf("field %d still holds what was typed", i)
		}
	}
}

func TestAPUKThatIsLockedAsWellCannotBeHelped(t *testing.T) {
	h := open(t, chinese())
	k := lockedKey(t)
	h.plug(snapshot(k))
	var given [2]string
	h.desk.unblock = asking(k, &given, &token.PINLockedError{PUK: true})
	h.press("ui.unblock")
	h.fillPIN("00000000", "654321", "654321")
	h.Key(fyneReturn)
	h.Until("the result", func() bool { return h.Button(h.words.T("ui.close")) != nil })
	h.Says("PUK也已锁定", "更换UKey")
}

func TestThePUKsLastTryIsAskedAboutFirst(t *testing.T) {
	h := open(t, chinese())
	k := lockedKey(t)
	k.PUK.State, k.PUK.Tries = token.PINFinal, 1
	h.plug(snapshot(k))
	h.press("ui.unblock")
	h.Says("PUK只剩最后一次机会")
	h.Key(fyneReturn) // on "no", which has the focus
	if h.title() != "" {
		t.Fatalf("still open: %s", h.title())
	}
	var given [2]string
	h.desk.unblock = asking(k, &given, nil)
	h.press("ui.unblock")
	h.press("ui.last-puk-try.yes")
	h.fillPIN("87654321", "654321", "654321")
	h.Key(fyneReturn)
	h.Until("the result", func() bool { return h.Button(h.words.T("ui.close")) != nil })
	h.Says("UKey已解锁")
}

func TestAKeyWithAKeypadTakesItsPUKThere(t *testing.T) {
	h := open(t, chinese())
	k := lockedKey(t)
	k.PINPad = true
	h.plug(snapshot(k))
	var given [2]string
	h.desk.unblock = asking(k, &given, nil)
	h.press("ui.unblock")
	h.Says("请在UKey的键盘上先输入PUK")
	if len(h.entries()) != 0 {
		t.Error("there are fields for what is typed on the key")
	}
	d := h.stage.Top()
	d.Content().Buttons[1].Press()
	h.Until("the result", func() bool { return h.Button(h.words.T("ui.close")) != nil })
	h.Says("UKey已解锁")
}

func TestAnInitialPINIsChangedBeforeAnythingElse(t *testing.T) {
	h := open(t, chinese())
	k := companyKey(t)
	k.PIN.ToBeChanged = true
	h.plug(snapshot(k))
	h.Says("须先修改初始PIN码")
	h.openRenewal() // asks the verb for nothing
	h.press("ui.pin")
	if h.title() != h.words.T("ui.pin") {
		t.Fatalf("opened %q", h.title())
	}
	h.Says("初始PIN码", "修改之后才能使用UKey")
}

func TestADriverThatWasSetAsideCanBeTriedAgain(t *testing.T) {
	h := open(t, chinese())
	h.plug(&app.Snapshot{At: today, Problems: []app.Problem{setAside()}})
	h.Says("已暂停使用", "/opt/vendor/libukey.so")
	asked := make(chan string, 1)
	h.desk.retry = func(_ context.Context, driver string) *app.Snapshot {
		asked <- driver
		return snapshot(companyKey(t))
	}
	h.press("ui.again")
	h.Until("the key", func() bool { return h.model.key() != nil })
	if driver := <-asked; driver != "/opt/vendor/libukey.so" {
		t.Errorf("tried %q again", driver)
	}
}

func TestASecondDriverThatWasSetAsideCanBeTriedFromTheStatusBar(t *testing.T) {
	h := open(t, chinese())
	s := snapshot(companyKey(t))
	s.Problems = []app.Problem{setAside()}
	h.plug(s)
	h.desk.retry = func(context.Context, string) *app.Snapshot { return snapshot(companyKey(t)) }
	h.press("ui.status.look")
	h.press("ui.again")
	h.Until("the driver to work", func() bool { return len(h.model.snapshot.Problems) == 0 })
	if h.title() != "" {
		t.Errorf("still open: %s", h.title())
	}
}

func setAside() app.Problem {
	path := "/opt/vendor/libukey.so"
	return app.Problem{Driver: path, Err: &token.SetAsideError{Library: path, Crashes: 3, Last: token.ErrDriverCrashed}}
}
