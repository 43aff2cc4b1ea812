//go:build cgo && linux

package host_test

import (
	"testing"
	"time"

	"ukey/token"
	"ukey/token/tokentest"
)

func TestDriverConforms(t *testing.T) { conform(t, 0) }

func TestDriverConformsOnASlowKey(t *testing.T) { conform(t, time.Millisecond) }

func conform(t *testing.T, latency time.Duration) {
	t.Parallel() // the slow key leaves time for the other
	tokentest.Run(t, tokentest.Rig{NewKey: func(t *testing.T, algorithm token.Algorithm) tokentest.Key {
		b := newBench(t, algorithm)
		d := b.host(t)
		must(t, b.store.SetLatency(latency))
		return b.key(t, d)
	}})
}
