package app

import (
	"context"
	"errors"
	"slices"
	"sync"

	"ukey/token"
)

// ErrDriverSilent: a driver has said nothing for a while, and whoever asked
// went on without it. Its keys may come later.
var ErrDriverSilent = errors.New("driver has not answered yet")

// answer is what one driver had to say.
type answer struct {
	keys []Key
	err  error
}

// board holds what each driver has said the last time it was asked. A driver
// is asked by one at a time, so that an answer never gives way to an older
// one, and snapshots are taken one at a time: what is At a later time is
// nearer to the truth. A board is safe for concurrent use.
type board struct {
	app *App
	// turns are held by whoever asks the driver of that name, and works get a
	// value when it has answered well.
	turns, works map[string]chan struct{}
	// changed gets a value when something has been said since it was read.
	changed chan struct{}

	mu      sync.Mutex
	answers map[string]answer // by the driver's name
}

func newBoard(a *App) *board {
	b := &board{
		app: a, turns: make(map[string]chan struct{}), works: make(map[string]chan struct{}),
		changed: make(chan struct{}, 1), answers: make(map[string]answer),
	}
	for _, d := range a.Drivers {
		b.turns[d.Name()], b.works[d.Name()] = make(chan struct{}, 1), make(chan struct{}, 1)
	}
	return b
}

// ask reads all keys of one driver. Nothing is noted of one that has not
// answered when ctx ends. heard is called after each call that it has answered.
func (b *board) ask(ctx context.Context, d token.Driver, heard func()) {
	turn := b.turns[d.Name()]
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return
	}
	defer func() { <-turn }()
	var from answer
	from.keys, from.err = b.app.read(ctx, d, heard)
	if ctx.Err() != nil {
		return
	}
	if from.err != nil {
		b.app.Log.Warn("driver failed", "driver", d.Name(), "err", from.err)
	}
	b.mu.Lock()
	b.answers[d.Name()] = from
	b.mu.Unlock()
	signal(b.changed)
	if from.err == nil {
		signal(b.works[d.Name()])
	}
}

// signal gives a value to a channel that has room for one, unless nobody has
// taken the last one yet.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// snapshot puts together what the drivers have said so far. missing is why
// others have not; they are pending if it is nil.
func (b *board) snapshot(missing error) *Snapshot {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.app
	s := &Snapshot{At: a.Clock()}
	for _, l := range a.libraries() {
		from, answered := b.answers[l.Path]
		if i := slices.IndexFunc(a.Problems, func(p Problem) bool { return p.Driver == l.Path }); i >= 0 {
			from, answered = answer{err: a.Problems[i].Err}, true
		}
		if !answered {
			from.err = missing
		}
		d := newDriver(l, from.err)
		if !answered && (missing == nil || errors.Is(missing, ErrDriverSilent)) {
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

// telling tells whether a snapshot says something that will not be taken back
// at once: that there is no key is true only when every driver has answered.
func telling(s *Snapshot) bool { return len(s.Keys) > 0 || !s.Pending() }

// read reads all keys of a driver.
func (a *App) read(ctx context.Context, d token.Driver, heard func()) ([]Key, error) {
	infos, err := d.Tokens(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]Key, 0, len(infos))
	for _, info := range infos {
		heard()
		certs, err := d.Certificates(ctx, info.ID)
		keys = append(keys, Key{Info: info, Certificates: a.judge(certs), Err: err})
	}
	return keys, nil
}
