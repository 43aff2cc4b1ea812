package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// limitTime is how long a limit of the machine is measured.
const limitTime = time.Second

// authorityBits is the size of the key that the CA signs with.
const authorityBits = 3072

// limits is what the machine can do in a second, and the processor time that
// one signature takes.
type limits struct {
	signatures, flushes float64
	signature           time.Duration
}

func measureLimits(ctx context.Context, dir string) (l limits, err error) {
	if l.signatures, l.signature, err = signing(ctx); err != nil {
		return l, err
	}
	l.flushes, err = flushing(ctx, dir)
	return l, err
}

// binding is the lower of them, and what it is called.
func (l limits) binding() (perSecond float64, what string) {
	if l.flushes < l.signatures {
		return l.flushes, "flushes of the disk"
	}
	return l.signatures, fmt.Sprintf("certificates signed by %d cores", runtime.GOMAXPROCS(0))
}

// signing counts the certificates that all cores sign in a second, which is
// all that they do, with a key like the CA's, and the processor time of one.
func signing(ctx context.Context) (perSecond float64, each time.Duration, err error) {
	key, err := rsa.GenerateKey(rand.Reader, authorityBits)
	if err != nil {
		return 0, 0, err
	}
	subject, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return 0, 0, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), SignatureAlgorithm: x509.SHA256WithRSA}
	before, err := processorTime("self")
	if err != nil {
		return 0, 0, err
	}
	var signed atomic.Int64
	var group errgroup.Group
	began := time.Now()
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for time.Since(began) < limitTime && ctx.Err() == nil {
				if _, err := x509.CreateCertificate(rand.Reader, template, template, subject.Public(), key); err != nil {
					return err
				}
				signed.Add(1)
			}
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return 0, 0, err
	}
	perSecond = float64(signed.Load()) / time.Since(began).Seconds()
	after, err := processorTime("self")
	return perSecond, (after - before) / time.Duration(signed.Load()), err
}

// flushing counts how often in a second a page can be added to a file in that
// folder and be on the disk.
func flushing(ctx context.Context, dir string) (perSecond float64, err error) {
	f, err := os.Create(filepath.Join(dir, "flushes"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	page := bytes.Repeat([]byte{1}, 4096)
	flushes, began := 0, time.Now()
	for time.Since(began) < limitTime && ctx.Err() == nil {
		if _, err := f.Write(page); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		flushes++
	}
	return float64(flushes) / time.Since(began).Seconds(), ctx.Err()
}
