//go:build unix

package chooser_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"ukey/ui/chooser"
	"ukey/ui/notify/notifytest"
)

// The portal's names.
const (
	name      = "org.freedesktop.portal.Desktop"
	at        = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	calledBy  = "org.freedesktop.portal.FileChooser"
	requestAs = "org.freedesktop.portal.Request"
)

// fake is a portal that keeps what it is asked, and answers what a test says.
type fake struct {
	t      *testing.T
	conn   *dbus.Conn
	hangs  chan struct{} // if not nil, questions wait until it is closed
	old    bool          // its requests have other names than are asked for
	asked  chan asked
	closed chan dbus.ObjectPath
}

// asked is a question as the portal got it.
type asked struct {
	method, parent, title string
	options               map[string]dbus.Variant
	request               dbus.ObjectPath
}

// serve starts a portal, which be makes a special one before anybody asks it.
func serve(t *testing.T, b *notifytest.Bus, be ...func(*fake)) *fake {
	t.Helper()
	f := &fake{t: t, conn: b.Connect(), asked: make(chan asked, 10), closed: make(chan dbus.ObjectPath, 10)}
	for _, special := range be {
		special(f)
	}
	f.export(calls{f}, calledBy)
	f.export(properties{}, "org.freedesktop.DBus.Properties")
	f.takeName()
	return f
}

func (f *fake) export(v any, as string) {
	f.t.Helper()
	if err := f.conn.Export(v, at, as); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fake) takeName() {
	f.t.Helper()
	if reply, err := f.conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		f.t.Fatalf("name: %v, %v", reply, err)
	}
}

// properties are those of a portal with a chooser.
type properties struct{}

func (properties) Get(of, property string) (dbus.Variant, *dbus.Error) {
	if of != calledBy || property != "version" {
		return dbus.Variant{}, dbus.NewError("org.freedesktop.DBus.Error.InvalidArgs", nil)
	}
	return dbus.MakeVariant(uint32(3)), nil
}

// none are those of a portal without one.
type none struct{}

func (none) Get(string, string) (dbus.Variant, *dbus.Error) {
	return dbus.Variant{}, dbus.NewError("org.freedesktop.DBus.Error.InvalidArgs", nil)
}

// calls are the methods of the chooser.
type calls struct{ f *fake }

func (c calls) OpenFile(sender dbus.Sender, parent, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	return c.ask(sender, asked{method: "open", parent: parent, title: title, options: options})
}

func (c calls) SaveFile(sender dbus.Sender, parent, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	return c.ask(sender, asked{method: "save", parent: parent, title: title, options: options})
}

func (c calls) ask(sender dbus.Sender, a asked) (dbus.ObjectPath, *dbus.Error) {
	token, _ := a.options["handle_token"].Value().(string)
	if c.f.old {
		token = "t1"
	}
	a.request = at + dbus.ObjectPath("/request/"+strings.NewReplacer(":", "", ".", "_").Replace(string(sender))+"/"+token)
	if err := c.f.conn.Export(shown{c.f, a.request}, a.request, requestAs); err != nil {
		return "", dbus.MakeFailedError(err)
	}
	if c.f.hangs != nil {
		<-c.f.hangs
	}
	c.f.asked <- a
	return a.request, nil
}

// shown is a request whose chooser is on the screen.
type shown struct {
	f    *fake
	self dbus.ObjectPath
}

func (s shown) Close() *dbus.Error {
	s.f.closed <- s.self
	return nil
}

// next is the next question.
func (f *fake) next() asked {
	f.t.Helper()
	return notifytest.Receive(f.t, f.asked)
}

// answer ends a request.
func (f *fake) answer(a asked, what uint32, uris ...string) {
	f.t.Helper()
	results := map[string]dbus.Variant{}
	if uris != nil {
		results["uris"] = dbus.MakeVariant(uris)
	}
	f.say(a.request, what, results)
}

func (f *fake) say(request dbus.ObjectPath, values ...any) {
	f.t.Helper()
	if err := f.conn.Emit(request, requestAs+".Response", values...); err != nil {
		f.t.Fatal(err)
	}
}

// answered is what came of a question.
type answered struct {
	path string
	err  error
}

// asking is a question that is being put.
type asking struct {
	t       *testing.T
	opened  chan struct{}
	answers chan answered
	cancel  context.CancelFunc
}

func choose(t *testing.T, b *notifytest.Bus, q chooser.Question) *asking {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	a := &asking{t: t, opened: make(chan struct{}, 1), answers: make(chan answered, 1), cancel: cancel}
	ended := make(chan struct{})
	t.Cleanup(func() { cancel(); <-ended })
	go func() {
		defer close(ended)
		path, err := chooser.OpenAt(b.Address).Choose(ctx, q, func() { a.opened <- struct{}{} })
		a.answers <- answered{path, err}
	}()
	return a
}

func (a *asking) result() (string, error) {
	a.t.Helper()
	r := notifytest.Receive(a.t, a.answers)
	return r.path, r.err
}

// isOpen waits until the chooser is said to be on the screen.
func (a *asking) isOpen() {
	a.t.Helper()
	notifytest.Receive(a.t, a.opened)
}

// neverOpened: nobody was told of a chooser on the screen.
func (a *asking) neverOpened() {
	a.t.Helper()
	select {
	case <-a.opened:
		a.t.Error("a chooser was announced")
	default:
	}
}

// soon is a context for what a bus is asked by a test.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}
