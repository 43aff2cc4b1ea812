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
// a time. Drivers' events are hints only: on each, the driver's keys are
// listed again and compared.
//
// No driver waits for another: a key is shown as soon as its driver has
// answered, so that the first snapshots may lack what others have to say, and
// are Pending. None of them says that there is no key.
func (a *App) Watch(ctx context.Context, show func(*Snapshot)) error {
	b := newBoard(a)
	a.watched.Store(b)
	defer a.watched.CompareAndSwap(b, nil)
	var following sync.WaitGroup
	defer following.Wait()
	for _, d := range a.Drivers {
		following.Go(func() { b.follow(ctx, d) })
	}
	var last *Snapshot
	for {
		if s := b.snapshot(nil); telling(s) && (last == nil || !same(last, s)) {
			last = s
			show(s)
		}
		select {
		case <-b.changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// follow reads one driver's keys, and again at each hint, until ctx ends.
func (b *board) follow(ctx context.Context, d token.Driver) {
	hints := make(chan struct{}, 1)
	var watching sync.WaitGroup
	defer watching.Wait()
	watching.Go(func() { b.watch(ctx, d, func() { signal(hints) }) })

	again := time.NewTicker(lookAgain)
	defer again.Stop()
	for {
		b.ask(ctx, d, func() {})
		select {
		case <-hints:
		case <-again.C:
		case <-ctx.Done():
			return
		}
	}
}

// watch has a driver give its hints until ctx ends. One that cannot, since it is
// not installed perhaps, is tried again when it has answered somebody.
func (b *board) watch(ctx context.Context, d token.Driver, hint func()) {
	for {
		err := d.Watch(ctx, hint)
		if ctx.Err() != nil {
			return
		}
		b.app.Log.Warn("driver cannot be watched", "driver", d.Name(), "err", err)
		select {
		case <-b.works[d.Name()]:
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
	return [3]any{keys, problems, s.Pending()}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
