package ui

import (
	"context"
	"errors"
	"testing"

	"ukey/renew"
	"ukey/token"
)

// fakeDeparture plans as a test says, and remembers what was done.
type fakeDeparture struct {
	plan     Leaving
	fails    error
	how      Leaving
	remember bool
	asked    bool // it was carried out
}

func (d *fakeDeparture) Plan(context.Context) Leaving { return d.plan }

func (d *fakeDeparture) Leave(_ context.Context, how Leaving, remember bool) error {
	d.how, d.remember, d.asked = how, remember, true
	return d.fails
}

// leaving opens a window, closes it, and tells whether it is closed.
func leaving(t *testing.T, d *fakeDeparture) (h *harness, closed func() bool) {
	t.Helper()
	opts := chinese()
	if d != nil {
		opts.Departure = d
	}
	h = open(t, opts)
	h.leave()
	return h, func() bool { return h.closed }
}

func TestClosingTheWindowAloneIsTheEnd(t *testing.T) {
	_, closed := leaving(t, nil)
	if !closed() {
		t.Error("it is still open")
	}
}

func TestClosingTheWindowLeavesWhatIsPlanned(t *testing.T) {
	for _, plan := range []Leaving{LeaveAll, LeaveStay} {
		d := &fakeDeparture{plan: plan}
		h, closed := leaving(t, d)
		h.Until("the window is closed", closed)
		if !d.asked || d.how != plan || d.remember {
			t.Errorf("planned %d, and left %+v", plan, d)
		}
	}
}

func TestWithoutATrayThePersonIsAsked(t *testing.T) {
	for name, c := range map[string]struct {
		button   string
		remember bool
		want     Leaving
	}{
		"stay":            {"ui.leave.stay", false, LeaveStay},
		"stay, always":    {"ui.leave.stay", true, LeaveStay},
		"the end":         {"ui.leave.all", false, LeaveAll},
		"the end, always": {"ui.leave.all", true, LeaveAll},
	} {
		t.Run(name, func(t *testing.T) {
			d := &fakeDeparture{plan: LeaveAsked}
			h, closed := leaving(t, d)
			h.Until("a question", func() bool { return h.title() == "关闭窗口" })
			if c.remember {
				h.declare() // the only box there is
			}
			h.press(c.button)
			h.Until("the window is closed", closed)
			if d.how != c.want || d.remember != c.remember {
				t.Errorf("left %+v", d)
			}
		})
	}
}

func TestWhoDoesNotCloseAfterAllStays(t *testing.T) {
	d := &fakeDeparture{plan: LeaveAsked}
	h, closed := leaving(t, d)
	h.Until("a question", func() bool { return h.stage.Busy() })
	h.leave() // a second click on the close button asks once
	h.Until("the second answer", func() bool { return !h.leaving })
	h.Key(fyneEscape)
	if h.stage.Busy() || d.asked || closed() {
		t.Errorf("dialog %t, carried out %t, closed %t", h.stage.Busy(), d.asked, closed())
	}
}

func TestAWindowThatCannotLeaveAnythingSaysSo(t *testing.T) {
	d := &fakeDeparture{plan: LeaveStay, fails: errors.New("no such program")}
	h, closed := leaving(t, d)
	h.Until("a complaint", func() bool { return h.stage.Busy() })
	h.Says("后台提醒没有启动", "no such program")
	if closed() {
		t.Error("it is closed all the same")
	}
	h.press("ui.leave.anyway")
	if !closed() {
		t.Error("it is still open")
	}
}

// held has a renewal come to where it cannot be cancelled, and a person close
// the window.
func held(t *testing.T, d *fakeDeparture) (*harness, *renewalScript) {
	t.Helper()
	opts := chinese()
	opts.Departure = d
	h := open(t, opts)
	r := h.renewal(t)
	r.toKey()
	h.leave()
	h.leave() // a second click on the close button says it once
	h.Says("UKey正在工作，请等它完成再关闭。", "请不要拔出UKey")
	if d.asked || h.closed {
		t.Fatalf("carried out %t, closed %t", d.asked, h.closed)
	}
	return h, r
}

// toKey goes on to where the renewal cannot be cancelled any more.
func (r *renewalScript) toKey() {
	r.h.T.Helper()
	r.toPIN()
	r.enter("123456")
	<-r.pins
	r.reach(renew.StepGenerate)
}

func TestARenewalIsFinishedBeforeTheWindowCloses(t *testing.T) {
	d := &fakeDeparture{plan: LeaveStay}
	h, r := held(t, d)
	h.desk.plugged.Store(snapshot(renewedKey(t)))
	r.end(r.result(), nil)
	h.Until("the window is closed", func() bool { return h.closed })
	if !d.asked {
		t.Error("the background program was not thought of")
	}
}

func TestAWindowThatWaitsStaysForBadNews(t *testing.T) {
	d := &fakeDeparture{plan: LeaveStay}
	h, r := held(t, d)
	r.end(nil, &renew.InterruptedError{State: renew.KeyGenerated, Err: token.ErrRemoved})
	h.Says("更新没有完成。")
	if h.waiting != nil || d.asked || h.closed {
		t.Errorf("waiting %t, carried out %t, closed %t", h.waiting != nil, d.asked, h.closed)
	}
}

func TestWhoKeepsTheWindowOpenSeesTheResult(t *testing.T) {
	d := &fakeDeparture{plan: LeaveStay}
	h, r := held(t, d)
	h.press("ui.leave.not")
	r.end(r.result(), nil)
	h.Says("您的新证书已安装成功！")
	if d.asked || h.closed {
		t.Errorf("carried out %t, closed %t", d.asked, h.closed)
	}
}

func TestARenewalThatMayBeCancelledHoldsNobody(t *testing.T) {
	d := &fakeDeparture{plan: LeaveAll}
	opts := chinese()
	opts.Departure = d
	h := open(t, opts)
	r := h.renewal(t)
	r.toPIN() // a question
	h.leave()
	h.Until("the window is closed", func() bool { return h.closed })
}

func TestAPINIsChangedBeforeTheWindowCloses(t *testing.T) {
	for name, end := range map[string]error{"changed": nil, "failed": errTest} {
		t.Run(name, func(t *testing.T) {
			h := openPINForm(t, companyKey(t))
			finish := make(chan struct{})
			h.pinDesk(func() error { <-finish; return end })
			h.fillPIN("123456", "654321", "654321")
			h.sendPIN()
			h.Until("the key to work", func() bool { return h.held() })
			h.leave()
			h.Says("UKey正在工作")
			close(finish)
			h.Until("the end of it", func() bool { return h.waiting == nil })
			if h.closed != (end == nil) {
				t.Errorf("closed: %t", h.closed)
			}
		})
	}
}
