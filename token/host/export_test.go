package host

import (
	"fmt"
	"time"
)

// SetDeadline changes the deadline between two calls.
func (d *Driver) SetDeadline(deadline time.Duration) { d.config.Deadline = deadline }

// SetGrace changes how long Close waits for a call.
func (d *Driver) SetGrace(grace time.Duration) { d.grace = grace }

// Expire brings the deadline of the call under way to now. It is an error if
// there is none.
func (d *Driver) Expire() error {
	d.mu.Lock()
	c := d.child
	d.mu.Unlock()
	w := c.watchdog
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.deadline.IsZero() {
		return fmt.Errorf("no call is under way")
	}
	w.deadline = time.Now()
	w.set(w.deadline)
	return nil
}

// PID is the process that runs the library, 0 if there is none.
func (d *Driver) PID() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.child == nil || !d.child.alive() {
		return 0
	}
	return d.child.cmd.Process.Pid
}

// Environment is what a process gets of an environment.
func Environment(all, more []string) []string { return environment(all, more) }

// Is32Bit reads a library's header.
func Is32Bit(library string) bool { return is32Bit(library) }
