package preferences

import (
	"context"
	"errors"
	"time"

	"ukey/app/settings"
	"ukey/ui/work"
)

// patience is how long a window that closes waits for what is being kept.
const patience = 3 * time.Second

// errLeft: the window has closed, and the disk did not answer.
var errLeft = errors.New("settings were not kept before the window closed")

// Saves keep what a person chooses, one choice after the other and beside the
// window: the file may lie on another computer, which does not always answer.
// They live as long as the window does, and belong to Fyne's goroutine.
type Saves struct {
	keeper  Keeper
	work    *work.Worker
	waiting []map[string]any
	last    *save // nil before the first
}

// save is one choice on its way to the disk.
type save struct {
	ended chan struct{}
	err   error // once it has ended
}

// NewSaves returns those of a window.
func NewSaves(k Keeper, w *work.Worker) *Saves { return &Saves{keeper: k, work: w} }

// Settings are the keeper's with what is still being kept.
func (s *Saves) Settings() *settings.Settings {
	now := s.keeper.Settings()
	for _, options := range s.waiting {
		now = now.With(options)
	}
	return now
}

// Set has options kept after those before them, and tells done, later, how that
// went; Settings do not have them any more then if there is an error.
func (s *Saves) Set(options map[string]any, done func(error)) {
	before, this := s.last, &save{ended: make(chan struct{})}
	s.last, s.waiting = this, append(s.waiting, options)
	s.work.Start(func(ctx context.Context) {
		this.err = s.keep(ctx, before, options)
		s.work.Post(func() { // before the next one's
			s.waiting = s.waiting[1:]
			done(this.err)
		})
		close(this.ended)
	})
}

// keep waits for its turn and keeps options. Where one before it was left behind,
// there is no use in trying.
func (s *Saves) keep(ctx context.Context, before *save, options map[string]any) (err error) {
	if before != nil {
		<-before.ended
		if errors.Is(before.err, errLeft) {
			return errLeft
		}
	}
	kept := make(chan error, 1)
	if !work.Outlast(ctx, patience, func() { kept <- s.keeper.Set(options) }) {
		return errLeft
	}
	return <-kept
}

// Settled is closed once all is kept that has been chosen so far, or could not
// be.
func (s *Saves) Settled() <-chan struct{} {
	if s.last != nil {
		return s.last.ended
	}
	settled := make(chan struct{})
	close(settled)
	return settled
}
