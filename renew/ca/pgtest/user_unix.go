//go:build unix

package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// serverUser is whom the server runs as, or nil for us: it refuses to run as
// root, for which the package has made a user.
func serverUser() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	owner, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("find a user for the server: %w", err)
	}
	uid, err := strconv.ParseUint(owner.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(owner.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// giveAway makes a folder the server's own.
func giveAway(dir string) error {
	owner, err := serverUser()
	if err != nil || owner == nil {
		return err
	}
	return os.Chown(dir, int(owner.Uid), int(owner.Gid))
}

// asServer makes a program run as the server's user.
func asServer(cmd *exec.Cmd) error {
	owner, err := serverUser()
	if err != nil {
		return err
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: owner}
	return nil
}
