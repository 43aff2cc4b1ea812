//go:build unix

package notify_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// soon is how long a busy machine may take.
const soon = 30 * time.Second

// privateBus is a session bus of a test's own, on which nobody is started by a
// call.
type privateBus struct {
	t       *testing.T
	folder  string
	address string
	daemon  *exec.Cmd
	said    bytes.Buffer // by the daemon, of what is the matter
}

func newBus(t *testing.T) *privateBus {
	t.Helper()
	// The path of a socket has to be short, and a test's own folder is not.
	folder, err := os.MkdirTemp("", "bus")
	if err != nil {
		t.Fatal(err)
	}
	b := &privateBus{t: t, folder: folder, address: "unix:path=" + filepath.Join(folder, "socket")}
	t.Cleanup(func() {
		b.stop()
		if t.Failed() {
			t.Logf("the bus said: %s", &b.said)
		}
		_ = os.RemoveAll(folder)
	})
	b.start()
	return b
}

func (b *privateBus) start() {
	b.t.Helper()
	config := filepath.Join(b.folder, "bus.conf")
	err := os.WriteFile(config, fmt.Appendf(nil, `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>%s</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>`, b.address), 0o600)
	if err != nil {
		b.t.Fatal(err)
	}
	b.daemon = exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address")
	b.daemon.Stderr = &b.said
	out, err := b.daemon.StdoutPipe()
	if err == nil {
		err = b.daemon.Start()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	// It prints the address when it listens.
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.HasPrefix(line, "unix:") {
		b.t.Fatalf("the bus says %q, %v", line, err)
	}
}

func (b *privateBus) stop() {
	if b.daemon == nil {
		return
	}
	_ = b.daemon.Process.Kill()
	_ = b.daemon.Wait() // it was killed
	_ = os.Remove(filepath.Join(b.folder, "socket"))
	b.daemon = nil
}

func (b *privateBus) connect() *dbus.Conn {
	b.t.Helper()
	conn, err := dbus.Connect(b.address)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

const (
	serviceName = "org.freedesktop.Notifications"
	servicePath = dbus.ObjectPath("/org/freedesktop/Notifications")
)

// notification is what a service was asked to show.
type notification struct {
	Sender           dbus.Sender
	Name             string
	Replaces, Number uint32
	Icon             string
	Summary, Body    string
	Actions          []string
	Hints            map[string]dbus.Variant
	Expire           int32
}

// fakeService is a notification service that keeps what it is told, and does
// what a test has it do. It answers from goroutines of the bus connection.
type fakeService struct {
	t     *testing.T
	conn  *dbus.Conn
	can   []string
	hangs chan struct{} // if not nil, Notify waits until it is closed
	last  atomic.Uint32 // number

	shown  chan notification
	closed chan uint32
}

// serve starts a service that can do this; the next one of a test begins at
// another number.
func (b *privateBus) serve(first uint32, can ...string) *fakeService {
	b.t.Helper()
	s := &fakeService{
		t: b.t, conn: b.connect(), can: can,
		shown: make(chan notification, 100), closed: make(chan uint32, 100),
	}
	s.last.Store(first - 1)
	if err := s.conn.Export(calls{s}, servicePath, serviceName); err != nil {
		b.t.Fatal(err)
	}
	if reply, err := s.conn.RequestName(serviceName, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		b.t.Fatalf("name: %v, %v", reply, err)
	}
	return s
}

// calls are the methods of a service on the bus.
type calls struct{ s *fakeService }

func (c calls) GetCapabilities() ([]string, *dbus.Error) { return c.s.can, nil }

func (c calls) Notify(sender dbus.Sender, name string, replaces uint32, icon, summary, body string, actions []string, hints map[string]dbus.Variant, expire int32) (uint32, *dbus.Error) {
	if c.s.hangs != nil {
		<-c.s.hangs
	}
	number := replaces
	if number == 0 {
		number = c.s.last.Add(1)
	}
	c.s.shown <- notification{sender, name, replaces, number, icon, summary, body, actions, hints, expire}
	return number, nil
}

func (c calls) CloseNotification(number uint32) *dbus.Error {
	c.s.closed <- number
	return nil
}

// next is the next notification that the service is asked for.
func (s *fakeService) next() notification {
	s.t.Helper()
	return receive(s.t, s.shown)
}

func (s *fakeService) press(number uint32, action string) {
	s.t.Helper()
	s.say("ActionInvoked", number, action)
}

// pressTo sends a press to one client alone, as anybody on the bus can.
func (s *fakeService) pressTo(client dbus.Sender, number uint32, action string) {
	s.t.Helper()
	m := &dbus.Message{
		Type: dbus.TypeSignal,
		Headers: map[dbus.HeaderField]dbus.Variant{
			dbus.FieldPath:        dbus.MakeVariant(servicePath),
			dbus.FieldInterface:   dbus.MakeVariant(serviceName),
			dbus.FieldMember:      dbus.MakeVariant("ActionInvoked"),
			dbus.FieldDestination: dbus.MakeVariant(string(client)),
			dbus.FieldSignature:   dbus.MakeVariant(dbus.SignatureOf(number, action)),
		},
		Body: []any{number, action},
	}
	if call := s.conn.Send(m, nil); call != nil && call.Err != nil {
		s.t.Fatal(call.Err)
	}
	// What follows on this connection has been heard after it.
	if err := s.conn.BusObject().Call("org.freedesktop.DBus.GetId", 0).Err; err != nil {
		s.t.Fatal(err)
	}
}

func (s *fakeService) dismiss(number uint32) {
	s.t.Helper()
	s.say("NotificationClosed", number, uint32(2))
}

func (s *fakeService) say(signal string, values ...any) {
	s.t.Helper()
	if err := s.conn.Emit(servicePath, serviceName+"."+signal, values...); err != nil {
		s.t.Fatal(err)
	}
}

// leave ends the service, as a crash does.
func (s *fakeService) leave() {
	s.t.Helper()
	if err := s.conn.Close(); err != nil {
		s.t.Fatal(err)
	}
}

func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(soon):
		t.Fatal("nothing comes")
		panic("unreachable")
	}
}
