package words

import (
	"errors"
	"io/fs"
	"syscall"

	"ukey/app"
	"ukey/app/environment"
	"ukey/app/instance"
)

// FileReason says in a few words why a file could not be read or written, as
// the end of a sentence: 没有权限.
func (p *Printer) FileReason(err error) string {
	for _, x := range []struct {
		fits bool
		id   string
	}{
		{errors.Is(err, fs.ErrNotExist), "file.missing"},
		{errors.Is(err, syscall.ENOTDIR), "file.missing"},
		{errors.Is(err, syscall.EISDIR), "file.folder"},
		{noSpace(err), "file.no-space"},
		{readOnly(err), "file.read-only"},
		{errors.Is(err, fs.ErrPermission), "file.permission"},
	} {
		if x.fits {
			return p.T(x.id)
		}
	}
	return p.T("file.other")
}

// ofProgram says why a program does not start: what it belongs with is missing,
// or in its way.
func (p *Printer) ofProgram(err error) (Message, bool) {
	switch {
	case errors.Is(err, instance.ErrRefused):
		return p.say("error.running"), true
	case errors.Is(err, environment.ErrNoDesktop):
		return p.say("error.no-desktop"), true
	}
	e, ok := errors.AsType[*app.ProgramError](err)
	if !ok {
		return Message{}, false
	}
	return p.say("error.program", "Program", e.Program), true
}
