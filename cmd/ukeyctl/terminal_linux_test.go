package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ukey/token"
)

// newTerminal opens a pseudo-terminal: what a person types is written to the
// screen's end, and what is shown is read there.
func newTerminal(t *testing.T) (screen, program *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = screen.Close() })
	fd := int(screen.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Close() })
	return screen, program
}

func shows(t *testing.T, terminal *os.File) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// waitHidden waits until what is typed is not shown any more.
func waitHidden(t *testing.T, terminal *os.File) {
	t.Helper()
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	deadline := time.After(10 * time.Second)
	for shows(t, terminal) {
		select {
		case <-poll.C:
		case <-deadline:
			t.Fatal("what is typed is still shown")
		}
	}
}

func TestPINIsNotShownWhileItIsTyped(t *testing.T) {
	screen, program := newTerminal(t)
	tty, ok := openTerminal(program)
	if !ok {
		t.Fatal("not taken for a terminal")
	}
	typed := make(chan *token.PIN, 1)
	go func() {
		pin, err := tty.hidden()
		if err != nil {
			t.Error(err)
		}
		typed <- pin
	}()
	waitHidden(t, program)
	if _, err := screen.WriteString("geheim7\n"); err != nil {
		t.Fatal(err)
	}
	if pin := <-typed; string(pin.Bytes()) != "geheim7" {
		t.Errorf("read %d bytes", pin.Len())
	}
	if !shows(t, program) {
		t.Error("what is typed next stays hidden")
	}
	if _, err := program.WriteString("end of the screen\n"); err != nil {
		t.Fatal(err)
	}
	shown := make([]byte, 1024)
	n, err := screen.Read(shown)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(shown[:n]), "geheim7") {
		t.Errorf("shown: %q", shown[:n])
	}
}

func TestGivenUpQuestionShowsTypingAgain(t *testing.T) {
	screen, program := newTerminal(t)
	tty, ok := openTerminal(program)
	if !ok {
		t.Fatal("not taken for a terminal")
	}
	ended := make(chan error, 1)
	go func() {
		_, err := tty.hidden()
		ended <- err
	}()
	waitHidden(t, program)
	tty.restore()
	if !shows(t, program) {
		t.Error("what is typed stays hidden")
	}
	if _, err := screen.WriteString("x\n"); err != nil { // lets the read end
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestFileIsNoTerminal(t *testing.T) {
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, ok := openTerminal(f); ok {
		t.Error("taken for a terminal")
	}
}
