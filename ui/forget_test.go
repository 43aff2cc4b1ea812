package ui

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"ukey/app"
	"ukey/app/remind"
)

// handedBack is a key that is not on any desk any more.
var handedBack = remind.Key{Label: "单位证书", Serial: "NETCA-00451234"}

func TestRemindersOfAKeyEndOnlyWhenThatIsWished(t *testing.T) {
	h := open(t, chinese())
	forgotten := make(chan remind.Key, 1)
	h.opts.Forget = func(_ context.Context, key remind.Key, s *app.Snapshot) error {
		if len(s.Keys) != 1 {
			t.Errorf("%d keys are plugged in", len(s.Keys))
		}
		forgotten <- key
		return nil
	}
	h.plug(snapshot(companyKey(t)))
	h.openForget(handedBack)
	h.Says("不再提醒“单位证书 · 1234”的证书到期？", "以后再插入它，提醒会恢复。")
	h.Key(fyneReturn)
	h.openForget(handedBack)
	h.Key(fyneEscape)
	if h.title() != "" || len(forgotten) > 0 {
		t.Fatalf("forgotten without a wish; the window says %q", h.title())
	}
	h.openForget(handedBack)
	h.Press("不再提醒")
	h.Until("the end of the dialog", func() bool { return h.title() == "" })
	if key := <-forgotten; key != handedBack {
		t.Errorf("forgotten: %v", key)
	}
}

func TestRemindersThatGoOnAreSpokenOf(t *testing.T) {
	h := open(t, chinese())
	plugged := companyKey(t)
	h.plug(snapshot(plugged))
	var asked atomic.Int32
	h.opts.Forget = func(context.Context, remind.Key, *app.Snapshot) error {
		asked.Add(1)
		return errors.New("disk full")
	}
	h.openForget(remind.KeyOf(plugged.ID))
	h.Says("正插在这台电脑上，所以会继续提醒。")
	h.Key(fyneReturn)
	if asked.Load() > 0 {
		t.Error("a key that is plugged in was to be forgotten")
	}
	h.openForget(handedBack)
	h.Press("不再提醒")
	h.Until("the failure", func() bool { return asked.Load() == 1 && h.title() == "不再提醒" })
	h.Until("the failure", func() bool { return h.Button("关闭") != nil })
	h.Says("没有保存，提醒还会继续。")
}
