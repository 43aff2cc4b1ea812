package host

import (
	"sync"

	"ukey/token"
)

// mostCrashes in a row set a driver aside.
const mostCrashes = 3

// streak counts crashes and hangs in a row. It is safe for concurrent use.
type streak struct {
	mu      sync.Mutex
	crashes int
	last    error
	// ended is closed when a driver that is set aside is to be asked again;
	// nil while nobody waits for that.
	ended chan struct{}
}

// add counts a crash or a hang.
func (s *streak) add(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.crashes++
	s.last = err
}

// succeed notes that a call has succeeded. A call that another has outlived in
// the same process says nothing of a driver that is set aside.
func (s *streak) succeed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.crashes < mostCrashes {
		s.crashes = 0
	}
}

// aside returns why the driver is not asked any more, nil if it is.
func (s *streak) aside(library string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.crashes < mostCrashes {
		return nil
	}
	return &token.SetAsideError{Library: library, Crashes: s.crashes, Last: s.last}
}

// forgive forgets everything.
func (s *streak) forgive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.crashes = 0
	if s.ended != nil {
		close(s.ended)
		s.ended = nil
	}
}

// forgiven is closed once the driver is not set aside.
func (s *streak) forgiven() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.crashes < mostCrashes {
		now := make(chan struct{})
		close(now)
		return now
	}
	if s.ended == nil {
		s.ended = make(chan struct{})
	}
	return s.ended
}
