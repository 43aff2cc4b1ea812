package rig

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// AnyPort is an address to serve on where the port does not matter.
const AnyPort = "127.0.0.1:0"

func (r *Rig) caDir() string { return filepath.Join(r.dir, "ca") }

func (r *Rig) caLog() string { return filepath.Join(r.dir, "ca.log") }

// ServeCA starts ukeyca and returns when it takes connections. The context is
// for all the time that it serves.
func (r *Rig) ServeCA(ctx context.Context, address string) error {
	log, err := os.OpenFile(r.caLog(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close() // the process has its own
	ca := exec.CommandContext(ctx, r.Program("ukeyca"), "serve", "--data", r.caDir(), "--listen", address)
	ca.Stderr = log
	out, err := ca.StdoutPipe()
	if err != nil {
		return err
	}
	if err := ca.Start(); err != nil {
		return err
	}
	r.ca = ca
	lines := bufio.NewScanner(out)
	for _, said := range []struct {
		prefix string
		value  *string
	}{{"Serving ", &r.URL}, {"Root certificate: ", &r.Root}} {
		if !lines.Scan() {
			return fmt.Errorf("ukeyca serve says nothing: %w", errors.Join(lines.Err(), r.StopCA()))
		}
		value, ok := strings.CutPrefix(lines.Text(), said.prefix)
		if !ok {
			return fmt.Errorf("ukeyca serve says %q", lines.Text())
		}
		*said.value = value
	}
	return nil
}

// StopCA stops the CA as an operator does, and waits for its end.
func (r *Rig) StopCA() error {
	if r.ca == nil {
		return nil
	}
	ca := r.ca
	r.ca = nil
	if err := ca.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return ca.Wait()
}

// CAProcess is the process of the CA that serves.
func (r *Rig) CAProcess() int { return r.ca.Process.Pid }

// Exchanges counts the requests that the CA has answered so far.
func (r *Rig) Exchanges() (int, error) {
	log, err := os.ReadFile(r.caLog())
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	return bytes.Count(log, []byte(`"op":`)), err
}
