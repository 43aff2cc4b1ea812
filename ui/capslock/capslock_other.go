//go:build !linux && !windows

package capslock

// Probe knows nothing on this system.
type Probe struct{}

// On tells that nothing is known.
func (*Probe) On() (on, known bool) { return false, false }

// Close does nothing.
func (*Probe) Close() {}
