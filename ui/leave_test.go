package ui

import (
	"context"
	"errors"
	"testing"
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
