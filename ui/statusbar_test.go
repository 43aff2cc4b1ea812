package ui

import (
	"context"
	"errors"
	"testing"

	"ukey/app"
	"ukey/renew"
	"ukey/ui/kit"
	"ukey/ui/words"
)

func TestTheStatusBarTellsHowDriversKeysAndServerAre(t *testing.T) {
	fine, failing := snapshot(companyKey(t), expiredKey(t)), snapshot()
	failing.Problems = []app.Problem{missingDriver()}
	for _, c := range []struct {
		snapshot *app.Snapshot
		server   server
		want     statusView
	}{
		{fine, serverFine, statusView{tone: kit.Good, text: "驱动正常  ·  已插入 2 个UKey  ·  服务器可达"}},
		{fine, serverUnknown, statusView{tone: kit.Good, text: "驱动正常  ·  已插入 2 个UKey  ·  正在检查服务器"}},
		{fine, serverNone, statusView{tone: kit.Good, text: "驱动正常  ·  已插入 2 个UKey  ·  没有设置服务器"}},
		{fine, serverAway, statusView{tone: kit.Soon, text: "驱动正常  ·  已插入 2 个UKey  ·  服务器连接不上"}},
		{failing, serverAway, statusView{tone: kit.Soon, more: true, text: "1 个驱动有问题  ·  已插入 0 个UKey  ·  服务器连接不上"}},
		{&app.Snapshot{}, serverFine, statusView{tone: kit.Soon, text: "没有驱动  ·  已插入 0 个UKey  ·  服务器可达"}},
	} {
		if got := viewStatus(words.New(words.Chinese), c.snapshot, c.server); got != c.want {
			t.Errorf("server %d: %+v, want %+v", c.server, got, c.want)
		}
	}
}

func TestAServerThatDoesNotAnswerKeepsNobodyWaiting(t *testing.T) {
	release := make(chan error)
	desk := &fakeDesk{snapshots: make(chan *app.Snapshot), fakeOffice: fakeOffice{dir: t.TempDir()}}
	desk.reach = func(ctx context.Context) error {
		select {
		case err := <-release:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	h := openOn(t, desk, chinese())
	h.desk = desk
	h.plug(snapshot(companyKey(t)))
	h.Says("已插入 1 个UKey", "正在检查服务器")
	release <- errors.New("connection refused")
	h.Until("the answer", func() bool { return h.model.server != serverUnknown })
	h.Says("服务器连接不上")
}

// TestARefreshLooksAtTheServerAgain: the bar does not say for minutes that the
// server is there after a renewal has just failed to reach it.
func TestARefreshLooksAtTheServerAgain(t *testing.T) {
	answers := make(chan error)
	desk := &fakeDesk{snapshots: make(chan *app.Snapshot), fakeOffice: fakeOffice{dir: t.TempDir()}}
	desk.reach = func(ctx context.Context) error {
		select {
		case err := <-answers:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	desk.refresh = func(context.Context) *app.Snapshot { return snapshot(companyKey(t)) }
	h := openOn(t, desk, chinese())
	h.desk = desk
	h.plug(snapshot(companyKey(t)))
	answers <- nil
	h.Until("the answer", func() bool { return h.model.server == serverFine })
	h.refresh()
	answers <- errors.New("connection refused")
	h.Until("the second answer", func() bool { return h.model.server == serverAway && !h.refreshing })
	h.Says("服务器连接不上")
}

// TestAPlanLooksAtTheServerAgain: the bar does not say that the CA is away beside
// a plan that has just found it.
func TestAPlanLooksAtTheServerAgain(t *testing.T) {
	looks := 0
	desk := &fakeDesk{snapshots: make(chan *app.Snapshot), fakeOffice: fakeOffice{dir: t.TempDir()}}
	desk.reach = func(context.Context) error {
		if looks++; looks == 1 {
			return errors.New("not found")
		}
		return nil
	}
	h := openOn(t, desk, chinese())
	h.desk = desk
	h.plug(snapshot(companyKey(t)))
	h.Until("the answer", func() bool { return h.model.server == serverAway })
	h.renewal(t).toPlan()
	h.Until("the second answer", func() bool { return h.model.server == serverFine })
}

func TestWhereNoServerIsSetUpNoneIsMissed(t *testing.T) {
	if got := serverOf(renew.ErrCANotConfigured); got != serverNone {
		t.Errorf("it counts as %d", got)
	}
}
