package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/renew/cases"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/uitest"
)

// The claims here are about answers that come late, or about something that has
// changed meanwhile.

func TestWhoAsksWhileTheProgramAsksIsToldTheSameAnswer(t *testing.T) {
	h := open(t, chinese())
	calls, answer := make(chan struct{}, 2), make(chan struct{})
	h.desk.progress = func(*app.Application) (*cases.Case, error) {
		calls <- struct{}{}
		<-answer
		return nil, errTest
	}
	h.applying(func(a *app.Application) {
		h.complete(a)
		a.Case, a.NextLook = aCase(cases.Review), today // its time has come
	})
	<-calls
	h.press("ui.review.ask")
	h.Says("正在查询…")
	close(answer)
	h.Until("the answer", func() bool { return uitest.Contains(h.Text(), "操作没有成功。") })
	if h.Button("立即查询").Disabled() {
		t.Error("the CA cannot be asked again")
	}
	if len(calls) != 0 {
		t.Error("the CA was asked twice")
	}
}

func TestASnapshotThatIsOvertakenOffersNothingAnew(t *testing.T) {
	h := open(t, chinese())
	h.plugIn(snapshot(expiredKey(t)))
	h.Key(fyneEscape) // 以后再说
	h.take(&app.Snapshot{At: today.Add(-time.Minute)})
	h.plugIn(snapshot(expiredKey(t)))
	if h.title() != "" {
		t.Errorf("%q is offered again", h.title())
	}
}

func TestWhatAVerbHasChangedIsReadAfterARefreshThatWasUnderWay(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	reads := make(chan *app.Snapshot)
	h.desk.refresh = func(context.Context) *app.Snapshot { return <-reads }
	h.refresh()
	h.changed() // a verb ends meanwhile
	reads <- snapshot(companyKey(t))
	h.Until("the older state", func() bool { return !h.outdated })
	fresh := snapshot(renewedKey(t))
	reads <- fresh
	h.Until("the new certificates", func() bool { return h.model.snapshot == fresh })
}

func TestARefreshThatBringsNothingNewEndsAllTheSame(t *testing.T) {
	h := open(t, chinese())
	same := snapshot(companyKey(t))
	h.plug(same)
	h.desk.refresh = func(context.Context) *app.Snapshot { return same }
	h.Key(fyne.KeyF5)
	h.Says("正在刷新…")
	h.Until("the end", func() bool { return uitest.Contains(h.Text(), "已插入 1 个UKey") })
}

// scan is where what is shown is scrolled to and what has the focus.
func (h *harness) scan() (offset float32, label string) {
	h.T.Helper()
	if b, ok := h.win.Canvas().Focused().(*kit.Button); ok {
		label = b.Label()
	}
	return h.stage.Top().Offset().Y, label
}

func TestAListThatIsShownAnewLeavesThePersonWhereHeIs(t *testing.T) {
	for name, list := range map[string]func(*harness){
		"applications": (*harness).openApplicationsOf,
		"renewals":     func(h *harness) { h.openRenewal() },
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, chinese())
			h.small()
			for i := range 6 {
				a := newApplication(t)
				a.ID = string(rune('a' + i))
				h.desk.put(a)
			}
			keys := fullKeys(t)[:8]
			h.plug(snapshot(keys...))
			list(h)
			h.TabTo("the last button", func(fyne.Focusable) bool { return h.stage.Top().Offset().Y > 100 })
			offset, label := h.scan()
			h.desk.plugged.Store(nil)
			h.plug(snapshot(append(keys, validKey(t))...))
			if gotOffset, gotLabel := h.scan(); gotOffset != offset || gotLabel != label {
				t.Errorf("scrolled from %g to %g, the focus went from %q to %q", offset, gotOffset, label, gotLabel)
			}
		})
	}
}

func (h *harness) openApplicationsOf() {
	h.openApplications()
	h.Until("the list", func() bool { return !h.follower.looking })
}

func TestHowAPINDialogEndedStaysThoughTheKeyIsPulledOut(t *testing.T) {
	for name, c := range map[string]struct {
		key  app.Key
		do   func(*harness)
		send string
		done string
	}{
		"changed":  {companyKey(t), func(h *harness) { h.pinDesk(func() error { return nil }) }, "ui.pin.change", "PIN码已修改。"},
		"unlocked": {lockedKey(t), func(h *harness) { h.desk.unblock = asking(lockedKey(t), new([2]string), nil) }, "ui.unblock", "UKey已解锁。"},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, chinese())
			h.plug(snapshot(c.key))
			h.openPIN()
			c.do(h)
			h.fillPIN("12345678", "654321", "654321")
			if name == "changed" {
				h.declare()
			}
			h.press(c.send)
			h.Until("the result", func() bool { return uitest.Contains(h.Text(), c.done) })
			h.desk.snapshots <- snapshot()
			h.Until("the empty slot", func() bool { return h.model.key() == nil })
			h.Says(c.done)
		})
	}
}

func TestAWrongPINOfAKeyThatIsGoneAsksForNoOther(t *testing.T) {
	h := openPINForm(t, companyKey(t))
	release := make(chan struct{})
	h.desk.changePIN = func(context.Context, token.ID, app.Questions) error {
		<-release
		return &token.PINIncorrectError{Tries: 5, State: token.PINLow}
	}
	h.fillPIN("111111", "654321", "654321")
	h.sendPIN()
	h.Says("正在修改PIN码")
	h.desk.plugged.Store(snapshot())
	h.desk.snapshots <- snapshot()
	h.Until("the empty slot", func() bool { return h.model.key() == nil })
	close(release)
	h.Until("the end", func() bool { return uitest.Contains(h.Text(), "“单位证书”已拔出。") })
	if len(h.entries()) != 0 {
		t.Error("a PIN can be typed for a key that is not there")
	}
}

func TestThePINsOfAKeyThatIsPulledOutDoNotStayInTheirFields(t *testing.T) {
	h := openPINForm(t, companyKey(t))
	entries := h.entries()
	h.fillPIN("111111", "654321", "654321")
	h.plug(snapshot())
	for i, e := range entries {
		if e.Text != "" {
			t.Errorf("field %d still holds %d characters", i, len(e.Text))
		}
	}
}

func TestThePINOfAnApplicationIsNotAskedForWithoutItsKey(t *testing.T) {
	h := open(t, chinese())
	h.applying(h.complete)
	h.submits(func(string) (*cases.Case, error) { return aCase(cases.Review), nil })
	h.press("ui.wizard.submit")
	h.Until("the PIN question", func() bool { return h.title() == "请输入PIN码" })
	h.Write("123")
	h.plugIn(snapshot())
	h.Until("the end", func() bool { return h.title() == "没有提交成功" })
	h.Says("UKey已被拔出。", "已填写的内容都已保存")
}
