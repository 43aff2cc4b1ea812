package main

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"ukey/app/instance"
	"ukey/app/settings"
	"ukey/cmd/internal/diary"
	"ukey/cmd/internal/setup"
	"ukey/ui/tray"
)

// startup is how long another resident program may take to begin or to end.
const startup = 10 * time.Second

// run is the resident program until ctx, the desktop session or the person ends
// it. If there is another one, that is enough.
func run(ctx context.Context, f setup.Flags) error {
	group := f.Group()
	claiming, cancel := context.WithTimeout(ctx, startup)
	claim, err := group.Become(claiming, instance.Resident, instance.Request{Verb: instance.Reload})
	cancel()
	if errors.Is(err, instance.ErrTaken) {
		return nil
	}
	if err != nil {
		return err
	}

	ctx, quit := context.WithCancel(ctx)
	defer quit()
	// Not before it is the only one: the files are one process's.
	log := diary.Open(diary.Resident, settings.LogInfo)
	defer log.End()
	r := newResident(f, group, log)
	r.quit = quit
	var work errgroup.Group
	work.Go(func() error { return ended(ctx, claim.Serve(ctx, r.asked)) })
	work.Go(func() error { r.work(ctx); return nil })
	work.Go(func() error { r.openWindows(ctx); return nil })
	work.Go(func() error { return r.reminders.run(ctx) })
	// On the first goroutine, where Windows wants it.
	tray.Run(ctx, r.views, r.do)
	quit()
	err = errors.Join(work.Wait(), claim.Close())
	if err != nil {
		log.Error("ended", "err", err) // nobody sees standard error of what starts at login
	}
	return err
}

// ended takes the end of ctx for no error.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
