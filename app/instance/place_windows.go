package instance

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"unsafe"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// Of returns the person's group in this session: a window that is open on
// another screen of theirs is of no use here. A program that works with other
// settings than the person's usual ones belongs to another group, which
// variant names in letters and digits.
func Of(variant string) Group { return Group{variant: variant} }

// claim takes the lock, and then makes the pipe.
func (g Group) claim(role Role) (*Claim, error) {
	person, err := thisPerson()
	if err != nil {
		return nil, fmt.Errorf("instance: %w", err)
	}
	release, err := g.lock(role, person)
	if err != nil {
		return nil, err
	}
	path, err := g.pipe(role, person)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("instance: %w", err), release())
	}
	listener, err := winio.ListenPipe(path, &winio.PipeConfig{
		SecurityDescriptor: access(person), InputBufferSize: longest, OutputBufferSize: longest,
	})
	switch {
	case errors.Is(err, windows.ERROR_ACCESS_DENIED), errors.Is(err, windows.ERROR_PIPE_BUSY):
		// The process before still answers somebody; the pipe goes with that.
		return nil, errors.Join(ErrTaken, release())
	case err != nil:
		return nil, errors.Join(fmt.Errorf("instance: %w", err), release())
	}
	return &Claim{listener: listener, release: release}, nil
}

// lock makes the mutex of a role in this session's own namespace. Nobody ever
// waits for it: the process that has made it has the role, and the system
// deletes it when its process ends.
func (g Group) lock(role Role, person string) (release func() error, err error) {
	name, err := windows.UTF16PtrFromString(`Local\ukey-` + person + "-" + g.name(role))
	if err != nil {
		return nil, fmt.Errorf("instance: %w", err)
	}
	descriptor, err := windows.SecurityDescriptorFromString(access(person))
	if err != nil {
		return nil, fmt.Errorf("instance: %w", err)
	}
	attributes := &windows.SecurityAttributes{SecurityDescriptor: descriptor}
	attributes.Length = uint32(unsafe.Sizeof(*attributes))
	mutex, err := windows.CreateMutex(attributes, false, name)
	release = func() error { return windows.CloseHandle(mutex) }
	switch {
	case errors.Is(err, windows.ERROR_ALREADY_EXISTS):
		return nil, errors.Join(ErrTaken, release())
	case err != nil:
		return nil, fmt.Errorf("instance: %w", err)
	}
	return release, nil
}

// access is for this person alone, and for nobody through the network, in the
// security descriptor definition language. The person is also the owner, by
// name: what somebody makes as an administrator would else be all administrators'.
func access(person string) string {
	return "O:" + person + "D:P(D;;GA;;;NU)(A;;GA;;;" + person + ")"
}

func (g Group) dial(ctx context.Context, role Role) (net.Conn, error) {
	person, err := thisPerson()
	if err != nil {
		return nil, err
	}
	path, err := g.pipe(role, person)
	if err != nil {
		return nil, err
	}
	conn, err := winio.DialPipeContext(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := belongs(conn, person); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// belongs looks whose the other end of a connection is. Anybody may make a pipe
// of any name; to make another person its owner takes an administrator.
func belongs(conn net.Conn, person string) error {
	pipe, ok := conn.(interface{ Fd() uintptr })
	if !ok {
		return errForeign
	}
	info, err := windows.GetSecurityInfo(windows.Handle(pipe.Fd()), windows.SE_KERNEL_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return fmt.Errorf("%w: %w", errForeign, err)
	}
	owner, _, err := info.Owner()
	if err != nil {
		return fmt.Errorf("%w: %w", errForeign, err)
	}
	if owner.String() != person {
		return errForeign
	}
	return nil
}

// hungUp tells whether a connection failed because the other side has closed it.
func hungUp(err error) bool {
	return errors.Is(err, windows.ERROR_NO_DATA) || errors.Is(err, windows.ERROR_BROKEN_PIPE) ||
		errors.Is(err, windows.ERROR_PIPE_NOT_CONNECTED)
}

// pipe is the path of a role's pipe in this session.
func (g Group) pipe(role Role, person string) (string, error) {
	var session uint32
	if err := windows.ProcessIdToSessionId(uint32(os.Getpid()), &session); err != nil {
		return "", err
	}
	return fmt.Sprintf(`\\.\pipe\ukey-%s-%d-%s`, person, session, g.name(role)), nil
}

// thisPerson returns the person's security identifier.
func thisPerson() (string, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return "", err
	}
	return user.User.Sid.String(), nil
}

// anyProcess is ASFW_ANY.
const anyProcess = ^uintptr(0)

// allowFront lets the other process bring its window to the front. Windows
// grants that to the program that a person has just started or clicked alone,
// which is this one.
func allowFront() {
	_, _, _ = windows.NewLazySystemDLL("user32.dll").NewProc("AllowSetForegroundWindow").Call(anyProcess)
}
