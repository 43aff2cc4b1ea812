package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"ukey/app"
	"ukey/token"
	"ukey/token/host"
	"ukey/token/softkey"
)

// goodDrivers is how many drivers work beside the one that hangs.
const goodDrivers = 3

// hanging times how soon the keys of three drivers are shown, with and
// without a fourth that never answers, by turns.
func (b *bench) hanging(ctx context.Context) (figure, error) {
	issuer, err := softkey.NewIssuer("Bench CA")
	if err != nil {
		return figure{}, err
	}
	var modules []string
	var last *softkey.Store
	for i := range goodDrivers + 1 {
		store, err := softkey.New(filepath.Join(b.dir, fmt.Sprintf("driver-%d", i)))
		if err != nil {
			return figure{}, err
		}
		if _, err := store.AddOrganisation(issuer, softkey.OrgSpec{Label: fmt.Sprintf("key %d", i), Algorithm: "p256"}); err != nil {
			return figure{}, err
		}
		module, err := store.Module()
		if err != nil {
			return figure{}, err
		}
		modules, last = append(modules, module), store
	}
	var with, without []time.Duration
	for range runs {
		if err := last.Hang("C_GetSlotList", 1); err != nil { // good for one call
			return figure{}, err
		}
		for _, x := range []struct {
			modules []string
			times   *[]time.Duration
		}{{modules, &with}, {modules[:goodDrivers], &without}} {
			took, err := b.shown(ctx, x.modules)
			if err != nil {
				return figure{}, err
			}
			*x.times = append(*x.times, took)
		}
	}
	w, wo := median(with), median(without)
	return figure{
		fmt.Sprintf("time to %d keys shown, a fourth driver hanging : without it, median of %d", goodDrivers, runs),
		w.Round(time.Millisecond).String(), wo.Round(time.Millisecond).String(),
		ratio(w.Seconds(), wo.Seconds()), "as fast",
	}, nil
}

// shown is how long it takes until the keys of all drivers that work are in a
// snapshot. The drivers' processes are started for it.
func (b *bench) shown(ctx context.Context, modules []string) (took time.Duration, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var drivers []token.Driver
	for _, m := range modules {
		d := host.New(host.Config{
			Library: m, Program: b.Program("ukeyctl"), Deadline: time.Second,
		})
		drivers = append(drivers, d)
		defer func() { err = errors.Join(err, d.Close()) }()
	}
	began := time.Now()
	_ = app.New(app.Config{Drivers: drivers}).Watch(ctx, func(s *app.Snapshot) {
		if took == 0 && len(s.Keys) >= goodDrivers {
			took = time.Since(began)
			cancel()
		}
	}) // it ends when the context does
	return took, nil
}
