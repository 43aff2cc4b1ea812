package environment

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// Bus is what is asked of the message bus of a desktop.
type Bus interface {
	// Owned tells whether somebody has a name on the bus, or would be started
	// as soon as it is called by that name.
	Owned(ctx context.Context, name string) (bool, error)
	// Server is the name and version of the notification service.
	Server(ctx context.Context) (name, version string, err error)
	// Hosted tells whether a tray is there to take icons.
	Hosted(ctx context.Context) (bool, error)
	Close() error
}

// ErrNoDesktop: no desktop runs here that could be asked.
var ErrNoDesktop = errors.New("no desktop session")

// The names of the services.
const (
	trayWatcher   = "org.kde.StatusNotifierWatcher"
	notifications = "org.freedesktop.Notifications"
)

// patience is how long a desktop may take to answer. One that works takes
// milliseconds.
const patience = 3 * time.Second

// Desktop is what the desktop does for programs in the background.
type Desktop struct {
	// Err says why nothing is known of it: ErrNoDesktop, or that its bus does
	// not answer.
	Err error
	// Tray tells whether there is a place for an icon.
	Tray bool
	// Notifies tells whether messages can be shown, and Server who does so.
	Notifies bool
	Server   string
	// BuiltIn is set when both are part of the system, and always there.
	BuiltIn bool
}

// Headless tells whether there is no screen to put a window on.
func (c *Computer) Headless() bool {
	return c.GOOS != "windows" && c.Getenv("DISPLAY") == "" && c.Getenv("WAYLAND_DISPLAY") == ""
}

// Desktop asks what the desktop offers.
func (c *Computer) Desktop(ctx context.Context) Desktop {
	if c.GOOS == "windows" {
		return Desktop{Tray: true, Notifies: true, Server: "Windows", BuiltIn: true}
	}
	if c.Headless() {
		return Desktop{Err: ErrNoDesktop}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	bus, err := c.Session(ctx)
	if err != nil {
		return Desktop{Err: err}
	}
	defer func() { _ = bus.Close() }() // nothing is lost with it
	var d Desktop
	if d.Tray, err = bus.Owned(ctx, trayWatcher); err == nil && d.Tray {
		d.Tray, err = bus.Hosted(ctx)
	}
	if err != nil {
		return Desktop{Err: err}
	}
	if d.Notifies, err = bus.Owned(ctx, notifications); err == nil && d.Notifies {
		name, version, broken := bus.Server(ctx)
		if d.Notifies = broken == nil; d.Notifies { // else it has the name alone
			d.Server = strings.TrimSpace(name + " " + version)
		}
	}
	if err != nil {
		return Desktop{Err: err}
	}
	return d
}

// sessionBus is the real one.
type sessionBus struct{ conn *dbus.Conn }

// session connects to the bus that runs. It starts none, which the library
// would do by way of another program.
func session(ctx context.Context) (Bus, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	if err := conn.Auth(nil); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if err := conn.Hello(); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &sessionBus{conn}, nil
}

func (b *sessionBus) Owned(ctx context.Context, name string) (owned bool, err error) {
	self := b.conn.BusObject()
	if err := self.CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, name).Store(&owned); err != nil || owned {
		return owned, err
	}
	var startable []string
	if err := self.CallWithContext(ctx, "org.freedesktop.DBus.ListActivatableNames", 0).Store(&startable); err != nil {
		return false, err
	}
	return slices.Contains(startable, name), nil
}

func (b *sessionBus) Server(ctx context.Context) (name, version string, err error) {
	var vendor, spec string
	err = b.conn.Object(notifications, "/org/freedesktop/Notifications").
		CallWithContext(ctx, notifications+".GetServerInformation", 0).Store(&name, &vendor, &version, &spec)
	return name, version, err
}

func (b *sessionBus) Hosted(ctx context.Context) (hosted bool, err error) {
	var v dbus.Variant
	err = b.conn.Object(trayWatcher, "/StatusNotifierWatcher").
		CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, trayWatcher, "IsStatusNotifierHostRegistered").Store(&v)
	if err != nil {
		return false, err
	}
	hosted, _ = v.Value().(bool) // anything else is none
	return hosted, nil
}

func (b *sessionBus) Close() error { return b.conn.Close() }
