//go:build unix

// Package notifytest gives tests a session bus of their own, with a notification
// service on it that keeps what it is told and does what a test has it do.
package notifytest

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

// Soon is how long a busy machine may take.
const Soon = 30 * time.Second

// Bus is a session bus of a test's own, on which nobody is started by a
// call.
type Bus struct {
	t       *testing.T
	folder  string
	Address string // as DBUS_SESSION_BUS_ADDRESS has it
	daemon  *exec.Cmd
	said    bytes.Buffer // by the daemon, of what is the matter
}

// New starts a bus. It ends with the test.
func New(t *testing.T) *Bus {
	t.Helper()
	// The path of a socket has to be short, and a test's own folder is not.
	folder, err := os.MkdirTemp("", "bus")
	if err != nil {
		t.Fatal(err)
	}
	b := &Bus{t: t, folder: folder, Address: "unix:path=" + filepath.Join(folder, "socket")}
	t.Cleanup(func() {
		b.Stop()
		if t.Failed() {
			t.Logf("the bus said: %s", &b.said)
		}
		_ = os.RemoveAll(folder)
	})
	b.Start()
	return b
}

// Start starts the bus again, at the same address.
func (b *Bus) Start() {
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
</busconfig>`, b.Address), 0o600)
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

// Stop ends the bus, as a crash does.
func (b *Bus) Stop() {
	if b.daemon == nil {
		return
	}
	_ = b.daemon.Process.Kill()
	_ = b.daemon.Wait() // it was killed
	_ = os.Remove(filepath.Join(b.folder, "socket"))
	b.daemon = nil
}

// Connect joins the bus until the test ends.
func (b *Bus) Connect() *dbus.Conn {
	b.t.Helper()
	conn, err := dbus.Connect(b.Address)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// What the service is called on the bus.
const (
	Name = "org.freedesktop.Notifications"
	Path = dbus.ObjectPath("/org/freedesktop/Notifications")
)

// Notification is what a service was asked to show.
type Notification struct {
	Sender           dbus.Sender
	Name             string
	Replaces, Number uint32
	Icon             string
	Summary, Body    string
	Actions          []string
	Hints            map[string]dbus.Variant
	Expire           int32
}

// Service is a notification service that keeps what it is told, and does
// what a test has it do. It answers from goroutines of the bus connection.
type Service struct {
	t     *testing.T
	conn  *dbus.Conn
	can   []string
	Hangs chan struct{} // if not nil, Notify waits until it is closed
	last  atomic.Uint32 // number

	shown chan Notification
	// Closed are the numbers that it was asked to close.
	Closed chan uint32
}

// Serve starts a service that can do this; the next one of a test begins at
// another number.
func (b *Bus) Serve(first uint32, can ...string) *Service {
	b.t.Helper()
	s := &Service{
		t: b.t, conn: b.Connect(), can: can,
		shown: make(chan Notification, 100), Closed: make(chan uint32, 100),
	}
	s.last.Store(first - 1)
	if err := s.conn.Export(calls{s}, Path, Name); err != nil {
		b.t.Fatal(err)
	}
	if reply, err := s.conn.RequestName(Name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		b.t.Fatalf("name: %v, %v", reply, err)
	}
	return s
}

// NewStranger is somebody on the bus who only claims to be the service.
func NewStranger(b *Bus) *Service { return &Service{t: b.t, conn: b.Connect()} }

// calls are the methods of a service on the bus.
type calls struct{ s *Service }

func (c calls) GetCapabilities() ([]string, *dbus.Error) { return c.s.can, nil }

func (c calls) Notify(sender dbus.Sender, name string, replaces uint32, icon, summary, body string, actions []string, hints map[string]dbus.Variant, expire int32) (uint32, *dbus.Error) {
	if c.s.Hangs != nil {
		<-c.s.Hangs
	}
	number := replaces
	if number == 0 {
		number = c.s.last.Add(1)
	}
	c.s.shown <- Notification{sender, name, replaces, number, icon, summary, body, actions, hints, expire}
	return number, nil
}

func (c calls) CloseNotification(number uint32) *dbus.Error {
	c.s.Closed <- number
	return nil
}

// Next is the next notification that the service is asked for.
func (s *Service) Next() Notification {
	s.t.Helper()
	return Receive(s.t, s.shown)
}

// Press tells that a button, or the notification itself, was pressed.
func (s *Service) Press(number uint32, action string) {
	s.t.Helper()
	s.say("ActionInvoked", number, action)
}

// PressTo sends a press to one client alone, as anybody on the bus can.
func (s *Service) PressTo(client dbus.Sender, number uint32, action string) {
	s.t.Helper()
	m := &dbus.Message{
		Type: dbus.TypeSignal,
		Headers: map[dbus.HeaderField]dbus.Variant{
			dbus.FieldPath:        dbus.MakeVariant(Path),
			dbus.FieldInterface:   dbus.MakeVariant(Name),
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

// Dismiss tells that the person has closed a notification.
func (s *Service) Dismiss(number uint32) {
	s.t.Helper()
	s.say("NotificationClosed", number, uint32(2))
}

func (s *Service) say(signal string, values ...any) {
	s.t.Helper()
	if err := s.conn.Emit(Path, Name+"."+signal, values...); err != nil {
		s.t.Fatal(err)
	}
}

// Leave ends the service, as a crash does.
func (s *Service) Leave() {
	s.t.Helper()
	if err := s.conn.Close(); err != nil {
		s.t.Fatal(err)
	}
}

// Receive waits for a value.
func Receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(Soon):
		t.Fatal("nothing comes")
		panic("unreachable")
	}
}
