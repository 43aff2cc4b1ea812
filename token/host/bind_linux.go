package host

import (
	"os"
	"os/exec"
	"syscall"
)

// binding ties a process to this program's life.
type binding struct{}

// bind has the process killed when the thread that starts it ends. It also
// gets a process group of its own: what a person types at the terminal, such
// as Ctrl-C, is meant for the program, which ends its hosts in order.
func bind(cmd *exec.Cmd) (binding, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	return binding{}, nil
}

func (binding) hold(*os.Process) {}

func (binding) release() {}
