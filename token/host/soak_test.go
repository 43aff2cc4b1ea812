//go:build cgo && linux

package host_test

import (
	"flag"
	"sync"
	"syscall"
	"testing"

	"ukey/token"
	"ukey/token/host"
	"ukey/token/tokentest"
)

// soakRounds is few enough for every day; 10,000 show a small leak.
var soakRounds = flag.Int("soak", 50, "rounds of listing, pulling and plugging a key")

// The key is watched meanwhile, by one process from beginning to end or by one
// after another.
func TestNothingGrowsWithTheRounds(t *testing.T) {
	for name, hand := range map[string]func(*testing.T, tokentest.Hand, *host.Driver) tokentest.Hand{
		"in one process": func(_ *testing.T, h tokentest.Hand, _ *host.Driver) tokentest.Hand { return h },
		"one after another": func(t *testing.T, h tokentest.Hand, d *host.Driver) tokentest.Hand {
			return &deadly{Hand: h, t: t, driver: d}
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, token.P256)
			d := b.host(t)
			k := b.key(t, d)
			k.Hand = hand(t, k.Hand, d)
			hints := watch(t, d)
			var listening sync.WaitGroup
			defer listening.Wait()
			done := make(chan struct{})
			defer close(done)
			listening.Go(func() {
				for {
					select {
					case <-hints:
					case <-done:
						return
					}
				}
			})
			tokentest.Soak(t, k, *soakRounds, func() []int { return childProcesses(t) })
		})
	}
}

// deadly kills the driver's process in every twentieth round, though not in one
// after which is measured.
type deadly struct {
	tokentest.Hand
	t      *testing.T
	driver *host.Driver
	rounds int
}

// Plug implements tokentest.Hand.
func (d *deadly) Plug() error {
	if d.rounds++; d.rounds%20 == 7 {
		pid := d.driver.PID()
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			return err
		}
		eventually(d.t, "the end of the process", func() bool { return d.driver.PID() != pid })
	}
	return d.Hand.Plug()
}
