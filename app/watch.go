package app

import (
	"context"
	"maps"
	"reflect"
	"sync"
	"time"

	"ukey/token"
)

// lookAgain is how long a snapshot may stay without being looked at again:
// days left change although nothing is plugged in or out.
const lookAgain = time.Hour

// patience is how long the first snapshot waits for another driver after each
// one that has answered: nobody sees it, and it spares a screen per driver.
const patience = 10 * time.Millisecond

// Watch calls show with the keys as they are, and again after each change,
// until ctx ends; it returns ctx's error. show is called from one goroutine at
// a time. Drivers' events are hints only: on each, the driver's keys are
// listed again and compared.
//
// No driver waits for another. The first snapshots may lack what a slow one
// has to say; its state then is DriverPending. But none says that there is no
// key before every driver has answered.
func (a *App) Watch(ctx context.Context, show func(*Snapshot)) error {
	readings := make(chan reading)
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, d := range a.Drivers {
		wg.Go(func() { a.follow(ctx, d, readings) })
	}

	hurry := time.NewTimer(0)
	defer hurry.Stop()
	hurry.Stop() // until the first has answered
	hurried := false
	answers := make(map[string]answer)
	var last *Snapshot
	for {
		if complete := len(answers) == len(a.Drivers); complete || hurried {
			s := a.snapshot(maps.Clone(answers))
			if (complete || len(s.Keys) > 0) && (last == nil || !same(last, s)) {
				last = s
				show(s)
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case r := <-readings:
			answers[r.driver] = r.answer
			hurry.Reset(patience)
		case <-hurry.C:
			hurried = true
		}
	}
}

// reading is what a driver had to say the last time it was asked.
type reading struct {
	driver string
	answer
}

// follow reads one driver's keys, and again at each hint, until ctx ends.
func (a *App) follow(ctx context.Context, d token.Driver, readings chan<- reading) {
	hints := make(chan struct{}, 1)
	hint := func() {
		select {
		case hints <- struct{}{}:
		default: // one is waiting already, and will see this change too
		}
	}
	var watching sync.WaitGroup
	defer watching.Wait()
	watching.Go(func() {
		if err := d.Watch(ctx, hint); err != nil && ctx.Err() == nil {
			a.Log.Warn("driver cannot be watched", "driver", d.Name(), "err", err)
		}
	})

	again := time.NewTicker(lookAgain)
	defer again.Stop()
	for {
		r := reading{driver: d.Name(), answer: a.ask(ctx, d)}
		if ctx.Err() != nil {
			return
		}
		select {
		case readings <- r:
		case <-ctx.Done():
			return
		}
		select {
		case <-hints:
		case <-again.C:
		case <-ctx.Done():
			return
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
	var pending []string
	for _, d := range s.Drivers {
		if d.State == DriverPending {
			pending = append(pending, d.Path)
		}
	}
	return [3]any{keys, problems, pending}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
