package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
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
//
// The clients run on the same machine, and what they take of its cores no CA
// can have: the limit of signatures is that of what they leave. How much it is
// is told, and so is the ratio with all of the cores. What the CA itself takes
// for a renewal beside a bare signature is counted in processor time, which
// other programs on the machine do not change.
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
		limit.signature += now.signature / rounds
		for _, ca := range cas {
			if err := ca.renewals(ctx); err != nil {
				return nil, err
			}
		}
	}
	for _, ca := range cas {
		figures = append(figures, ca.figures(limit)...)
	}
	return append(figures,
		figure{
			fmt.Sprintf("renewals on the disk, %d issued : %d issued", many, few),
			perSecond(cas[1].taken.pace()), perSecond(cas[0].taken.pace()), ratio(cas[1].taken.pace(), cas[0].taken.pace()), "1.00",
		},
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
	taken   expense // of all renewals so far
}

// expense is what renewals have taken: time, and of the cores.
type expense struct {
	renewals      int
	took          time.Duration
	clients, byCA time.Duration // processor time
}

func (e expense) pace() float64 { return float64(e.renewals) / e.took.Seconds() }

// left is the part of all cores that the clients have not taken.
func (e expense) left() float64 {
	return 1 - e.clients.Seconds()/(e.took.Seconds()*float64(runtime.GOMAXPROCS(0)))
}

// figures are those of one CA beside the limits of the machine.
func (i *issuer) figures(limit limits) []figure {
	pace := i.taken.pace()
	whole, _ := limit.binding()
	reachable := limit
	reachable.signatures *= i.taken.left()
	bound, what := reachable.binding()
	each := i.taken.byCA / time.Duration(i.taken.renewals)
	return []figure{
		{
			fmt.Sprintf("renewals on the disk, %d issued : %s, less the %.0f %% that the clients take", i.issued, what, 100*(1-i.taken.left())),
			perSecond(pace), perSecond(bound), ratio(pace, bound), "0.80",
		},
		{"the same : all of the cores", perSecond(pace), perSecond(whole), ratio(pace, whole), ""},
		{
			"processor time of a signature : of the CA for a renewal",
			limit.signature.Round(time.Microsecond).String(), each.Round(time.Microsecond).String(),
			ratio(limit.signature.Seconds(), each.Seconds()), "",
		},
	}
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

// renewals has holders who have not done so before renew at once, as often as
// they may.
func (i *issuer) renewals(ctx context.Context) error {
	root, err := os.ReadFile(i.Root)
	if err != nil {
		return err
	}
	target := load.Target{URL: func() string { return i.URL }, Roots: x509.NewCertPool()}
	target.Roots.AppendCertsFromPEM(root)
	holders := i.holders[:renewers]
	i.holders = i.holders[renewers:]
	return i.renewing(ctx, target, holders)
}

// renewing adds up what it takes when all holders renew at once, for keys that
// they made beforehand.
func (i *issuer) renewing(ctx context.Context, target load.Target, holders []load.Holder) error {
	requests := make([][]load.Request, len(holders))
	for n, h := range holders {
		for range perCertificate {
			request, err := h.Request()
			if err != nil {
				return err
			}
			requests[n] = append(requests[n], request)
		}
	}
	before, err := i.spent()
	if err != nil {
		return err
	}
	var group errgroup.Group
	began := time.Now()
	for n, h := range holders {
		group.Go(func() error { return renewAll(ctx, target, h, requests[n]) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	i.taken.took += time.Since(began)
	after, err := i.spent()
	i.taken.clients += after.clients - before.clients
	i.taken.byCA += after.byCA - before.byCA
	i.taken.renewals += len(holders) * perCertificate
	return err
}

// spent is the processor time that the CA and we, its clients, have taken.
func (i *issuer) spent() (e expense, err error) {
	if e.clients, err = processorTime("self"); err != nil {
		return e, err
	}
	e.byCA, err = processorTime(strconv.Itoa(i.CAProcess()))
	return e, err
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
