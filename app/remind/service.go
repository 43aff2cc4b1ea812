package remind

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"ukey/app"
	"ukey/app/settings"
)

// look is how often there is a look at what is due, on the clock's quarters of an
// hour: the hours of every zone begin at one.
const look = 15 * time.Minute

// glance is how often the clock is looked at, and nothing else done unless one of
// those quarters has passed. A timer stops while the computer sleeps, so that
// this is how late a reminder may come once its person is back.
const glance = time.Minute

// patience is how long the first keys are waited for: until then nobody knows
// which are plugged in.
const patience = 30 * time.Second

// Notifier shows reminders to the person. Its methods are called by one
// goroutine at a time.
type Notifier interface {
	// Show shows a reminder in place of an earlier one of its key. The error
	// means that nobody will see it; it is shown again later then.
	Show(ctx context.Context, r Reminder) error
	// Withdraw takes a reminder away, if it is still to be seen.
	Withdraw(ctx context.Context, key Key)
}

// Terms are what a person may change while a Service runs.
type Terms struct {
	Rules settings.Reminders
	// Suggest asks the CA when certificates had best be renewed, as
	// app.App.Suggest does; nil if nobody is to be asked.
	Suggest func(ctx context.Context, certificates []*app.Certificate) []*app.Suggestion
}

// Config is what a Service works with.
type Config struct {
	Ledger   *Ledger
	Notifier Notifier
	// Open is told of the reminders that wait for an answer, the most urgent
	// first, and with none when that is over; nil if nobody cares. They are those
	// that were shown, and those that could not be. It must not block for long.
	Open  func([]Reminder)
	Clock func() time.Time // Now if nil; its zone is the person's
	Log   *slog.Logger     // discards if nil
}

// Service reminds, on the terms that it was last given. Run does the work; the
// other methods may be called from any goroutine, and return at once.
type Service struct {
	Config
	wake chan struct{}

	mu     sync.Mutex
	seen   *app.Snapshot // not noted yet
	putOff []Key         // not carried out yet
	given  *Terms        // not in force yet

	// The rest is Run's.
	terms   Terms
	last    *app.Snapshot
	entries []Entry
	shown   map[Key]Reminder
	// unsaved are those that were shown and could not be noted.
	unsaved map[Key]Reminder
	asked   map[string]Day // the CA, by SHA-256 of a certificate
	waiting []Reminder     // what could not be shown
	open    bool           // somebody knows of open ones
}

// NewService returns a Service. Without terms it reminds of nothing.
func NewService(c Config) *Service {
	if c.Clock == nil {
		c.Clock = Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Open == nil {
		c.Open = func([]Reminder) {}
	}
	return &Service{
		Config: c, wake: make(chan struct{}, 1),
		shown: map[Key]Reminder{}, unsaved: map[Key]Reminder{}, asked: map[string]Day{},
	}
}

// Seen tells which keys are plugged in now.
func (s *Service) Seen(snapshot *app.Snapshot) {
	s.post(func() { s.seen = snapshot })
}

// Use changes the terms.
func (s *Service) Use(t Terms) { s.post(func() { s.given = &t }) }

// PutOff brings a key's last reminder again tomorrow.
func (s *Service) PutOff(key Key) {
	s.post(func() { s.putOff = append(s.putOff, key) })
}

// Again looks now: what could not be shown may be, or the list has changed.
func (s *Service) Again() { s.post(func() {}) }

func (s *Service) post(letter func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	letter()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run reminds until ctx ends.
func (s *Service) Run(ctx context.Context) {
	s.awaitKeys(ctx)
	for ctx.Err() == nil {
		looked := s.Clock()
		s.step(ctx)
		s.rest(ctx, looked)
	}
}

// rest waits until there is something to look at again, or another quarter of an
// hour than the last time. The clock may be set back as well.
func (s *Service) rest(ctx context.Context, looked time.Time) {
	for {
		now := s.Clock()
		if !now.Truncate(look).Equal(looked.Truncate(look)) {
			return
		}
		next := time.NewTimer(now.Truncate(glance).Add(glance).Sub(now))
		select {
		case <-s.wake:
			next.Stop()
			return
		case <-next.C:
		case <-ctx.Done():
			next.Stop()
			return
		}
	}
}

// awaitKeys waits for the first keys.
func (s *Service) awaitKeys(ctx context.Context) {
	enough := time.NewTimer(patience)
	defer enough.Stop()
	for {
		s.mu.Lock()
		seen := s.seen != nil
		s.mu.Unlock()
		if seen {
			return
		}
		select {
		case <-s.wake:
		case <-enough.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// step carries out what has come, and shows what is due.
func (s *Service) step(ctx context.Context) {
	s.mu.Lock()
	seen, putOff, given := s.seen, s.putOff, s.given
	s.seen, s.putOff, s.given = nil, nil, nil
	s.mu.Unlock()

	if given != nil {
		s.terms = *given
		clear(s.asked) // it may be another CA
	}
	if seen != nil {
		s.last = seen
		s.complain("not noted", s.Ledger.Note(ctx, seen))
	}
	for _, key := range putOff {
		s.carryOff(ctx, key)
	}
	s.ask(ctx)
	s.read(ctx)
	for key, r := range s.shown {
		if s.settled(r) {
			s.withdraw(ctx, key)
		}
	}
	var failed []Reminder
	if rules := s.terms.Rules; rules.On && !awake(rules, s.Clock()) {
		failed = slices.DeleteFunc(slices.Clone(s.waiting), s.settled) // it waits quietly
	}
	for _, r := range Due(s.entries, s.terms.Rules, s.Clock()) {
		r.Present = Present(s.last, r.Key)
		if err := s.Notifier.Show(ctx, r); err != nil {
			s.Log.Info("reminder not shown", "err", err)
			failed = append(failed, r)
			continue
		}
		s.shown[r.Key], s.unsaved[r.Key] = r, r
	}
	s.save(ctx)
	s.waiting = failed
	s.tell()
}

// carryOff puts a reminder off. One that could not be shown has been told all
// the same, to whoever puts it off.
func (s *Service) carryOff(ctx context.Context, key Key) {
	s.waiting = slices.DeleteFunc(s.waiting, func(r Reminder) bool {
		if r.Key == key {
			s.complain("not noted", s.Ledger.Told(ctx, r))
		}
		return r.Key == key
	})
	s.complain("not put off", s.Ledger.PutOff(ctx, key))
	s.withdraw(ctx, key)
}

// tell tells of the open reminders.
func (s *Service) tell() {
	open := slices.AppendSeq(slices.Clone(s.waiting), maps.Values(s.shown))
	slices.SortFunc(open, byUrgency)
	if len(open) > 0 || s.open {
		s.Open(open)
	}
	s.open = len(open) > 0
}

// settled tells whether a reminder's key has been renewed, or given up.
func (s *Service) settled(r Reminder) bool {
	return slices.ContainsFunc(r.Certificates, func(e Entry) bool { return find(s.entries, &e) < 0 })
}

// read brings the list up to date. One that cannot be read or kept is no reason
// to fall silent: what is known of it goes on, and what is plugged in is known.
func (s *Service) read(ctx context.Context) {
	entries, err := s.Ledger.Entries(ctx)
	s.complain("list not read", err)
	if bad := new(LedgerError); err == nil || (errors.As(err, &bad) && bad.SetAside != "") {
		s.entries = entries
	}
	if s.last != nil {
		for i := range s.last.Keys {
			if k := &s.last.Keys[i]; k.Err == nil {
				s.entries = note(s.entries, k, s.Clock())
			}
		}
	}
	for _, r := range s.unsaved {
		tell(s.entries, r)
	}
}

// save notes what was shown, until that has worked.
func (s *Service) save(ctx context.Context) {
	for key, r := range s.unsaved {
		err := s.Ledger.Told(ctx, r)
		s.complain("not noted", err)
		if err == nil {
			delete(s.unsaved, key)
		}
	}
}

func (s *Service) withdraw(ctx context.Context, key Key) {
	s.Notifier.Withdraw(ctx, key)
	delete(s.shown, key)
	delete(s.unsaved, key)
}

// ask has the CA say of the certificates that are plugged in when it would like
// them to be renewed, once a day.
func (s *Service) ask(ctx context.Context) {
	if s.terms.Suggest == nil || s.last == nil {
		return
	}
	today := DayOf(s.Clock())
	var certificates []*app.Certificate
	var sums []string
	for i := range s.last.Keys {
		k := &s.last.Keys[i]
		for j := range k.Certificates {
			c := &k.Certificates[j]
			e := entry(k.ID, c, s.Clock())
			if k.InForce(c) && s.asked[e.SHA256] != today {
				s.asked[e.SHA256] = today
				certificates, sums = append(certificates, c), append(sums, e.SHA256)
			}
		}
	}
	if len(certificates) == 0 {
		return
	}
	from := map[string]time.Time{}
	for i, suggestion := range s.terms.Suggest(ctx, certificates) {
		if suggestion != nil && suggestion.ByCA {
			from[sums[i]] = suggestion.From
		}
	}
	s.complain("not noted", s.Ledger.RenewFrom(ctx, from))
}

func (s *Service) complain(what string, err error) {
	if err != nil {
		s.Log.Warn("reminders: "+what, "err", err)
	}
}
