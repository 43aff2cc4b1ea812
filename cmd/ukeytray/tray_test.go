//go:build window

package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"ukey/app/environment"
	"ukey/app/instance"
	"ukey/cmd/internal/desktop"
	"ukey/cmd/internal/rig"
	"ukey/cmd/internal/setup"
)

const label = "单位证书"

// day is a desktop of the test's own with the programs on it.
type day struct {
	*rig.Rig
	t     *testing.T
	ctx   context.Context
	bus   *dbus.Conn
	flags setup.Flags
}

func newDay(t *testing.T) *day {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	t.Cleanup(cancel)
	dir, err := os.MkdirTemp("", "ukey-tray-") // short: a socket's path has 107 bytes at most
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	bin := filepath.Join(dir, "bin")
	d := &day{Rig: rig.New(dir, bin), t: t, ctx: ctx}
	d.must(rig.Build(ctx, bin, "ukey/cmd/ukey", "ukey/cmd/ukeytray", "ukey/cmd/ukeyhost"))
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "config"))
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	_, err = d.AddKey(label)
	d.must(err)
	d.flags = setup.Flags{Modules: []string{d.Module}, Language: "zh-Hans"}
	d.bus, err = dbus.ConnectSessionBus()
	d.must(err)
	t.Cleanup(func() { _ = d.bus.Close() })
	return d
}

func (d *day) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// program is one that was started.
type program struct {
	*exec.Cmd
	ended chan struct{}
	err   error // how it ended, once it has
	says  bytes.Buffer
}

// start starts a program, which is killed at the end of the test.
func (d *day) start(name string, args ...string) *program {
	d.t.Helper()
	p := &program{Cmd: exec.Command(name, args...), ended: make(chan struct{})}
	p.Stdout, p.Stderr = &p.says, &p.says
	p.WaitDelay = time.Second // a window that it has started holds them as well
	d.must(p.Start())
	go func() { p.err = p.Wait(); close(p.ended) }()
	d.t.Cleanup(func() {
		_ = p.Process.Kill()
		<-p.ended
		if d.t.Failed() {
			d.t.Logf("%s said: %s", name, p.says.String())
		}
	})
	return p
}

// resident starts the resident program as people do.
func (d *day) resident() *program {
	d.t.Helper()
	return d.start(d.Program("ukey"), append(d.flags.Args(), "--background")...)
}

func (d *day) panel() *program {
	d.t.Helper()
	return d.start("xfce4-panel", "--disable-wm-check")
}

// end waits for a program to end.
func (d *day) end(p *program) {
	d.t.Helper()
	select {
	case <-p.ended:
		if p.err != nil && !errors.Is(p.err, exec.ErrWaitDelay) {
			d.t.Fatalf("%s ended with %v: %s", p.Path, p.err, p.says.String())
		}
	case <-d.ctx.Done():
		d.t.Fatalf("%s does not end", p.Path)
	}
}

// until polls.
func (d *day) until(what string, holds func() bool) {
	d.t.Helper()
	if desktop.Poll(d.ctx, holds) != nil {
		d.t.Fatalf("waited in vain for: %s", what)
	}
}

func (d *day) tray() bool { return environment.Here().Desktop(d.ctx).Tray }

// icon is the icon of a program, on the bus.
func (d *day) icon(p *program) string {
	return fmt.Sprintf("org.kde.StatusNotifierItem-%d-1", p.Process.Pid)
}

// registered tells whether the tray has the program's icon.
func (d *day) registered(p *program) bool {
	var owner string
	if d.bus.BusObject().Call("org.freedesktop.DBus.GetNameOwner", 0, d.icon(p)).Store(&owner) != nil {
		return false
	}
	value, err := d.bus.Object("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher").
		GetProperty("org.kde.StatusNotifierWatcher.RegisteredStatusNotifierItems")
	if err != nil {
		return false
	}
	items, _ := value.Value().([]string)
	return slices.ContainsFunc(items, func(item string) bool { return strings.HasPrefix(item, owner) })
}

// line is one of the menu, as the tray gets it (com.canonical.dbusmenu).
type line struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

// menu is what the menu says, by the lines' numbers.
func (d *day) menu(p *program) map[string]int32 {
	var revision uint32
	var root line
	call := d.bus.Object(d.icon(p), "/StatusNotifierItem/menu").Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{})
	if call.Store(&revision, &root) != nil {
		return nil
	}
	lines := map[string]int32{}
	for _, child := range root.Children {
		var l line
		if dbus.Store([]any{child.Value()}, &l) == nil {
			text, _ := l.Properties["label"].Value().(string)
			lines[text] = l.ID
		}
	}
	return lines
}

func (d *day) shows(p *program, text string) {
	d.t.Helper()
	d.until(text, func() bool {
		for line := range d.menu(p) {
			if strings.Contains(line, text) {
				return true
			}
		}
		return false
	})
}

func (d *day) click(p *program, text string) {
	d.t.Helper()
	id, ok := d.menu(p)[text]
	if !ok {
		d.t.Fatalf("no %s in %v", text, d.menu(p))
	}
	call := d.bus.Object(d.icon(p), "/StatusNotifierItem/menu").Call("com.canonical.dbusmenu.Event", 0, id, "clicked", dbus.MakeVariant(int32(0)), uint32(0))
	d.must(call.Err)
}

// TestADayInTheTray goes through what a person does with the icon, in the panel
// of a real desktop.
func TestADayInTheTray(t *testing.T) {
	d := newDay(t)
	d.panel()
	d.until("a tray", d.tray)
	first := d.resident()
	d.until("the icon", func() bool { return d.registered(first) })
	d.shows(first, label)

	d.must(d.Keys[0].Unplug())
	d.shows(first, "没有插入UKey")
	d.must(d.Keys[0].Plug())
	d.shows(first, label)

	d.end(d.resident()) // one is enough

	d.must(first.Process.Kill())
	<-first.ended
	second := d.resident() // takes the place of one that was killed
	d.until("the icon again", func() bool { return d.registered(second) })
	d.shows(second, label)

	d.click(second, "打开UKey管家")
	window, err := desktop.Find(d.ctx, "UKey")
	d.must(err)
	d.until("the window to listen", func() bool { return d.flags.Group().Running(d.ctx, instance.Window) })
	d.end(d.start(d.Program("ukey"), append(d.flags.Args(), "--open", "pin")...)) // has the first one do it
	d.must(window.Says(d.ctx, "修改PIN码", "原PIN码"))

	// Closing the window leaves the icon.
	d.must(d.flags.Group().Send(d.ctx, instance.Window, instance.Request{Verb: instance.Quit}))
	d.until("the window is gone", func() bool { return !d.flags.Group().Running(d.ctx, instance.Window) })
	if !d.registered(second) {
		t.Error("the icon went with the window")
	}
	d.click(second, "退出")
	d.end(second)
}

// TestWithoutATrayItGoesOn: the reminders are there all the same, and the icon
// as soon as there is a place for it.
func TestWithoutATrayItGoesOn(t *testing.T) {
	d := newDay(t)
	if d.tray() {
		t.Fatal("a tray from somewhere else")
	}
	p := d.resident()
	running := func() bool { return d.flags.Group().Running(d.ctx, instance.Resident) }
	d.until("the resident program", running)
	d.shows(p, label)

	d.panel()
	d.until("the icon", func() bool { return d.registered(p) })
	d.must(p.Process.Signal(syscall.SIGTERM))
	d.end(p)
	if running() {
		t.Error("it still listens")
	}
}
