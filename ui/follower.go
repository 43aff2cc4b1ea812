package ui

import (
	"context"
	"time"

	"ukey/app"
	"ukey/ui/kit"
)

// follower knows what is unfinished on this computer, and asks the CA about
// applications when their time has come.
type follower struct {
	w              *Window
	looking, again bool
	asking         map[string][]func(error) // who waits for an answer, by the application's ID
	asked          map[string]time.Time     // when the last answer, or none, came
	stopWaiting    context.CancelFunc
	// trouble is what is wrong on the disk and was not told of yet: a damaged
	// file is found once. told is what was found last.
	trouble error
	told    string
}

// patience is the least time between two questions about one application, for
// a CA that cannot be reached.
const patience = time.Minute

func newFollower(w *Window) *follower {
	return &follower{w: w, asking: map[string][]func(error){}, asked: map[string]time.Time{}, stopWaiting: func() {}}
}

// look reads what is unfinished from the disk and shows it.
func (w *Window) look() {
	f := w.follower
	if f.looking {
		f.again = true
		return
	}
	f.looking, f.again = true, false
	w.work.Start(func(ctx context.Context) {
		applications, err := w.desk.Applications(ctx)
		interrupted := w.desk.Interrupted(ctx)
		w.work.Post(func() {
			f.looking = false
			if f.again {
				w.look() // something has changed meanwhile
				return
			}
			f.found(applications, interrupted, err)
		})
	})
}

func (f *follower) found(applications []*app.Application, interrupted []app.Interrupted, err error) {
	w := f.w
	w.model.applications, w.model.interrupted = applications, interrupted
	w.show()
	if w.wizard != nil {
		w.wizard.follow(applications)
	}
	if w.list != nil {
		w.list.show()
	}
	if w.renewals != nil {
		w.renewals.show()
	}
	f.askWhatIsDue()
	if err != nil && err.Error() != f.told {
		f.trouble, f.told = err, err.Error()
	}
	if f.trouble != nil && !w.stage.Busy() {
		m := w.words.Error(f.trouble)
		f.trouble = nil
		tellError(w.stage.NewDialog(narrow), w.words, w.words.T("ui.applications"), kit.Warning, m)
		return
	}
	w.offer()
}

// askWhatIsDue asks the CA about each application whose time has come, and
// waits for the next one's.
func (f *follower) askWhatIsDue() {
	now := f.w.opts.Clock()
	var next time.Time
	for _, a := range f.w.model.applications {
		if a.Stage() != app.StageReview || a.NextLook.IsZero() {
			continue
		}
		due := a.NextLook
		if again := f.asked[a.ID].Add(patience); again.After(due) {
			due = again
		}
		if !due.After(now) {
			f.ask(a.ID, func(error) {}) // what it comes to is kept with the application
		} else if next.IsZero() || due.Before(next) {
			next = due
		}
	}
	f.stopWaiting()
	if next.IsZero() {
		return
	}
	f.stopWaiting = f.w.work.Start(func(ctx context.Context) {
		timer := time.NewTimer(next.Sub(now))
		defer timer.Stop()
		select {
		case <-timer.C:
			f.w.work.Post(f.w.look)
		case <-ctx.Done():
		}
	})
}

// ask asks the CA about an application now. done is told of an error, or nil. An
// application that is being asked about already is not asked about twice: done
// is told of that answer then.
func (f *follower) ask(application string, done func(error)) {
	w := f.w
	waiting := f.asking[application]
	f.asking[application] = append(waiting, done)
	if len(waiting) > 0 {
		return
	}
	before := stageOf(w.model.applications, application)
	w.work.Start(func(ctx context.Context) {
		a, err := w.desk.Progress(ctx, application)
		w.work.Post(func() {
			waiting := f.asking[application]
			delete(f.asking, application)
			f.asked[application] = w.opts.Clock()
			if a != nil && a.Stage() != before {
				delete(w.offered, nameOf(a.Token)) // there is something new to say
			}
			w.look()
			for _, done := range waiting {
				done(err)
			}
		})
	})
}

func stageOf(applications []*app.Application, id string) app.Stage {
	for _, a := range applications {
		if a.ID == id {
			return a.Stage()
		}
	}
	return ""
}
