package host

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// binding ties a process to this program's life: a job object whose processes
// end when the last handle to it is closed, as the system does for a program
// that ends in whatever way.
type binding struct{ job windows.Handle }

func bind(cmd *exec.Cmd) (binding, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW | windows.CREATE_NEW_PROCESS_GROUP}
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return binding{}, fmt.Errorf("create job object: %w", err)
	}
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{
			LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | windows.JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION,
		},
	}
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	if err != nil {
		_ = windows.CloseHandle(job)
		return binding{}, fmt.Errorf("limit job object: %w", err)
	}
	return binding{job}, nil
}

// hold puts the process into the job. Should that fail, the process still ends
// when its standard input does.
func (b binding) hold(p *os.Process) {
	_ = p.WithHandle(func(handle uintptr) {
		_ = windows.AssignProcessToJobObject(b.job, windows.Handle(handle))
	})
}

// release ends what is left of the job.
func (b binding) release() {
	if b.job != 0 {
		_ = windows.CloseHandle(b.job)
	}
}
