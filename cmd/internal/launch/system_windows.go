package launch

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP}
}

// Become starts that program in place of this one, which is to end then: a
// process cannot be replaced here.
func Become(name string, args ...string) error { return Detached(name, args...) }
