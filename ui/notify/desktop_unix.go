//go:build unix

package notify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// The service, as the specification names it.
const (
	service        = "org.freedesktop.Notifications"
	path           = dbus.ObjectPath("/org/freedesktop/Notifications")
	bus            = "org.freedesktop.DBus"
	ownerChanged   = bus + ".NameOwnerChanged"
	actionInvoked  = service + ".ActionInvoked"
	closed         = service + ".NotificationClosed"
	pressedItself  = "default" // the action of the message itself
	waitsForPerson = int32(0)  // expire_timeout: never
)

// patience is how long a call may take. The bus starts a service that is not
// there, where it knows how to.
const patience = 20 * time.Second

// desktop speaks to the service by D-Bus. The connection is made when it is
// first needed, and again after it was lost.
type desktop struct {
	Config
	image     dbus.Variant
	listeners sync.WaitGroup

	// mu is held during calls: signals about a message are looked at only when
	// its number is known.
	mu   sync.Mutex
	conn *dbus.Conn // nil if there is none
	// owner is the service's name on the bus, as signals bear it; empty if it is
	// not known. can are its capabilities, known if owner is.
	owner string
	can   []string
	up    map[string]shown // by Message.ID
}

// shown is a message that was shown and not closed. Its number is 0 if the
// service that knew it is gone.
type shown struct {
	Message
	number uint32
}

// Open returns the desktop of this session. Nothing is connected yet, and there
// may be nobody to connect to.
func Open(c Config) Desktop {
	return &desktop{Config: c, image: imageData(c.Icon), up: map[string]shown{}}
}

func (d *desktop) Show(ctx context.Context, m Message) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.show(ctx, m)
}

// show needs mu.
func (d *desktop) show(ctx context.Context, m Message) error {
	if err := d.meet(ctx); err != nil {
		return err
	}
	var actions []string
	body := m.Body
	if slices.Contains(d.can, "actions") {
		for i, b := range m.Buttons {
			if i == 0 {
				actions = append(actions, pressedItself, b.Label)
			}
			actions = append(actions, b.ID, b.Label)
		}
	} else {
		body = below(body, m.Unaided)
	}
	body = plain(tame(body), slices.Contains(d.can, "body-markup"))
	hints := map[string]dbus.Variant{
		"urgency":       dbus.MakeVariant(urgency(m)),
		"resident":      dbus.MakeVariant(m.Urgent),
		"desktop-entry": dbus.MakeVariant(d.ID),
		"image-data":    d.image,
	}
	var number uint32
	err := d.call(ctx, service+".Notify", d.Name, d.up[m.ID].number, "", tame(m.Title), body, actions, hints, waitsForPerson).Store(&number)
	if err != nil {
		d.owner = "" // it may be another one next time
		return fmt.Errorf("%w: %w", ErrNoService, err)
	}
	d.up[m.ID] = shown{m, number}
	return nil
}

func (d *desktop) Withdraw(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.withdraw(ctx, id)
}

// withdraw needs mu.
func (d *desktop) withdraw(ctx context.Context, id string) error {
	m := d.up[id]
	delete(d.up, id)
	if m.number == 0 || d.conn == nil || d.owner == "" {
		return nil
	}
	return d.call(ctx, service+".CloseNotification", m.number).Err
}

// Close implements Desktop.
func (d *desktop) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	d.mu.Lock()
	conn := d.conn
	for _, id := range slices.Collect(maps.Keys(d.up)) {
		_ = d.withdraw(ctx, id) // the service may be leaving as well
	}
	d.conn = nil
	d.mu.Unlock()
	if conn == nil {
		return nil
	}
	err := conn.Close()
	d.listeners.Wait()
	return err
}

func (d *desktop) call(ctx context.Context, method string, args ...any) *dbus.Call {
	return d.conn.Object(service, path).CallWithContext(ctx, method, 0, args...)
}

// meet connects if need be, and learns who the service is and what it can do.
// It needs mu.
func (d *desktop) meet(ctx context.Context) error {
	if d.conn != nil && !d.conn.Connected() {
		d.conn = nil
	}
	if d.conn == nil {
		if err := d.connect(ctx); err != nil {
			return fmt.Errorf("%w: %w", ErrNoService, err)
		}
	}
	if d.owner != "" {
		return nil
	}
	// The first call starts the service if it is not there.
	if err := d.call(ctx, service+".GetCapabilities").Store(&d.can); err != nil {
		return fmt.Errorf("%w: %w", ErrNoService, err)
	}
	if err := d.conn.BusObject().CallWithContext(ctx, bus+".GetNameOwner", 0, service).Store(&d.owner); err != nil {
		return fmt.Errorf("%w: %w", ErrNoService, err)
	}
	return nil
}

// connect joins the bus and begins to listen. It needs mu.
func (d *desktop) connect(ctx context.Context) error {
	d.lost()
	inOrder := dbus.WithSignalHandler(dbus.NewSequentialSignalHandler())
	dial := dbus.SessionBusPrivateNoAutoStartup
	if d.Bus != "" {
		dial = func(options ...dbus.ConnOption) (*dbus.Conn, error) { return dbus.Dial(d.Bus, options...) }
	}
	conn, err := dial(inOrder)
	if err != nil {
		return err
	}
	signals := make(chan *dbus.Signal, 1)
	conn.Signal(signals)
	for _, step := range []func() error{
		func() error { return conn.Auth(nil) },
		conn.Hello,
		func() error {
			return conn.AddMatchSignalContext(ctx, dbus.WithMatchSender(service), dbus.WithMatchInterface(service))
		},
		func() error {
			return conn.AddMatchSignalContext(ctx, dbus.WithMatchSender(bus), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, service))
		},
	} {
		if err := step(); err != nil {
			_ = conn.Close() // it has said what is the matter
			return err
		}
	}
	d.conn = conn
	d.listeners.Go(func() { d.listen(conn, signals) })
	return nil
}

// lost notes that the service is not there: another one will give its own
// numbers. It needs mu.
func (d *desktop) lost() {
	d.owner = ""
	for id, m := range d.up {
		m.number = 0
		d.up[id] = m
	}
}

// urgency is 1, normal, or 2, critical, which no service takes away by itself.
func urgency(m Message) byte {
	if m.Urgent {
		return 2
	}
	return 1
}
