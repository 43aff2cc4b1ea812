package words

import (
	"errors"
	"io/fs"
	"syscall"

	"ukey/app"
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

// ofProgram says which part of the installation is missing.
func (p *Printer) ofProgram(err error) (Message, bool) {
	e, ok := errors.AsType[*app.ProgramError](err)
	if !ok {
		return Message{}, false
	}
	return p.say("error.program", "Program", e.Program), true
}
