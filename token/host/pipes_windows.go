package host

import (
	"fmt"
	"os"

	"golang.org/x/sys/windows"
)

// Pipes takes standard input and output away from the library, which may print
// whatever it likes, and returns them. Standard output then goes where
// standard error does. It also has the system end the process without a
// window when the library crashes, and not before its program when a session
// ends.
func Pipes() (in, out *os.File, err error) {
	outlive()
	windows.SetErrorMode(windows.SEM_FAILCRITICALERRORS | windows.SEM_NOGPFAULTERRORBOX | windows.SEM_NOOPENFILEERRORBOX)
	in, out = os.Stdin, os.Stdout
	if err := windows.SetStdHandle(windows.STD_INPUT_HANDLE, 0); err != nil {
		return nil, nil, fmt.Errorf("close standard input: %w", err)
	}
	if err := windows.SetStdHandle(windows.STD_OUTPUT_HANDLE, windows.Handle(os.Stderr.Fd())); err != nil {
		return nil, nil, fmt.Errorf("redirect standard output: %w", err)
	}
	return in, out, nil
}
