//go:build unix

package notify_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ukey/assets"
	"ukey/ui/notify"
	"ukey/ui/notify/notifytest"
)

// screen is a desktop on a private bus, and what was pressed on it.
type screen struct {
	notify.Desktop
	t       *testing.T
	pressed chan [2]string
	back    chan struct{}
}

func onBus(t *testing.T, b *notifytest.Bus) *screen {
	t.Helper()
	s := &screen{t: t, pressed: make(chan [2]string, 100), back: make(chan struct{}, 100)}
	s.Desktop = notify.Open(notify.Config{
		Name: assets.AppName, ID: assets.AppID, Icon: assets.AppIcon(64), Bus: b.Address,
		Pressed: func(message, button string) { s.pressed <- [2]string{message, button} },
		Back:    func() { s.back <- struct{}{} },
	})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *screen) show(m notify.Message) {
	s.t.Helper()
	if err := s.Show(s.t.Context(), m); err != nil {
		s.t.Fatal(err)
	}
}

func message(id string) notify.Message {
	return notify.Message{
		ID: id, Title: "UKey证书已过期 3 天", Body: "甲公司\n签名证书", Urgent: true, Unaided: "请打开UKey管家。",
		Buttons: []notify.Button{{ID: "renew", Label: "现在更新"}, {ID: "tomorrow", Label: "明天提醒"}},
	}
}

var everything = []string{"actions", "body", "body-markup", "icon-static", "persistence"}

func TestTheServiceIsToldEverything(t *testing.T) {
	b := notifytest.New(t)
	s := b.Serve(7, everything...)
	onBus(t, b).show(message("a"))
	n := s.Next()
	if n.Name != "UKey管家" || n.Replaces != 0 || n.Summary != "UKey证书已过期 3 天" || n.Body != "甲公司\n签名证书" || n.Expire != 0 {
		t.Errorf("told: %+v", n)
	}
	if want := []string{"default", "现在更新", "renew", "现在更新", "tomorrow", "明天提醒"}; !slices.Equal(n.Actions, want) {
		t.Errorf("actions %q", n.Actions)
	}
	for hint, want := range map[string]any{"urgency": byte(2), "resident": true, "desktop-entry": "org.ukeymanager.UKeyManager"} {
		if got := n.Hints[hint].Value(); got != want {
			t.Errorf("%s: %v", hint, got)
		}
	}
	picture, _ := n.Hints["image-data"].Value().([]any)
	if want := []any{int32(64), int32(64), int32(256), true, int32(8), int32(4)}; len(picture) != 7 || !slices.Equal(picture[:6], want) {
		t.Fatalf("image-data: %v", picture)
	}
	if data, _ := picture[6].([]byte); len(data) != 64*256 || !slices.ContainsFunc(data, func(b byte) bool { return b != 0 }) {
		t.Errorf("image-data: %d bytes", len(data))
	}
}

func TestWhatIsNotUrgentDoesNotClaimToBe(t *testing.T) {
	b := notifytest.New(t)
	s := b.Serve(7, everything...)
	m := message("a")
	m.Urgent = false
	onBus(t, b).show(m)
	if n := s.Next(); n.Hints["urgency"].Value() != byte(1) || n.Hints["resident"].Value() != false || n.Expire != 0 {
		t.Errorf("told: %+v", n)
	}
}

func TestForeignTextIsTextToEveryService(t *testing.T) {
	m := message("a")
	m.Body = "<img src=\"file:///etc/passwd\"/>&amp; $(reboot) \x1b[2J\u202egnol\x00" + strings.Repeat("长", 2000)
	long := strings.Repeat("长", 2000)
	for name, c := range map[string]struct {
		can   []string
		start string
	}{
		"markup": {everything, "&lt;img src=\"file:///etc/passwd\"/&gt;&amp;amp; $(reboot) [2Jgnol长"},
		"plain":  {[]string{"actions", "body"}, "＜img src=\"file:///etc/passwd\"/＞＆amp; $(reboot) [2Jgnol长"},
	} {
		t.Run(name, func(t *testing.T) {
			b := notifytest.New(t)
			s := b.Serve(7, c.can...)
			onBus(t, b).show(m)
			if n := s.Next(); !strings.HasPrefix(n.Body, c.start) || strings.Contains(n.Body, long) {
				t.Errorf("body %q", n.Body)
			}
		})
	}
}

func TestWithoutButtonsTheTextSaysWhatToDo(t *testing.T) {
	b := notifytest.New(t)
	s := b.Serve(7, "body")
	onBus(t, b).show(message("a"))
	if n := s.Next(); len(n.Actions) > 0 || n.Body != "甲公司\n签名证书\n请打开UKey管家。" {
		t.Errorf("told: %+v", n)
	}
}

func TestAMessageTakesThePlaceOfItsOwnAlone(t *testing.T) {
	b := notifytest.New(t)
	s, d := b.Serve(7, everything...), onBus(t, b)
	for _, id := range []string{"a", "b", "a"} {
		d.show(message(id))
	}
	first, second, third := s.Next(), s.Next(), s.Next()
	if first.Replaces != 0 || second.Replaces != 0 || third.Replaces != first.Number {
		t.Errorf("replaced: %d, %d, %d; the first is %d", first.Replaces, second.Replaces, third.Replaces, first.Number)
	}
}

func TestButtonsAreHeard(t *testing.T) {
	b := notifytest.New(t)
	s, d := b.Serve(7, everything...), onBus(t, b)
	d.show(message("a"))
	d.show(message("b"))
	one, two := s.Next(), s.Next()
	stranger := notifytest.NewStranger(b)
	stranger.Press(two.Number, "renew")
	stranger.PressTo(two.Sender, two.Number, "renew")
	s.Press(999, "renew")
	s.Press(two.Number, "format-disk")
	s.Press(two.Number, "tomorrow")
	s.Press(one.Number, "default")
	for _, want := range [][2]string{{"b", "tomorrow"}, {"a", "renew"}} {
		if got := notifytest.Receive(t, d.pressed); got != want {
			t.Errorf("pressed %q, want %q", got, want)
		}
	}
}

func TestWhatThePersonClosedIsShownAnew(t *testing.T) {
	b := notifytest.New(t)
	s, d := b.Serve(7, everything...), onBus(t, b)
	d.show(message("a"))
	d.show(message("b"))
	a, other := s.Next(), s.Next()
	s.Dismiss(a.Number)
	s.Press(a.Number, "renew") // too late
	s.Press(other.Number, "renew")
	if got := notifytest.Receive(t, d.pressed); got != [2]string{"b", "renew"} {
		t.Errorf("pressed %q", got)
	}
	d.show(message("a"))
	if n := s.Next(); n.Replaces != 0 {
		t.Errorf("replaces %d, which is gone", n.Replaces)
	}
}

func TestWithdrawnMessagesGo(t *testing.T) {
	b := notifytest.New(t)
	s, d := b.Serve(7, everything...), onBus(t, b)
	d.show(message("a"))
	d.show(message("b"))
	a, other := s.Next(), s.Next()
	for _, id := range []string{"a", "a", "never shown"} {
		if err := d.Withdraw(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if got := []uint32{notifytest.Receive(t, s.Closed), notifytest.Receive(t, s.Closed)}; !slices.Equal(got, []uint32{a.Number, other.Number}) {
		t.Errorf("closed %d, want %d and %d", got, a.Number, other.Number)
	}
}

func TestAServiceThatComesLaterIsNoticed(t *testing.T) {
	b := notifytest.New(t)
	d := onBus(t, b)
	if err := d.Show(t.Context(), message("a")); !errors.Is(err, notify.ErrNoService) {
		t.Fatalf("error %v", err)
	}
	s := b.Serve(7, everything...)
	notifytest.Receive(t, d.back)
	d.show(message("a"))
	s.Next()
}

func TestWhatWasToBeSeenOutlivesItsService(t *testing.T) {
	b := notifytest.New(t)
	s, d := b.Serve(7, everything...), onBus(t, b)
	d.show(message("a"))
	d.show(message("b"))
	one, two := s.Next(), s.Next()
	s.Dismiss(two.Number)
	s.Press(one.Number, "renew")
	notifytest.Receive(t, d.pressed) // what was said before is known now
	s.Leave()

	again := b.Serve(one.Number+100, "body")
	n := again.Next()
	if n.Replaces != 0 || n.Summary != message("a").Title || len(n.Actions) > 0 {
		t.Errorf("shown by the next service: %+v", n)
	}
	again.Press(one.Number, "tomorrow") // the old number
	again.Press(n.Number, "renew")
	if got := notifytest.Receive(t, d.pressed); got != [2]string{"a", "renew"} {
		t.Errorf("pressed %q", got)
	}
	d.show(message("c"))
	if n := again.Next(); n.Number == 0 || n.Replaces != 0 {
		t.Errorf("after the restart: %+v", n)
	}
}

func TestAServiceThatHangsIsNone(t *testing.T) {
	b := notifytest.New(t)
	s, d := b.Serve(7, everything...), onBus(t, b)
	s.Hangs = make(chan struct{})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := d.Show(ctx, message("a")); !errors.Is(err, notify.ErrNoService) {
		t.Errorf("error %v", err)
	}
	close(s.Hangs)
}

func TestALostBusIsJoinedAgain(t *testing.T) {
	b := notifytest.New(t)
	d := onBus(t, b)
	b.Serve(7, everything...)
	d.show(message("a"))
	b.Stop()
	if err := d.Show(t.Context(), message("a")); !errors.Is(err, notify.ErrNoService) {
		t.Fatalf("without a bus: %v", err)
	}
	b.Start()
	s := b.Serve(70, everything...)
	d.show(message("a"))
	if n := s.Next(); n.Replaces != 0 {
		t.Errorf("replaces %d, a number of the old service", n.Replaces)
	}
}
