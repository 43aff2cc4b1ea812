package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"ukey/cmd/internal/load"
	"ukey/cmd/internal/rig"
	"ukey/renew/ca"
)

const (
	// few and many are how many certificates a CA has issued when it is
	// measured.
	few  = 1_000
	many = 1_000_000
	// renewers is how many clients renew at once.
	renewers = 32
	// perCertificate is how often a certificate may be renewed in a day.
	perCertificate = 20
	// rounds is how often everything is measured, by turns, so that what else
	// the machine does strikes all of it.
	rounds = 7
)

// throughput measures how many renewals a second a CA answers for good, one
// that has issued few certificates and one that has issued many, beside what
// the machine can do at most: a renewal takes a signature and, unless several
// share one, a flush of the disk.
func (b *bench) throughput(ctx context.Context) (figures []figure, err error) {
	dir := filepath.Join(b.dir, "throughput")
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	bin := filepath.Dir(b.Program("ukeyca"))
	cas := []*issuer{newIssuer(dir, bin, few), newIssuer(dir, bin, many)}
	for _, ca := range cas {
		defer func() { err = errors.Join(err, ca.Close()) }()
		if err := ca.open(ctx); err != nil {
			return nil, err
		}
	}
	var limit limits
	for range rounds {
		now, err := measureLimits(ctx, dir)
		if err != nil {
			return nil, err
		}
		limit.signatures += now.signatures / rounds
		limit.flushes += now.flushes / rounds
		for _, ca := range cas {
			renewals, err := ca.renewals(ctx)
			if err != nil {
				return nil, err
			}
			ca.pace += renewals / rounds
		}
	}
	bound, what := limit.binding()
	for _, ca := range cas {
		figures = append(figures, figure{
			fmt.Sprintf("renewals on the disk, %d issued : %s", ca.issued, what),
			perSecond(ca.pace), perSecond(bound), ratio(ca.pace, bound), "0.80",
		})
	}
	return append(figures,
		figure{"the same, many issued : few issued", perSecond(cas[1].pace), perSecond(cas[0].pace), ratio(cas[1].pace, cas[0].pace), "1.00"},
		figure{"the limits, flushes of the disk : certificates signed", perSecond(limit.flushes), perSecond(limit.signatures), "", ""},
	), nil
}

func perSecond(n float64) string { return fmt.Sprintf("%.0f/s", n) }

// issuer is a CA that serves, and the holders who renew with it.
type issuer struct {
	*rig.Rig
	dir     string
	issued  int
	holders []load.Holder
	pace    float64 // renewals a second
}

func newIssuer(dir, bin string, issued int) *issuer {
	dir = filepath.Join(dir, fmt.Sprint(issued))
	return &issuer{Rig: rig.New(dir, bin), dir: dir, issued: issued}
}

// open makes the CA, with its past, and serves it.
func (i *issuer) open(ctx context.Context) (err error) {
	if err := os.MkdirAll(i.dir, 0o700); err != nil {
		return err
	}
	where := ca.Config{Dir: filepath.Join(i.dir, "ca")}
	if i.holders, err = load.Holders(ctx, where, rounds*renewers); err != nil {
		return err
	}
	if err := fillCA(ctx, where.Dir, i.issued); err != nil {
		return fmt.Errorf("fill the CA's database: %w", err)
	}
	return i.ServeCA(ctx, rig.AnyPort)
}

// renewals counts the renewals in a second when holders who have not done so
// before renew at once.
func (i *issuer) renewals(ctx context.Context) (perSecond float64, err error) {
	root, err := os.ReadFile(i.Root)
	if err != nil {
		return 0, err
	}
	target := load.Target{URL: func() string { return i.URL }, Roots: x509.NewCertPool()}
	target.Roots.AppendCertsFromPEM(root)
	holders := i.holders[:renewers]
	i.holders = i.holders[renewers:]
	return renewing(ctx, target, holders)
}

// renewing counts the renewals in a second when all holders renew at once, as
// often as they may, for keys that they made beforehand.
func renewing(ctx context.Context, target load.Target, holders []load.Holder) (perSecond float64, err error) {
	requests := make([][]load.Request, len(holders))
	for i, h := range holders {
		for range perCertificate {
			request, err := h.Request()
			if err != nil {
				return 0, err
			}
			requests[i] = append(requests[i], request)
		}
	}
	var group errgroup.Group
	began := time.Now()
	for i, h := range holders {
		group.Go(func() error { return renewAll(ctx, target, h, requests[i]) })
	}
	err = group.Wait()
	return float64(len(holders)*perCertificate) / time.Since(began).Seconds(), err
}

func renewAll(ctx context.Context, target load.Target, h load.Holder, requests []load.Request) error {
	client := load.NewClient(target, h)
	defer client.Close()
	for _, request := range requests {
		if _, err := client.Renew(ctx, request); err != nil {
			return err
		}
	}
	return nil
}
