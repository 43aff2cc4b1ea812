package host

import "time"

// SetDeadline changes the deadline between two calls.
func (d *Driver) SetDeadline(deadline time.Duration) { d.config.Deadline = deadline }

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
