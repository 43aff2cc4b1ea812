package instance

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// pipeOf is where a role of the group is reached.
func pipeOf(t *testing.T, g Group, role Role) (person, path string) {
	t.Helper()
	person, err := thisPerson()
	if err != nil {
		t.Fatal(err)
	}
	path, err = g.pipe(role, person)
	if err != nil {
		t.Fatal(err)
	}
	return person, path
}

// A process that is being killed may still take connections, and hangs up:
// whoever knocks looks again then, and takes its place.
func TestOneThatHangsUpIsGone(t *testing.T) {
	g := Of("dying")
	person, path := pipeOf(t, g, Window)
	dying, err := winio.ListenPipe(path, &winio.PipeConfig{SecurityDescriptor: access(person)})
	if err != nil {
		t.Fatal(err)
	}
	taken := make(chan struct{})
	go func() {
		defer close(taken)
		if conn, err := dying.Accept(); err == nil {
			_ = conn.Close()
		}
	}()
	if err := g.Send(t.Context(), Window, Request{Verb: Show}); !errors.Is(err, ErrAbsent) {
		t.Errorf("the request ended with %v", err)
	}
	<-taken
	if err := dying.Close(); err != nil {
		t.Error(err)
	}
}

// Whoever makes the pipe first, and lets everybody in, is told nothing. Only who
// is an administrator can be somebody else for this test.
func TestAnotherPersonsPipeIsNotSpokenTo(t *testing.T) {
	g := Of("squatted")
	_, path := pipeOf(t, g, Window)
	squatter, err := winio.ListenPipe(path, &winio.PipeConfig{SecurityDescriptor: "O:BAD:(A;;GA;;;WD)"})
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan string)
	go func() {
		defer close(heard)
		for {
			conn, err := squatter.Accept()
			if err != nil {
				return
			}
			text, _ := io.ReadAll(conn) // it is hung up
			heard <- string(text)
			_ = conn.Close()
		}
	}()
	ended := make(chan error, 1)
	go func() { ended <- g.Send(t.Context(), Window, Request{Verb: Show, Key: Key{Serial: "NETCA-1234"}}) }()
	if text := <-heard; text != "" {
		t.Errorf("it hears %q", text)
	}
	if err := <-ended; !errors.Is(err, errForeign) || errors.Is(err, ErrRefused) || errors.Is(err, ErrAbsent) {
		t.Errorf("who asks is told %v", err)
	}
	if err := squatter.Close(); err != nil {
		t.Error(err)
	}
	<-heard
}

// accessList is that of an object, in the security descriptor definition
// language.
func accessList(t *testing.T, handle windows.Handle) string {
	t.Helper()
	d, err := windows.GetSecurityInfo(handle, windows.SE_KERNEL_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		t.Fatal(err)
	}
	return d.String()
}

func closeHandle(t *testing.T, handle windows.Handle) {
	t.Helper()
	if err := windows.CloseHandle(handle); err != nil {
		t.Error(err)
	}
}

func TestPipeAndLockAreThePersonsAlone(t *testing.T) {
	g := Of("private")
	person, path := pipeOf(t, g, Window)
	c, err := g.claim(Window)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := c.Serve(ctx, func(context.Context, Request) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("serving ended with %v", err)
		}
	})
	defer serving.Wait()
	defer cancel()

	mutex, err := windows.OpenMutex(windows.READ_CONTROL, false, windows.StringToUTF16Ptr(`Local\ukey-`+person+"-"+g.name(Window)))
	if err != nil {
		t.Fatal(err)
	}
	defer closeHandle(t, mutex)
	var pipe windows.Handle
	for deadline := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		pipe, err = windows.CreateFile(windows.StringToUTF16Ptr(path), windows.GENERIC_READ|windows.GENERIC_WRITE|windows.READ_CONTROL, 0, nil, windows.OPEN_EXISTING, 0, 0)
		if !errors.Is(err, windows.ERROR_PIPE_BUSY) || time.Now().After(deadline) {
			break // it is busy until it is served
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	defer closeHandle(t, pipe)
	for name, handle := range map[string]windows.Handle{"lock": mutex, "pipe": pipe} {
		list := accessList(t, handle)
		t.Log(name, list)
		if strings.Count(list, "(A;") != 1 || !strings.Contains(list, ";;;"+person+")") || !strings.Contains(list, "(D;") {
			t.Errorf("the %s is for %s, not for %s alone", name, list, person)
		}
	}
}
