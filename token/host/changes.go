package host

import (
	"sync"
	"time"
)

// changes are the calls under way that change a token. The process outlives its
// program for them: a PIN that is cut off in the middle may leave a key that
// knows neither the old one nor the new.
type changes struct {
	mu sync.RWMutex // held for reading by each, and for good once they are over
}

// begin says that one begins, and returns what says that it has ended. There is
// none any more once the program has gone.
func (c *changes) begin() (done func(), err error) {
	if !c.mu.TryRLock() {
		return nil, errClosed
	}
	return c.mu.RUnlock, nil
}

// end waits for those under way, that long at most, and lets none begin.
func (c *changes) end(patience time.Duration) {
	over := make(chan struct{})
	go func() {
		c.mu.Lock()
		close(over)
	}()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case <-over:
	case <-limit.C:
	}
}
