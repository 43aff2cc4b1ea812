package host

import (
	"math"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// binding ties a process to this program's life. As on every Unix the process
// ends when its standard input does: the system would kill it, and cut off what
// the key is at.
type binding struct{}

// bind gives the process a group of its own: what a person types at the
// terminal, such as Ctrl-C, is meant for the program, which ends its hosts in
// order.
//
// Go's own files are never inherited, but those that C libraries open may be,
// such as a window's connection to the screen. Kernels before 5.11 cannot mark
// them all at once; there they stay as they are.
func bind(cmd *exec.Cmd) (binding, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	const firstOther = 3
	_ = unix.CloseRange(firstOther, math.MaxInt32, unix.CLOSE_RANGE_CLOEXEC)
	return binding{}, nil
}

func (binding) hold(*os.Process) {}

func (binding) release() {}
