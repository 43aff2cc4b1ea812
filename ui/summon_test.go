package ui

import (
	"context"
	"errors"
	"testing"

	"ukey/app"
	"ukey/app/instance"
)

// summon is Summon from another goroutine, as the socket's listener calls it.
func (h *harness) summon(screen instance.Screen, key instance.Key) {
	h.T.Helper()
	var answered bool
	var failed error
	go func() {
		err := h.Summon(context.Background(), screen, key)
		h.OnUI(func() { answered, failed = true, err })
	}()
	h.Until("the summons is answered", func() bool { return answered })
	if failed != nil {
		h.T.Fatal(failed)
	}
}

func TestASummonsOpensItsScreenForItsKey(t *testing.T) {
	for name, c := range map[string]struct {
		screen instance.Screen
		key    instance.Key
		title  string
		want   string // the selected key
	}{
		"home":              {instance.Home, instance.Key{}, "", "单位证书"},
		"home for a key":    {instance.Home, instance.Key{Serial: "7A21-0049-3381-7712"}, "", "财务章"},
		"renew":             {instance.Renew, instance.Key{}, "证照更新", "单位证书"},
		"renew for a key":   {instance.Renew, instance.Key{Serial: "7A21-0049-3381-7712", Label: "财务章"}, "证照更新", "财务章"},
		"PIN, by its label": {instance.PIN, instance.Key{Serial: "财务章"}, "修改PIN码", "财务章"},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, chinese())
			h.plug(snapshot(companyKey(t), validKey(t)))
			h.summon(c.screen, c.key)
			if h.title() != c.title {
				t.Errorf("the dialog is %q", h.title())
			}
			if got := h.model.selected.key.Label; got != c.want {
				t.Errorf("selected is %s", got)
			}
		})
	}
}

func TestASummonsWaitsForItsKey(t *testing.T) {
	h := open(t, chinese())
	h.Open(instance.PIN, instance.Key{Serial: "7A21-0049-3381-7712", Label: "财务章"})
	if h.stage.Busy() {
		t.Error("something is said before anything is known")
	}
	pending := snapshot()
	pending.Drivers[0].State = app.DriverPending
	h.plugIn(pending)
	if h.stage.Busy() {
		t.Error("a key is missed while drivers are still read")
	}
	h.plugIn(snapshot(companyKey(t)))
	if h.title() != "请插入UKey" {
		t.Fatalf("the dialog is %q", h.title())
	}
	h.Says("请插入 财务章。")
	h.plugIn(snapshot(companyKey(t), validKey(t)))
	if h.title() != "修改PIN码" {
		t.Errorf("with the key the dialog is %q", h.title())
	}
}

func TestASummonsThatWasGivenUpIsForgotten(t *testing.T) {
	h := open(t, chinese())
	h.plugIn(snapshot())
	h.summon(instance.Renew, instance.Key{Serial: "7A21-0049-3381-7712"})
	h.summon(instance.PIN, instance.Key{Serial: "7A21-0049-3381-7712"}) // in place of the first
	h.Key(fyneEscape)
	h.plugIn(snapshot(validKey(t)))
	if h.stage.Busy() {
		t.Errorf("the dialog is %q", h.title())
	}
}

// What a person is typing must not vanish because the tray was clicked.
func TestASummonsInterruptsNothing(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t), validKey(t)))
	h.openPIN()
	before := h.stage.Top()
	h.summon(instance.Renew, instance.Key{Label: "财务章"})
	if h.stage.Top() != before || h.model.selected.key.Label != "单位证书" {
		t.Errorf("the dialog is %q, the key %s", h.title(), h.model.selected.key.Label)
	}
	before.Close()
	h.plug(snapshot(companyKey(t), validKey(t)))
	if h.stage.Busy() {
		t.Errorf("afterwards the dialog is %q", h.title())
	}
}

func TestAWindowThatClosesAnswersNoSummons(t *testing.T) {
	h := open(t, chinese())
	h.Window.Close()
	if err := h.Summon(t.Context(), instance.Home, instance.Key{}); !errors.Is(err, instance.ErrEnding) {
		t.Errorf("the summons ended with %v", err)
	}
}

func TestASummonedKeyIsInViewInTheTree(t *testing.T) {
	h := open(t, chinese())
	h.small()
	keys := fullKeys(t)[:9]
	h.plug(snapshot(keys...))
	last := keys[8].ID
	h.summon(instance.Home, instance.Key{Serial: last.Serial, Label: last.Label})
	h.Until("the key", func() bool { return h.model.selected.key == last })
	if h.sidebar.scroll.Offset.Y == 0 {
		t.Error("the tree still shows its beginning")
	}
}
