package instance

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// Of returns the person's group in this session: a window that is open on
// another screen of theirs is of no use here. A program that works with other
// settings than the person's usual ones belongs to another group, which
// variant names in letters and digits.
func Of(variant string) Group { return Group{variant: variant} }

// claim makes the pipe, which only one process can be the first to do. It goes
// when its process does.
func (g Group) claim(role Role) (*Claim, error) {
	person, path, err := g.pipe(role)
	if err != nil {
		return nil, fmt.Errorf("instance: %w", err)
	}
	listener, err := winio.ListenPipe(path, &winio.PipeConfig{
		// Nobody through the network; all rights for this person, no others.
		SecurityDescriptor: "D:P(D;;GA;;;NU)(A;;GA;;;" + person + ")",
		InputBufferSize:    longest,
		OutputBufferSize:   longest,
	})
	switch {
	case errors.Is(err, windows.ERROR_ACCESS_DENIED), errors.Is(err, windows.ERROR_ALREADY_EXISTS),
		errors.Is(err, windows.ERROR_PIPE_BUSY):
		return nil, ErrTaken
	case err != nil:
		return nil, fmt.Errorf("instance: %w", err)
	}
	return &Claim{listener: listener, release: func() error { return nil }}, nil
}

func (g Group) dial(ctx context.Context, role Role) (net.Conn, error) {
	_, path, err := g.pipe(role)
	if err != nil {
		return nil, err
	}
	return winio.DialPipeContext(ctx, path)
}

// pipe returns the person's security identifier, and the path of a role's pipe
// in this session.
func (g Group) pipe(role Role) (person, path string, err error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return "", "", err
	}
	var session uint32
	if err := windows.ProcessIdToSessionId(uint32(os.Getpid()), &session); err != nil {
		return "", "", err
	}
	person = user.User.Sid.String()
	return person, fmt.Sprintf(`\\.\pipe\ukey-%s-%d-%s`, person, session, g.name(role)), nil
}

// anyProcess is ASFW_ANY.
const anyProcess = ^uintptr(0)

// allowFront lets the other process bring its window to the front. Windows
// grants that to the program that a person has just started or clicked alone,
// which is this one.
func allowFront() {
	_, _, _ = windows.NewLazySystemDLL("user32.dll").NewProc("AllowSetForegroundWindow").Call(anyProcess)
}
