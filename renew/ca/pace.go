package ca

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxCallers is how many callers are remembered; one takes some 200 bytes.
const maxCallers = 20_000

// paces holds each of many callers to the same rate. It may be used from any
// goroutine.
type paces struct {
	rate  rate.Limit
	burst int

	mu      sync.Mutex
	callers map[string]*rate.Limiter
}

// wait says how long a caller has to wait before it may go on; 0 means that it
// may now.
func (p *paces) wait(caller string, now time.Time) time.Duration {
	if p.rate == rate.Inf {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	limiter, known := p.callers[caller]
	if !known {
		p.makeRoom(now)
		limiter = rate.NewLimiter(p.rate, p.burst)
		p.callers[caller] = limiter
	}
	reserved := limiter.ReserveN(now, 1)
	wait := reserved.DelayFrom(now)
	if wait > 0 {
		reserved.CancelAt(now)
	}
	return wait
}

// makeRoom forgets the callers that have been quiet, of whom nothing needs to
// be known, and if that is not enough, all of them: memory must not grow with
// the number of addresses that somebody can make up.
func (p *paces) makeRoom(now time.Time) {
	if p.callers == nil {
		p.callers = map[string]*rate.Limiter{}
	}
	if len(p.callers) < maxCallers {
		return
	}
	for caller, limiter := range p.callers {
		if limiter.TokensAt(now) >= float64(p.burst) {
			delete(p.callers, caller)
		}
	}
	if len(p.callers) >= maxCallers {
		clear(p.callers)
	}
}
