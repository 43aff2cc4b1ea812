package host

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"ukey/token"
	"ukey/token/host/internal/wire"
)

// drainTime is how long the pipes of a process that has ended are read on, in
// case another that it started holds them open.
const drainTime = time.Second

// child is one process that runs the library.
type child struct {
	client *wire.Client
	cmd    *exec.Cmd
	stdin  io.Closer
	output *output
	// watchdog ends the process when a call takes too long.
	watchdog *watchdog
	// ended is closed when the process is gone and nothing of it is left.
	ended chan struct{}

	mu       sync.Mutex
	hung     bool // ended by us since a call took too long
	retired  bool // ended by us for another reason
	sessions int  // that are open
	status   error
	// struck is set if a call was under way when the process ended, so that
	// its caller knows.
	struck bool
}

// startChild starts a process. onEnd is called when it has ended, before ended
// is closed.
func startChild(cmd *exec.Cmd, out *output, onEnd func(*child)) (*child, error) {
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNotStarted, err)
	}
	stdout, theirs, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", errNotStarted, err), stdin.Close())
	}
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = theirs, out, drainTime
	c := &child{client: wire.NewClient(stdin), cmd: cmd, stdin: stdin, output: out, ended: make(chan struct{})}
	c.watchdog = newWatchdog(c.endHung)

	started := make(chan error)
	go c.live(started, stdout, theirs, onEnd)
	if err := <-started; err != nil {
		<-c.ended
		return nil, fmt.Errorf("%w: %w", errNotStarted, err)
	}
	return c, nil
}

// live starts the process and stays until it has ended.
func (c *child) live(started chan<- error, stdout, theirs *os.File, onEnd func(*child)) {
	defer close(c.ended)
	defer stdout.Close()

	binding, err := bind(c.cmd)
	if err == nil {
		err = c.cmd.Start()
	}
	_ = theirs.Close()
	if err != nil {
		_ = c.stdin.Close()
		binding.release()
		started <- err
		return
	}
	binding.hold(c.cmd.Process)
	started <- nil

	var reading sync.WaitGroup
	reading.Go(func() {
		// Whatever ended the connection, there is no way to go on.
		if err := c.client.Read(stdout); err != nil {
			c.output.note("protocol violated", err)
		}
		_ = c.cmd.Process.Kill()
	})
	status := c.cmd.Wait()
	binding.release()
	_ = stdout.SetReadDeadline(time.Now().Add(drainTime))
	reading.Wait()

	c.mu.Lock()
	c.status, c.struck = status, c.watchdog.stop()
	c.mu.Unlock()
	onEnd(c)
}

// endHung ends the process because a call took too long.
func (c *child) endHung() {
	c.mu.Lock()
	c.hung = true
	c.mu.Unlock()
	_ = c.cmd.Process.Kill()
}

// setRetired notes that the end of the process will be our doing.
func (c *child) setRetired() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.retired = true
}

// retire ends the process, in peace if it lets itself be, and waits for it.
func (c *child) retire(grace time.Duration) {
	c.setRetired()
	_ = c.stdin.Close()
	kill := time.AfterFunc(grace, func() { _ = c.cmd.Process.Kill() })
	defer kill.Stop()
	<-c.ended
}

// retireEmpty ends the process if err says that it could not load its library;
// the next one may have more luck.
func (c *child) retireEmpty(err error) {
	var library *token.LibraryError
	if errors.As(err, &library) {
		c.retire(closeGrace)
	}
}

// isRetired tells whether the process was ended on purpose.
func (c *child) isRetired() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.retired
}

// failure is what the end of the process means to whoever still wanted
// something of it.
func (c *child) failure() error {
	<-c.ended
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.hung:
		return token.ErrDriverHung
	case c.retired:
		return token.ErrRemoved // its sessions are gone, as with a token
	case c.status == nil:
		return fmt.Errorf("%w: it exited", token.ErrDriverCrashed)
	default:
		return fmt.Errorf("%w: %w", token.ErrDriverCrashed, c.status)
	}
}

// alive tells whether the process has not ended yet.
func (c *child) alive() bool {
	select {
	case <-c.ended:
		return false
	default:
		return true
	}
}

// endedUnseen tells of a process that has ended whether nobody has noticed.
func (c *child) endedUnseen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.struck
}

// addSessions counts sessions that are opened or closed.
func (c *child) addSessions(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions += n
}

func (c *child) hasSessions() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sessions > 0
}
