package environment

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// busConfig is a bus that starts no services of this machine.
const busConfig = `<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>`

// startBus runs a message bus of its own, and has the session be that one.
func startBus(t *testing.T) {
	t.Helper()
	config := filepath.Join(t.TempDir(), "bus.conf")
	if err := os.WriteFile(config, []byte(busConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	daemon := exec.CommandContext(t.Context(), "dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait() // it was killed
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
}

// serve has somebody on the bus have a name.
func serve(t *testing.T, name string) *dbus.Conn {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if reply, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("%s: %v, %v", name, reply, err)
	}
	return conn
}

// notifier is a notification service.
type notifier struct{}

func (notifier) GetServerInformation() (name, vendor, version, spec string, err *dbus.Error) {
	return "test-notifyd", "tests", "1.2", "1.2", nil
}

func TestARealBusIsAsked(t *testing.T) {
	startBus(t)
	c := Here()
	c.Getenv = func(name string) string {
		if name == "DISPLAY" {
			return ":0"
		}
		return os.Getenv(name)
	}
	if d := c.Desktop(t.Context()); d.Err != nil || d.Tray || d.Notifies {
		t.Errorf("with nobody on the bus: %+v", d)
	}
	watcher := serve(t, trayWatcher)
	hosted, err := prop.Export(watcher, "/StatusNotifierWatcher", prop.Map{
		trayWatcher: {"IsStatusNotifierHostRegistered": {Value: false, Writable: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := serve(t, notifications).Export(notifier{}, "/org/freedesktop/Notifications", notifications); err != nil {
		t.Fatal(err)
	}
	if d := c.Desktop(t.Context()); d.Err != nil || d.Tray || !d.Notifies || d.Server != "test-notifyd 1.2" {
		t.Errorf("without a tray: %+v", d)
	}
	hosted.SetMust(trayWatcher, "IsStatusNotifierHostRegistered", true)
	if d := c.Desktop(t.Context()); d.Err != nil || !d.Tray {
		t.Errorf("with a tray: %+v", d)
	}
}

func TestABusThatIsGoneIsNoTray(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
	c := Here()
	c.Getenv = func(string) string { return ":0" }
	if d := c.Desktop(t.Context()); d.Err == nil || d.Tray || d.Notifies {
		t.Errorf("%+v", d)
	}
}
