//go:build unix

package chooser_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"testing"

	"github.com/godbus/dbus/v5"

	"ukey/ui/chooser"
	"ukey/ui/notify/notifytest"
)

var aScan = chooser.Question{
	Title: "选择营业执照", Parent: 0x2a00007, Folder: "/home/文员/下载", Patterns: []string{"*.jpg", "*.so.*"},
}

func TestThePortalIsToldEverything(t *testing.T) {
	b := notifytest.New(t)
	f := serve(t, b)
	a := choose(t, b, aScan)
	got := f.next()
	if got.method != "open" || got.title != "选择营业执照" || got.parent != "x11:2a00007" {
		t.Errorf("asked: %+v", got)
	}
	for option, want := range map[string]any{"modal": true, "multiple": false} {
		if got := got.options[option].Value(); got != want {
			t.Errorf("%s: %v", option, got)
		}
	}
	if folder, _ := got.options["current_folder"].Value().([]byte); string(folder) != "/home/文员/下载\x00" {
		t.Errorf("folder %q", folder)
	}
	var filters []struct {
		Name  string
		Rules []struct {
			Kind    uint32
			Pattern string
		}
	}
	if err := dbus.Store([]any{got.options["filters"].Value()}, &filters); err != nil {
		t.Fatal(err)
	}
	if said := fmt.Sprint(filters); said != "[{*.jpg *.so.* [{0 *.[jJ][pP][gG]} {0 *.[sS][oO].*}]}]" {
		t.Errorf("filters %s", said)
	}
	f.answer(got, 0, "file:///home/a.jpg")
	if path, err := a.result(); path != "/home/a.jpg" || err != nil {
		t.Errorf("chosen: %q, %v", path, err)
	}
	a.isOpen()
}

func TestAFileToBeWrittenIsAskedForByItsName(t *testing.T) {
	b := notifytest.New(t)
	f := serve(t, b)
	a := choose(t, b, chooser.Question{Title: "保存", Name: "甲公司-2026.pem"})
	got := f.next()
	if got.method != "save" || got.parent != "" || got.options["current_name"].Value() != "甲公司-2026.pem" {
		t.Errorf("asked: %+v", got)
	}
	for _, option := range []string{"multiple", "current_folder", "filters"} {
		if v, is := got.options[option]; is {
			t.Errorf("%s: %v", option, v)
		}
	}
	f.answer(got, 0, "file:///tmp/x.pem")
	if path, err := a.result(); path != "/tmp/x.pem" || err != nil {
		t.Errorf("chosen: %q, %v", path, err)
	}
}

func TestNamesComeThroughAsTheyAre(t *testing.T) {
	b := notifytest.New(t)
	f := serve(t, b)
	for _, name := range []string{"营业执照 (副本).jpg", "100%.png", "a%20b+c.png", "x#1?.png", "line\nbreak.png", "'\";&.png"} {
		a := choose(t, b, aScan)
		u := url.URL{Scheme: "file", Path: "/家/" + name}
		f.answer(f.next(), 0, u.String())
		if got, err := a.result(); got != path.Join("/家", name) || err != nil {
			t.Errorf("%q comes as %q, %v", name, got, err)
		}
	}
}

func TestWhoeverCancelsHasChosenNothing(t *testing.T) {
	b := notifytest.New(t)
	f := serve(t, b)
	for _, how := range []uint32{1, 2} { // by its button, by Esc
		a := choose(t, b, aScan)
		f.answer(f.next(), how)
		if path, err := a.result(); path != "" || err != nil {
			t.Errorf("%d, chosen: %q, %v", how, path, err)
		}
	}
}

func TestAnswersThatMakeNoSenseAreErrors(t *testing.T) {
	b := notifytest.New(t)
	f := serve(t, b)
	for name, values := range map[string][]any{
		"no file":      {uint32(0), map[string]dbus.Variant{"uris": dbus.MakeVariant([]string{})}},
		"no list":      {uint32(0), map[string]dbus.Variant{"uris": dbus.MakeVariant(7)}},
		"nothing":      {uint32(0), map[string]dbus.Variant{}},
		"several":      {uint32(0), map[string]dbus.Variant{"uris": dbus.MakeVariant([]string{"file:///a", "file:///b"})}},
		"elsewhere":    {uint32(0), map[string]dbus.Variant{"uris": dbus.MakeVariant([]string{"smb://server/a"})}},
		"no values":    {},
		"other values": {"yes"},
	} {
		t.Run(name, func(t *testing.T) {
			a := choose(t, b, aScan)
			f.say(f.next().request, values...)
			if path, err := a.result(); path != "" || err == nil || errors.Is(err, chooser.ErrNone) {
				t.Errorf("chosen: %q, %v", path, err)
			}
			a.isOpen()
		})
	}
}

// What others on the bus say about our request is not the portal's answer.
func TestOnlyThePortalAnswers(t *testing.T) {
	b := notifytest.New(t)
	f := serve(t, b)
	a := choose(t, b, aScan)
	got := f.next()
	stranger := &fake{t: t, conn: b.Connect()}
	stranger.answer(got, 0, "file:///etc/passwd")
	sendTo(t, stranger.conn, got)
	f.say(got.request+"x", uint32(0), map[string]dbus.Variant{"uris": dbus.MakeVariant([]string{"file:///other"})})
	f.answer(got, 0, "file:///home/a.jpg")
	if path, err := a.result(); path != "/home/a.jpg" || err != nil {
		t.Errorf("chosen: %q, %v", path, err)
	}
}

// sendTo answers a request as anybody on the bus can: by a signal to one client.
func sendTo(t *testing.T, conn *dbus.Conn, a asked) {
	t.Helper()
	values := []any{uint32(0), map[string]dbus.Variant{"uris": dbus.MakeVariant([]string{"file:///etc/passwd"})}}
	part := path.Base(path.Dir(string(a.request)))
	m := &dbus.Message{
		Type: dbus.TypeSignal,
		Headers: map[dbus.HeaderField]dbus.Variant{
			dbus.FieldPath:        dbus.MakeVariant(a.request),
			dbus.FieldInterface:   dbus.MakeVariant(requestAs),
			dbus.FieldMember:      dbus.MakeVariant("Response"),
			dbus.FieldDestination: dbus.MakeVariant(":1." + part[len("1_"):]),
			dbus.FieldSignature:   dbus.MakeVariant(dbus.SignatureOf(values...)),
		},
		Body: values,
	}
	if call := conn.Send(m, nil); call != nil && call.Err != nil {
		t.Fatal(call.Err)
	}
	// What follows on the bus is heard after it.
	if err := conn.BusObject().CallWithContext(soon(t), "org.freedesktop.DBus.GetId", 0).Err; err != nil {
		t.Fatal(err)
	}
}

func TestAPortalThatNamesItsRequestsItselfIsUnderstood(t *testing.T) {
	b := notifytest.New(t)
	f := serve(t, b, func(f *fake) { f.old = true })
	a := choose(t, b, aScan)
	got := f.next()
	a.isOpen() // it listens to the other name by then
	f.answer(got, 0, "file:///home/a.jpg")
	if path, err := a.result(); path != "/home/a.jpg" || err != nil {
		t.Errorf("chosen: %q, %v", path, err)
	}
}

func TestWithoutAChooserNobodyIsAsked(t *testing.T) {
	for name, prepare := range map[string]func(*testing.T, *notifytest.Bus){
		"no portal": func(*testing.T, *notifytest.Bus) {},
		"no bus":    func(_ *testing.T, b *notifytest.Bus) { b.Stop() },
		"a portal without one": func(t *testing.T, b *notifytest.Bus) {
			f := &fake{t: t, conn: b.Connect()}
			f.export(none{}, "org.freedesktop.DBus.Properties")
			f.takeName()
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := notifytest.New(t)
			prepare(t, b)
			a := choose(t, b, aScan)
			if path, err := a.result(); path != "" || !errors.Is(err, chooser.ErrNone) {
				t.Errorf("chosen: %q, %v", path, err)
			}
			a.neverOpened()
		})
	}
}

// A portal that takes the question and says nothing may show its chooser later,
// beside the one that the person is given instead: it is told not to.
func TestAPortalThatHangsIsNone(t *testing.T) {
	b := notifytest.New(t)
	f := serve(t, b, func(f *fake) { f.hangs = make(chan struct{}) })
	a := choose(t, b, aScan)
	path, err := a.result()
	if path != "" || !errors.Is(err, chooser.ErrNone) {
		t.Errorf("chosen: %q, %v", path, err)
	}
	a.neverOpened()
	close(f.hangs)
	if closed := notifytest.Receive(t, f.closed); closed != f.next().request {
		t.Errorf("closed: %s", closed)
	}
}

func TestTheEndOfTheContextTakesTheChooserAway(t *testing.T) {
	b := notifytest.New(t)
	f := serve(t, b)
	a := choose(t, b, aScan)
	got := f.next()
	a.isOpen()
	a.cancel()
	if path, err := a.result(); path != "" || !errors.Is(err, context.Canceled) {
		t.Errorf("chosen: %q, %v", path, err)
	}
	if closed := notifytest.Receive(t, f.closed); closed != got.request {
		t.Errorf("closed: %s", closed)
	}
}

func TestAPortalThatCrashesIsNoticed(t *testing.T) {
	for name, crash := range map[string]func(*notifytest.Bus, *fake){
		"the portal": func(_ *notifytest.Bus, f *fake) { _ = f.conn.Close() },
		"the bus":    func(b *notifytest.Bus, _ *fake) { b.Stop() },
	} {
		t.Run(name, func(t *testing.T) {
			b := notifytest.New(t)
			f := serve(t, b)
			a := choose(t, b, aScan)
			f.next()
			a.isOpen()
			crash(b, f)
			if path, err := a.result(); path != "" || err == nil {
				t.Errorf("chosen: %q, %v", path, err)
			}
		})
	}
}
