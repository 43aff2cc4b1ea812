package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ukey/token"
	"ukey/token/host"
	"ukey/token/pkcs11"
)

// overhead times one call of the driver in a process of its own beside the
// same call in this one, by turns.
func (b *bench) overhead(ctx context.Context) (f figure, err error) {
	const calls = 501
	inside, err := pkcs11.Load(b.Module)
	if err != nil {
		return figure{}, err
	}
	outside := host.New(host.Config{Library: b.Module, Program: b.Program("ukeyctl")})
	defer func() { err = errors.Join(err, outside.Close(), inside.Close()) }()

	var ours, theirs []time.Duration
	for range calls {
		for _, x := range []struct {
			driver token.Driver
			times  *[]time.Duration
		}{{outside, &ours}, {inside, &theirs}} {
			start := time.Now()
			if _, err := x.driver.Tokens(ctx); err != nil {
				return figure{}, err
			}
			*x.times = append(*x.times, time.Since(start))
		}
	}
	o, i := median(ours), median(theirs)
	return figure{
		fmt.Sprintf("one call, driver in its own process : in ours, median of %d", calls),
		o.Round(time.Microsecond).String(), i.Round(time.Microsecond).String(),
		fmt.Sprintf("%v more", (o - i).Round(time.Microsecond)), "200µs more",
	}, nil
}
