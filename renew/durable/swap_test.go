package durable

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestOnlyWhoIsInTheWayIsWaitedFor(t *testing.T) {
	errBusy, errFull := errors.New("busy"), errors.New("full")
	occupied := func(err error) bool { return errors.Is(err, errBusy) }
	for name, c := range map[string]struct {
		busy  time.Duration // for which somebody is in the way
		then  error
		wants error
		most  time.Duration
	}{
		"nobody":     {0, nil, nil, 0},
		"a moment":   {700 * time.Millisecond, nil, nil, 700*time.Millisecond + pause},
		"for good":   {time.Hour, nil, errBusy, patience + pause},
		"other":      {0, errFull, errFull, 0},
		"then other": {100 * time.Millisecond, errFull, errFull, 100*time.Millisecond + pause},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				err := patiently(occupied, func() error {
					if time.Since(begun) < c.busy {
						return errBusy
					}
					return c.then
				})
				if took := time.Since(begun); !errors.Is(err, c.wants) || took > c.most {
					t.Errorf("%v after %v", err, took)
				}
			})
		})
	}
}
