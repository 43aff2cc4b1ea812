//go:build unix

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/adrg/xdg"

	"ukey/app"
	"ukey/app/instance"
	"ukey/app/remind"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/token"
	"ukey/ui/notify/notifytest"
	"ukey/ui/words"
)

// remembered has this computer know a key that is not plugged in, whose
// certificate has expired.
func remembered(t *testing.T) remind.Key {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	if err := os.MkdirAll(setup.ReminderDir(), 0o700); err != nil {
		t.Fatal(err)
	}
	list := `{"version": 1, "certificates": [{"serial": "NETCA-1234", "label": "单位证书", "sha256": "` + strings.Repeat("ab", 32) + `",
		"owner": "甲公司", "issuer": "Test CA", "use": "signature", "notAfter": "2020-01-01T00:00:00Z", "seen": "2019-12-01"}]}`
	if err := os.WriteFile(filepath.Join(setup.ReminderDir(), "certificates.json"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	return remind.Key{Serial: "NETCA-1234", Label: "单位证书"}
}

// noDriver loads nothing.
func noDriver(string) (token.Driver, error) { return nil, token.ErrRemoved }

func TestANotificationLeadsToTheWindow(t *testing.T) {
	bus := notifytest.New(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", bus.Address)
	key := remembered(t)
	opened := make(chan instance.Request, 10)
	open := make(chan int, 100)
	r := newReminders(func(q instance.Request) { opened <- q }, func(rs []remind.Reminder) { open <- len(rs) }, nil)
	ended := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { ended <- r.run(ctx) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	s := &settings.Settings{Modules: []string{"/nowhere.so"}, Reminders: settings.Reminders{On: true, Days: []int{30}}}
	desk := setup.Open(s, setup.Parts{Load: noDriver, JournalDir: t.TempDir(), ApplicationDir: t.TempDir()})
	defer desk.Close()
	r.use(s, desk, words.New(words.Chinese, "words", "remind"))
	r.Seen(&app.Snapshot{})

	if n := notifytest.Receive(t, open); n != 1 {
		t.Errorf("%d are open while there is no service", n)
	}
	service := bus.Serve(7, "actions", "body")
	n := service.Next()
	if !strings.Contains(n.Body, "甲公司") || !strings.Contains(n.Summary, "已过期") {
		t.Errorf("shown: %q, %q", n.Summary, n.Body)
	}
	for action, want := range map[string]instance.Request{
		"default":  {Verb: instance.Show, Screen: instance.Renew},
		"renew":    {Verb: instance.Show, Screen: instance.Renew},
		"tomorrow": {Verb: instance.Later},
		"never":    {Verb: instance.Show, Screen: instance.Forget},
	} {
		service.Press(n.Number, action)
		want.Key = instance.Key(key)
		if got := notifytest.Receive(t, opened); got != want {
			t.Errorf("%s: %+v", action, got)
		}
	}

	// A change of the settings leaves it on the screen; tomorrow takes it away.
	r.use(s, desk, words.New(words.English, "words", "remind"))
	r.PutOff(key)
	if closed := notifytest.Receive(t, service.Closed); closed != n.Number {
		t.Errorf("closed %d, not %d", closed, n.Number)
	}
	entries, err := remind.OpenLedger(setup.ReminderDir(), time.Now).Entries(ctx)
	if err != nil || len(entries) != 1 || entries[0].Later == "" || entries[0].Told.IsZero() {
		t.Errorf("kept: %+v, %v", entries, err)
	}
	if len(opened) > 0 {
		t.Errorf("and opened %+v", <-opened)
	}
}
