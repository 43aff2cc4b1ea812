//go:build !windows

package instance_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/adrg/xdg"

	"ukey/app/instance"
)

func dial(t *testing.T) net.Conn {
	t.Helper()
	conn, err := net.Dial("unix", filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "ukey", "window.socket"))
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestOneThatSaysNothingKeepsNobodyWaiting(t *testing.T) {
	g := group(t)
	c := claim(t, g, instance.Window)
	serve(t, c, func(context.Context, instance.Request) error { return nil })
	for range 3 {
		silent := dial(t)
		defer silent.Close()
	}
	if err := g.Send(t.Context(), instance.Window, instance.Request{Verb: instance.Show}); err != nil {
		t.Error(err)
	}
}

// A process that is being killed may still take connections, and hangs up:
// whoever knocks looks again then, and takes its place.
func TestOneThatHangsUpIsGone(t *testing.T) {
	g := group(t)
	folder := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "ukey")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	dying, err := net.Listen("unix", filepath.Join(folder, "window.socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer dying.Close()
	go func() {
		if conn, err := dying.Accept(); err == nil {
			_ = conn.Close()
		}
	}()
	if err := g.Send(t.Context(), instance.Window, instance.Request{Verb: instance.Show}); !errors.Is(err, instance.ErrAbsent) {
		t.Errorf("the request ended with %v", err)
	}
}

// Without a folder of the session, or with one that others may enter, the
// socket lies among the person's state, where nobody else can.
func TestTheSocketIsInAFolderOfOnesOwn(t *testing.T) {
	open := privateFolder(t)
	if err := os.Chmod(open, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, runtimeDir := range map[string]string{"none": "", "open to others": open} {
		t.Run(name, func(t *testing.T) {
			state := privateFolder(t)
			t.Setenv("XDG_STATE_HOME", state)
			t.Setenv("XDG_RUNTIME_DIR", runtimeDir)
			xdg.Reload()
			t.Cleanup(xdg.Reload)
			claim(t, instance.Of(""), instance.Window)

			folder := filepath.Join(state, "ukey", "run")
			info, err := os.Stat(folder)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o700 {
				t.Errorf("its mode is %v", info.Mode())
			}
			if _, err := os.Stat(filepath.Join(folder, "window.socket")); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAFolderThatOthersMayEnterIsNotUsed(t *testing.T) {
	g := group(t)
	folder := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "ukey")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	c, err := g.Become(t.Context(), instance.Window, instance.Request{Verb: instance.Show})
	if err == nil {
		err = errors.Join(errors.New("the role was claimed"), c.Close())
		t.Error(err)
	}
}
