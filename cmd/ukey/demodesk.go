package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

// demoDesk stands for others in the demonstration: for the CA's staff, who
// approve every application after a moment, and for the applicant's phone,
// whose last message is shown in the window.
type demoDesk struct {
	mu      sync.Mutex
	message string
}

// The demonstration's staff take a moment, in which the person sees the
// application wait, and send codes to this number, whatever the form says.
const (
	demoReview = 8 * time.Second
	demoPhone  = "13800000000"
)

// Send takes a message of the CA. It implements sms.Sender.
func (d *demoDesk) Send(_ context.Context, _, text string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.message = text
	return nil
}

// Message is the last message, or "".
func (d *demoDesk) Message() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.message
}

// review approves what has been submitted for as long as that, until ctx ends.
func (d *demoDesk) review(ctx context.Context, work *casework.Service, after time.Duration) {
	tick := time.NewTicker(after/8 + time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := approveAll(ctx, work, time.Now().Add(-after)); err != nil && ctx.Err() == nil {
			slog.Warn("demonstration: not approved", "err", err)
		}
	}
}

// approveAll approves what was submitted before that.
func approveAll(ctx context.Context, work *casework.Service, before time.Time) error {
	waiting, err := work.List(ctx, casework.Query{State: cases.Review, To: before})
	if err != nil {
		return err
	}
	for _, c := range waiting.Cases {
		by := casework.Actor{Name: "demo", Role: "reviewer"}
		if _, err := work.Approve(ctx, by, c.ID, c.Version, casework.Approval{Phone: demoPhone}); err != nil {
			return err
		}
	}
	return nil
}
