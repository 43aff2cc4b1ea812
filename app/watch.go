package app

import (
	"context"
	"reflect"
	"sync"
	"time"

	"ukey/token"
)

// lookAgain is how long a snapshot may stay without being looked at again:
// days left change although nothing is plugged in or out.
const lookAgain = time.Hour

// Watch calls show with the keys as they are, and again after each change,
// until ctx ends; it returns ctx's error. show is called from one goroutine at
// a time. Drivers' events are hints only: on each, the keys are listed again
// and compared.
func (a *App) Watch(ctx context.Context, show func(*Snapshot)) error {
	hints := make(chan struct{}, 1)
	hint := func() {
		select {
		case hints <- struct{}{}:
		default: // one is waiting already, and will see this change too
		}
	}

	var wg sync.WaitGroup
	defer wg.Wait()
	for _, d := range a.Drivers {
		wg.Go(func() {
			if err := d.Watch(ctx, hint); err != nil && ctx.Err() == nil {
				a.Log.Warn("driver cannot be watched", "driver", d.Name(), "err", err)
			}
		})
	}

	again := time.NewTicker(lookAgain)
	defer again.Stop()
	var last *Snapshot
	for {
		if s := a.List(ctx); ctx.Err() == nil && (last == nil || !same(last, s)) {
			last = s
			show(s)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-hints:
		case <-again.C:
		}
	}
}

// same compares what a person can see of two snapshots.
func same(a, b *Snapshot) bool {
	return reflect.DeepEqual(digest(a), digest(b))
}

type keyDigest struct {
	Info  token.Info
	Err   string
	Certs []certDigest
}

type certDigest struct {
	ID       token.KeyID
	Label    string
	SHA256   [32]byte
	HasKey   bool
	Validity token.Validity
	Old      bool
}

func digest(s *Snapshot) any {
	var keys []keyDigest
	for i := range s.Keys {
		k := &s.Keys[i]
		d := keyDigest{Info: k.Info, Err: errText(k.Err)}
		for j := range k.Certificates {
			c := &k.Certificates[j]
			d.Certs = append(d.Certs, certDigest{c.ID, c.Label, c.SHA256(), c.HasPrivateKey, c.Validity, c.Superseded})
		}
		keys = append(keys, d)
	}
	var problems []string
	for _, p := range s.Problems {
		problems = append(problems, p.Driver, errText(p.Err))
	}
	return [2]any{keys, problems}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
