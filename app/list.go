package app

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"ukey/token"
)

// answer is what one driver had to say.
type answer struct {
	keys []Key
	err  error
}

// List reads all keys of all drivers, each driver beside the others, and
// returns when the last one has answered. What could not be read is told
// inside the snapshot.
func (a *App) List(ctx context.Context) *Snapshot {
	all := make([]answer, len(a.Drivers))
	var wg sync.WaitGroup
	for i, d := range a.Drivers {
		wg.Go(func() { all[i] = a.ask(ctx, d) })
	}
	wg.Wait()
	answers := map[string]answer{}
	for i, d := range a.Drivers {
		answers[d.Name()] = all[i]
	}
	return a.snapshot(answers)
}

// ask reads all keys of one driver.
func (a *App) ask(ctx context.Context, d token.Driver) (from answer) {
	from.keys, from.err = a.read(ctx, d)
	if from.err != nil && ctx.Err() == nil {
		a.Log.Warn("driver failed", "driver", d.Name(), "err", from.err)
	}
	return from
}

// snapshot puts together what the drivers, by name, have answered so far.
func (a *App) snapshot(answers map[string]answer) *Snapshot {
	for _, p := range a.Problems {
		answers[p.Driver] = answer{err: p.Err}
	}
	s := &Snapshot{At: a.Clock()}
	for _, l := range a.libraries() {
		from, answered := answers[l.Path]
		d := newDriver(l, from.err)
		if !answered {
			d.State = DriverPending
		}
		s.Drivers = append(s.Drivers, d)
		s.Keys = append(s.Keys, from.keys...)
		if d.told() {
			s.Problems = append(s.Problems, Problem{Driver: l.Path, Err: from.err})
		}
	}
	s.Keys = once(s.Keys)
	return s
}

// Refresh is List after each driver that can has looked at its hardware from
// scratch.
func (a *App) Refresh(ctx context.Context) *Snapshot {
	var wg sync.WaitGroup
	for _, d := range a.Drivers {
		if r, ok := d.(token.Refresher); ok {
			wg.Go(func() {
				if err := r.Refresh(ctx); err != nil {
					a.Log.Warn("driver not refreshed", "driver", d.Name(), "err", err)
				}
			})
		}
	}
	wg.Wait()
	return a.List(ctx)
}

// Retry ends that a driver is left alone after it has failed too often, and is
// List then.
func (a *App) Retry(ctx context.Context, driver string) *Snapshot {
	for _, d := range a.Drivers {
		if r, ok := d.(token.Retrier); ok && d.Name() == driver {
			r.Retry()
		}
	}
	return a.List(ctx)
}

func (a *App) read(ctx context.Context, d token.Driver) ([]Key, error) {
	infos, err := d.Tokens(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]Key, 0, len(infos))
	for _, info := range infos {
		certs, err := d.Certificates(ctx, info.ID)
		keys = append(keys, Key{Info: info, Certificates: a.judge(certs), Err: err})
	}
	return keys, nil
}

// judge adds to each certificate what follows from the day and from the other
// certificates on its key.
func (a *App) judge(certs []token.Certificate) []Certificate {
	now := a.Clock()
	judged := make([]Certificate, len(certs))
	for i := range certs {
		judged[i] = Certificate{
			Certificate: certs[i],
			Validity:    certs[i].Validity(now, a.WarnDays),
			Superseded:  slices.ContainsFunc(certs, func(c token.Certificate) bool { return supersedes(&c, &certs[i], now) }),
		}
	}
	slices.SortStableFunc(judged, func(a, b Certificate) int { return cmp.Compare(rank(&a), rank(&b)) })
	return judged
}

// rank is where people look for a certificate: what is in force before what
// is not, signature before encryption, other people's last. Tokens list their
// objects in an order that changes with each new one.
func rank(c *Certificate) int {
	rank := 0
	switch {
	case c.Err != nil:
		rank = 40
	case c.IsCA:
		rank = 30
	case c.Superseded:
		rank = 10
	}
	if c.Use == token.Encryption {
		rank++
	}
	return rank
}

// supersedes tells whether newer takes the place of older: the same owner and
// use, from the same authority, valid by now, with a later end, and a key to
// use it with. The authority's name may have changed, as long as it is the
// same organisation's.
func supersedes(newer, older *token.Certificate, now time.Time) bool {
	if newer.Err != nil || older.Err != nil || newer.IsCA || older.IsCA {
		return false
	}
	owner := newer.Subject.String()
	return newer.Use == older.Use && newer.HasPrivateKey && !now.Before(newer.NotBefore) &&
		owner != "" && owner == older.Subject.String() &&
		authority(newer) == authority(older) &&
		newer.NotAfter.After(older.NotAfter)
}

// authority is the organisation that issued a certificate, or else all of the
// issuer's name.
func authority(c *token.Certificate) string {
	if o := c.Issuer.Organization(); o != "" {
		return o
	}
	return c.Issuer.String()
}
