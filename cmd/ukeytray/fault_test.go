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

	"ukey/app/instance"
	"ukey/app/settings"
	"ukey/cmd/internal/diary"
	"ukey/cmd/internal/setup"
	"ukey/ui/notify/notifytest"
	"ukey/ui/tray"
)

// menu is the newest view whose menu begins so.
func menu(t *testing.T, views <-chan tray.View, first string) tray.View {
	t.Helper()
	for {
		if v := notifytest.Receive(t, views); strings.HasPrefix(v.Menu[0][0].Text, first) {
			return v
		}
	}
}

// What starts at login is seen by nobody: with a settings file that is wrong it
// goes on and says so, in the log as well, and takes the file that was corrected.
func TestBrokenSettingsAreSaidAndRemindersGoOn(t *testing.T) {
	bus := notifytest.New(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", bus.Address)
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	config := filepath.Join(t.TempDir(), "config.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(config+".new", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(config+".new", config); err != nil {
			t.Fatal(err)
		}
	}
	write("scale: [150\n")

	log := diary.Open(diary.Resident, settings.LogInfo)
	defer log.End()
	r := newResident(setup.Flags{Config: config, Modules: []string{"/nowhere.so"}, Language: "zh-Hans"}, instance.Group{}, log)
	r.fault.every = 10 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 2)
	go func() { r.work(ctx); ended <- nil }()
	go func() { ended <- r.reminders.run(ctx) }()
	defer func() {
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	}()

	line := menu(t, r.views, "设置文件有误").Menu[0][0]
	if want := (instance.Request{Verb: instance.Show, Screen: instance.Home}); line.Request != want {
		t.Errorf("the line asks for %+v", line.Request)
	}
	service := bus.Serve(7, "actions", "body") // which comes after the program, as at login
	n := service.Next()
	if n.Summary != "设置文件有误" || !strings.Contains(n.Body, "config.yaml") || !strings.Contains(n.Body, "提醒照常") {
		t.Errorf("shown: %q, %q", n.Summary, n.Body)
	}
	service.Press(n.Number, "open")
	if got := notifytest.Receive(t, r.windows); got != line.Request {
		t.Errorf("the button asks for %+v", got)
	}
	text, err := os.ReadFile(filepath.Join(setup.LogDir(), "resident.log"))
	if err != nil || strings.Count(string(text), "config.yaml: yaml: line 1") != 1 {
		t.Errorf("%v\n%s", err, text)
	}

	write("scale: 150\n")
	if closed := notifytest.Receive(t, service.Closed); closed != n.Number {
		t.Errorf("closed %d, not %d", closed, n.Number)
	}
	menu(t, r.views, "没有可用的UKey驱动")

	// Wrong while it runs: what was good goes on.
	write("scale: 150%\n")
	r.do(instance.Request{Verb: instance.Reload})
	if again := service.Next(); !strings.Contains(again.Body, "150%") {
		t.Errorf("shown: %q", again.Body)
	}
	if v := menu(t, r.views, "设置文件有误"); !strings.HasPrefix(v.Menu[1][0].Text, "没有可用的UKey驱动") {
		t.Errorf("the menu goes on with %+v", v.Menu[1])
	}
}
