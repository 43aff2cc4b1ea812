package notify

import (
	"testing"
	"time"
	"unicode/utf16"

	"ukey/assets"
)

// TestTheTaskbarTakesMessages needs a desktop with a taskbar.
func TestTheTaskbarTakesMessages(t *testing.T) {
	pressed := make(chan [2]string, 10)
	back := make(chan struct{}, 10)
	d := Open(Config{
		Name: assets.AppName, Icon: assets.AppIcon(32),
		Pressed: func(message, button string) { pressed <- [2]string{message, button} },
		Back:    func() { back <- struct{}{} },
	}).(*desktop)
	m := Message{ID: "a", Title: "UKey证书已过期 3 天", Body: "甲公司 & <b>\"$(reboot)\"", Urgent: true, Buttons: []Button{{"renew", "现在更新"}}}
	calm := m
	calm.ID, calm.Urgent = "b", false
	for _, m := range []Message{m, calm, m} {
		if err := d.Show(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	for _, number := range []uintptr{1, 2, 2, 77, 1} { // what is not urgent can be answered once
		d.window.post(wmIcon, number, ninBalloonClick)
	}
	for _, id := range []string{"a", "b", "a"} {
		select {
		case got := <-pressed:
			if got != [2]string{id, "renew"} {
				t.Errorf("pressed %q", got)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("nothing was pressed")
		}
	}
	if err := d.Withdraw(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if len(pressed) > 0 {
		t.Errorf("and %q", <-pressed)
	}
}

func TestTextsAreCutToTheShellsLengths(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""}, {"abc", "abc"}, {"abcd", "abcd"}, {"abcde", "abcd"}, {"abc𠮷", "abc"}, {"ab𠮷c", "ab𠮷"},
	} {
		field := []uint16{9, 9, 9, 9, 9}
		put(field, c.in)
		n := 0
		for n < len(field) && field[n] != 0 {
			n++
		}
		if got := string(utf16.Decode(field[:n])); got != c.want || field[4] != 0 {
			t.Errorf("%q becomes %q, %x", c.in, got, field)
		}
	}
}
