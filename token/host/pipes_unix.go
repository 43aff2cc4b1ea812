//go:build unix

package host

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Pipes takes standard input and output away from the library, which may print
// whatever it likes, and returns them. Standard input then is empty, and
// standard output goes where standard error does. It also forbids the system
// to keep the memory of a crash, with PINs in it, in a core file, and the end of
// a session to end the process before its program does.
func Pipes() (in, out *os.File, err error) {
	outlive()
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return nil, nil, fmt.Errorf("forbid core files: %w", err)
	}
	if in, err = move(unix.Stdin, "requests"); err != nil {
		return nil, nil, err
	}
	if out, err = move(unix.Stdout, "answers"); err != nil {
		return nil, nil, err
	}
	nothing, err := os.Open(os.DevNull)
	if err != nil {
		return nil, nil, err
	}
	defer nothing.Close()
	if err := unix.Dup2(int(nothing.Fd()), unix.Stdin); err != nil {
		return nil, nil, fmt.Errorf("close standard input: %w", err)
	}
	if err := unix.Dup2(unix.Stderr, unix.Stdout); err != nil {
		return nil, nil, fmt.Errorf("redirect standard output: %w", err)
	}
	return in, out, nil
}

// move gives a pipe another number, which no process inherits. It does not
// block: a thread that waits in the kernel for the next request would have to
// be relieved by another before that is dealt with.
func move(fd int, name string) (*os.File, error) {
	moved, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 3)
	if err == nil {
		err = unix.SetNonblock(moved, true)
	}
	if err != nil {
		return nil, fmt.Errorf("take pipe for %s: %w", name, err)
	}
	return os.NewFile(uintptr(moved), name), nil
}
