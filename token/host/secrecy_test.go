//go:build cgo && linux

package host_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"ukey/token"
	"ukey/token/host"
	"ukey/token/softkey"
)

func TestProcessSeesLittleOfTheEnvironment(t *testing.T) {
	got := host.Environment([]string{
		"PATH=/bin", "HOME=/home/a", "LC_ALL=zh_CN.UTF-8", "SOFTHSM2_CONF=/a", "PKCS11SPY_OUTPUT=/b", "OPENSC_DEBUG=3", "systemroot=C:\\Windows",
		"UKEY_MODULES=/c", "DISPLAY=:0", "SSH_AUTH_SOCK=/d", "AWS_SECRET_ACCESS_KEY=e", "LD_PRELOAD=/f.so", "HOMER=g", "VENDOR_LICENCE=h", "=C:=C:\\", "odd",
	}, []string{"VENDOR_*"})
	want := []string{
		"PATH=/bin", "HOME=/home/a", "LC_ALL=zh_CN.UTF-8", "SOFTHSM2_CONF=/a", "PKCS11SPY_OUTPUT=/b", "OPENSC_DEBUG=3", "systemroot=C:\\Windows",
		"VENDOR_LICENCE=h", "GOTRACEBACK=none", "UKEY_DRIVER_HOST=1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("it sees %q", got)
	}
}

// A program that does not know that it was started as a host would start one, and
// that the next.
func TestAHostStartsNoHost(t *testing.T) {
	t.Setenv("UKEY_DRIVER_HOST", "1")
	d := newBench(t, token.P256).host(t)
	if _, err := d.Tokens(t.Context()); !errors.Is(err, token.ErrDriver) || d.PID() != 0 {
		t.Errorf("process %d was started: %v", d.PID(), err)
	}
}

// What the running process really has, as the system tells it.
func TestProcessInheritsNothingElse(t *testing.T) {
	t.Setenv("UKEY_TEST_SECRET", "not for drivers")
	// A file as C libraries open them, which every program inherits that is
	// started without care.
	path := filepath.Join(t.TempDir(), "open")
	must(t, os.WriteFile(path, nil, 0o600))
	fd, err := syscall.Open(path, syscall.O_RDONLY, 0)
	must(t, err)
	defer syscall.Close(fd)

	var core syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_CORE, &core))
	must(t, syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{Cur: core.Max, Max: core.Max}))
	t.Cleanup(func() { must(t, syscall.Setrlimit(syscall.RLIMIT_CORE, &core)) })

	b := newBench(t, token.P256)
	d := b.host(t)
	_, err = d.Tokens(t.Context())
	must(t, err)
	proc := fmt.Sprintf("/proc/%d/", d.PID())
	environ, err := os.ReadFile(proc + "environ")
	must(t, err)
	if bytes.Contains(environ, []byte("UKEY_TEST_SECRET")) || !bytes.Contains(environ, []byte("PATH=")) {
		t.Errorf("environment: %q", environ)
	}
	var standard [3]string
	for fd := range standard {
		standard[fd], err = os.Readlink(fmt.Sprintf("%sfd/%d", proc, fd))
		must(t, err)
	}
	// What the library prints must not get among the answers.
	if standard[0] != "/dev/null" || standard[1] != standard[2] || !strings.HasPrefix(standard[2], "pipe:") {
		t.Errorf("standard files are %q", standard)
	}
	files, err := os.ReadDir(proc + "fd")
	must(t, err)
	for _, file := range files {
		got, err := os.Readlink(proc + "fd/" + file.Name())
		must(t, err)
		if got == path || strings.HasPrefix(got, "socket:") {
			t.Errorf("it has %s open", got)
		}
	}
	limits, err := os.ReadFile(proc + "limits")
	must(t, err)
	if !strings.Contains(string(limits), "Max core file size        0 ") {
		t.Error("a crash would leave its memory in a core file")
	}
}

// lockedBuffer is a log that may be read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// pkcs11-spy stands for libraries that print what they are given: without an
// output file it prints every PIN to standard error.
func TestPINsReachNoLogAndNoProcessTable(t *testing.T) {
	spies, err := filepath.Glob("/usr/lib/*/pkcs11-spy.so")
	must(t, err)
	if len(spies) == 0 {
		t.Fatal("no pkcs11-spy.so: install opensc-pkcs11")
	}
	b := newBench(t, token.P256)
	t.Setenv("PKCS11SPY", b.module)
	var log lockedBuffer
	d := b.host(t, func(c *host.Config) {
		c.Library = spies[0]
		c.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	_, err = d.Tokens(t.Context())
	must(t, err)
	eventually(t, "the library's own words in the log", func() bool { return strings.Contains(log.String(), "C_GetSlotList") })

	id := b.id()
	id.Driver = d.Name()
	const wrong, fresh = "24681357", "97531864"
	_, err = d.Open(t.Context(), id, token.Auth{PIN: token.NewPIN([]byte(wrong))})
	if !errors.As(err, new(*token.PINIncorrectError)) {
		t.Fatalf("error is %v", err)
	}
	seen := []string{err.Error()}
	must(t, d.ChangePIN(t.Context(), id, b.auth(), token.NewPIN([]byte(fresh))))
	s, err := d.Open(t.Context(), id, token.Auth{PIN: token.NewPIN([]byte(fresh))})
	must(t, err)
	for _, file := range []string{"cmdline", "environ"} {
		content, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", d.PID(), file))
		must(t, err)
		seen = append(seen, string(content))
	}
	must(t, b.store.Crash("C_FindObjectsInit", 1))
	if _, err = s.PublicKeys(t.Context(), softkey.SigningID); !errors.Is(err, token.ErrDriverCrashed) {
		t.Errorf("error is %v", err)
	}
	seen = append(seen, err.Error())
	must(t, d.Close())
	for _, text := range append(seen, log.String()) {
		for _, pin := range []string{b.token.PIN, wrong, fresh} {
			if strings.Contains(text, pin) {
				t.Errorf("a PIN is shown: %s", text)
			}
		}
	}
}
