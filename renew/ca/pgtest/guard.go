package pgtest

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
)

// guard is a process that waits for our end, however sudden, and then stops
// the server and removes its folder: a test that was killed leaves nothing
// behind.
type guard struct {
	process *exec.Cmd
	alive   io.Closer // its standard input, which ends with us
}

// guarding is what the guard does. It is deaf to what ends a test, since it
// has to outlive it.
const guarding = `
trap '' HUP INT QUIT TERM
cat
if [ -e "$1/data/postmaster.pid" ]; then
	"$0/pg_ctl" stop --silent --pgdata "$1/data" --mode immediate
fi
rm -rf "$1"
`

func newGuard(bin, dir string) (*guard, error) {
	process := exec.Command("/bin/sh", "-c", guarding, bin, dir)
	process.Dir = "/"
	if err := asServer(process); err != nil {
		return nil, err
	}
	alive, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, fmt.Errorf("start the server's guard: %w", err)
	}
	return &guard{process, alive}, nil
}

// end lets the guard do its work and waits until that is done.
func (g *guard) end() error {
	if err := errors.Join(g.alive.Close(), g.process.Wait()); err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	return nil
}
