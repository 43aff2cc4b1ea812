//go:build window && unix

package notify_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"ukey/app/remind"
	"ukey/ui/notify"
	"ukey/ui/notify/notifytest"
	"ukey/ui/words"
)

// dunst is a real notification service, on the display that DISPLAY names.
type dunst struct {
	t       *testing.T
	process *exec.Cmd
	bus     *notifytest.Bus
	conn    *dbus.Conn
	config  string
}

func startDunst(t *testing.T, b *notifytest.Bus, config string) *dunst {
	t.Helper()
	d := &dunst{t: t, bus: b, conn: b.Connect(), config: filepath.Join(t.TempDir(), "dunstrc")}
	if err := os.WriteFile(d.config, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	d.start()
	t.Cleanup(d.stop)
	return d
}

func (d *dunst) start() {
	d.t.Helper()
	d.process = exec.Command("dunst", "-config", d.config)
	d.process.Env = append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS="+d.bus.Address, "LC_ALL=C.UTF-8")
	if err := d.process.Start(); err != nil {
		d.t.Fatal(err)
	}
}

func (d *dunst) stop() {
	if d.process != nil {
		_ = d.process.Process.Kill()
		_ = d.process.Wait() // it was killed
		d.process = nil
	}
}

func (d *dunst) object() dbus.BusObject { return d.conn.Object(notifytest.Name, notifytest.Path) }

// await waits until that many notifications are on the screen.
func (d *dunst) await(want uint32) {
	d.t.Helper()
	tick, late := time.NewTicker(50*time.Millisecond), time.After(notifytest.Soon)
	defer tick.Stop()
	for {
		got, err := d.object().GetProperty("org.dunstproject.cmd0.displayedLength")
		if err == nil && got.Value() == want {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			d.t.Fatalf("on the screen: %v, %v; want %d", got, err, want)
		}
	}
}

// TestARealServiceShowsReminders keeps a picture of it in out/.
func TestARealServiceShowsReminders(t *testing.T) {
	bus := notifytest.New(t)
	s := onBus(t, bus)
	if err := s.Show(t.Context(), message("first")); !errors.Is(err, notify.ErrNoService) {
		t.Fatalf("error %v", err)
	}
	service := startDunst(t, bus, "[global]\nmarkup = full\nfont = Sans 11\nwidth = 420\nformat = \"<b>%s</b>\\n%b\"\n")
	notifytest.Receive(t, s.back)

	away := pair("2026-12-23 16:00", "2026-12-20 15:30", false)
	away.Certificates[0].Owner = "<b>甲</b> & 乙公司 <i"
	due := pair("2026-11-23 09:00", "2026-12-20 15:30", true)
	due.Key.Serial, due.Certificates[1].RenewFrom = "5678", day("2026-11-20 08:00")
	p := words.New(words.Chinese)
	expired, expiring := notify.Compose(p, &away), notify.Compose(p, &due)
	s.show(expired)
	s.show(expiring)
	service.await(2)
	picture(t, "reminders.png")

	// What a person sees once more is one notification.
	s.show(expired)
	service.await(2)

	// A service that crashes takes nothing along.
	service.stop()
	service.start()
	service.await(2)

	// The most urgent one is at the top. Pressing it does not make it go away.
	if err := service.object().Call("org.dunstproject.cmd0.NotificationAction", 0, uint32(0)).Err; err != nil {
		t.Fatal(err)
	}
	if got := notifytest.Receive(t, s.pressed); got != [2]string{expired.ID, string(remind.Renew)} {
		t.Errorf("pressed %q", got)
	}
	if err := s.Withdraw(t.Context(), expired.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(t.Context(), expiring.ID); err != nil {
		t.Fatal(err)
	}
	service.await(0)

	service.expectHistory("&lt;b&gt;甲&lt;/b&gt; &amp; 乙公司 &lt;i")
}

// TestARealServiceThatDeniesMarkupShowsForeignText: this one takes tags out of
// a text although it says that it knows none.
func TestARealServiceThatDeniesMarkupShowsForeignText(t *testing.T) {
	bus := notifytest.New(t)
	s := onBus(t, bus)
	if err := s.Show(t.Context(), message("first")); !errors.Is(err, notify.ErrNoService) {
		t.Fatalf("error %v", err)
	}
	service := startDunst(t, bus, "[global]\nmarkup = no\n")
	notifytest.Receive(t, s.back)
	r := pair("2026-12-23 16:00", "2026-12-20 15:30", false)
	r.Certificates[0].Owner = "<b>甲</b> & 乙公司 <i"
	m := notify.Compose(words.New(words.Chinese), &r)
	s.show(m)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	service.await(0)
	service.expectHistory("＜b＞甲＜/b＞ ＆ 乙公司 ＜i")
}

// expectHistory looks for a text, in Pango's markup, among those that were on
// the screen.
func (d *dunst) expectHistory(text string) {
	d.t.Helper()
	var history []map[string]dbus.Variant
	if err := d.object().Call("org.dunstproject.cmd0.NotificationListHistory", 0).Store(&history); err != nil {
		d.t.Fatal(err)
	}
	seen := false
	for _, n := range history {
		message, _ := n["message"].Value().(string)
		seen = seen || strings.Contains(message, text)
	}
	if !seen {
		d.t.Errorf("not shown as it is: %v", history)
	}
}

// picture keeps what is on the screen.
func picture(t *testing.T, name string) {
	t.Helper()
	dir := filepath.Join("..", "..", "out")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("import", "-window", "root", filepath.Join(dir, name)).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
