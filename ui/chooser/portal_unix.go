//go:build unix

package chooser

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// The portal, as its documentation names it.
const (
	service      = "org.freedesktop.portal.Desktop"
	path         = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	fileChooser  = "org.freedesktop.portal.FileChooser"
	request      = "org.freedesktop.portal.Request"
	response     = request + ".Response"
	bus          = "org.freedesktop.DBus"
	ownerChanged = bus + ".NameOwnerChanged"
)

// patience is how long the portal may take until the chooser is about to be on
// the screen. The person has pressed a button and sees nothing meanwhile, but the
// first to ask waits for the portal to be started.
const patience = 3 * time.Second

// portal asks the portal of a session bus. It keeps nothing: a connection lasts
// as long as a question.
type portal struct{ bus string }

// Open returns the chooser of this session. Nothing is asked yet.
func Open() Chooser { return portal{} }

// OpenAt is Open for the session bus of that address.
func OpenAt(address string) Chooser { return portal{address} }

// Choose implements Chooser.
func (p portal) Choose(ctx context.Context, q Question, opened func()) (string, error) {
	a, err := p.begin(ctx, q)
	if err != nil {
		return "", err
	}
	defer a.end()
	opened()
	return a.answer(ctx)
}

// begin puts the question. The error is ErrNone, or that of ctx.
func (p portal) begin(ctx context.Context, q Question) (*asking, error) {
	soon, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	a, err := p.join(soon)
	if err == nil {
		if err = a.ask(soon, q); err != nil {
			a.end()
		}
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return a, nil
}

// asking is a question that is being put to the portal.
type asking struct {
	conn    *dbus.Conn
	signals chan *dbus.Signal
	token   string          // by which the portal tells our requests apart
	handle  dbus.ObjectPath // of the request
	owner   string          // the portal's own name, as its signals bear it
	over    bool            // nothing is on the screen any more
}

// join connects to the bus, and listens before anything is asked: an answer may
// come at once.
func (p portal) join(ctx context.Context) (*asking, error) {
	inOrder := dbus.WithSignalHandler(dbus.NewSequentialSignalHandler())
	dial := dbus.SessionBusPrivateNoAutoStartup
	if p.bus != "" {
		dial = func(options ...dbus.ConnOption) (*dbus.Conn, error) { return dbus.Dial(p.bus, options...) }
	}
	conn, err := dial(inOrder)
	if err != nil {
		return nil, err
	}
	// A bus that does not answer is let go of.
	release := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer release()
	a := &asking{conn: conn, signals: make(chan *dbus.Signal, 1), token: "ukey" + rand.Text(), over: true}
	conn.Signal(a.signals)
	for _, step := range []func() error{
		func() error { return conn.Auth(nil) },
		conn.Hello,
		func() error {
			a.handle = a.expected()
			return a.listen(ctx)
		},
		func() error {
			return conn.AddMatchSignalContext(ctx, dbus.WithMatchSender(bus), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, service))
		},
	} {
		if err := step(); err != nil {
			_ = conn.Close() // it has said what is the matter
			return nil, err
		}
	}
	return a, nil
}

// expected is the request that the portal makes for our token.
func (a *asking) expected() dbus.ObjectPath {
	sender := strings.ReplaceAll(strings.TrimPrefix(a.conn.Names()[0], ":"), ".", "_")
	return path + dbus.ObjectPath("/request/"+sender+"/"+a.token)
}

// listen has the bus hand on what is said about the request.
func (a *asking) listen(ctx context.Context) error {
	return a.conn.AddMatchSignalContext(ctx, dbus.WithMatchSender(service), dbus.WithMatchObjectPath(a.handle), dbus.WithMatchInterface(request))
}

// ask puts the question.
func (a *asking) ask(ctx context.Context, q Question) error {
	// The portal is there without a chooser where the desktop has none. Only the
	// call starts it, and says who it is.
	var version dbus.Variant
	err := a.conn.Object(service, path).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, fileChooser, "version").Store(&version)
	if err != nil {
		return err
	}
	if err := a.conn.BusObject().CallWithContext(ctx, bus+".GetNameOwner", 0, service).Store(&a.owner); err != nil {
		return err
	}
	method, parent := fileChooser+".OpenFile", ""
	if q.Name != "" {
		method = fileChooser + ".SaveFile"
	}
	if q.Parent != 0 {
		parent = fmt.Sprintf("x11:%x", q.Parent)
	}
	a.over = false
	var handle dbus.ObjectPath
	err = a.conn.Object(service, path).CallWithContext(ctx, method, 0, parent, q.Title, a.options(q)).Store(&handle)
	if err == nil && handle != a.handle { // so do portals before version 0.9
		a.handle = handle
		err = a.listen(ctx)
	}
	return err
}

// rule is one pattern of a filter; kind 0 is that of names.
type rule struct {
	Kind    uint32
	Pattern string
}

// filter is a choice of files by its name.
type filter struct {
	Name  string
	Rules []rule
}

// options are what the question says beside its title.
func (a *asking) options(q Question) map[string]dbus.Variant {
	options := map[string]dbus.Variant{
		"handle_token": dbus.MakeVariant(a.token),
		"modal":        dbus.MakeVariant(true),
	}
	if q.Name != "" {
		options["current_name"] = dbus.MakeVariant(q.Name)
	} else {
		options["multiple"] = dbus.MakeVariant(false)
	}
	if q.Folder != "" {
		options["current_folder"] = dbus.MakeVariant(append([]byte(q.Folder), 0))
	}
	if len(q.Patterns) > 0 {
		f := filter{Name: strings.Join(q.Patterns, " ")}
		for _, p := range q.Patterns {
			f.Rules = append(f.Rules, rule{Pattern: eitherCase(p)})
		}
		options["filters"] = dbus.MakeVariant([]filter{f})
	}
	return options
}

// eitherCase makes "*.[pP][nN][gG]" of "*.png": the portal tells them apart.
func eitherCase(pattern string) string {
	var b strings.Builder
	for _, r := range pattern {
		if r >= 'a' && r <= 'z' {
			fmt.Fprintf(&b, "[%c%c]", r, r-'a'+'A')
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
