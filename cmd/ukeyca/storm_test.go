package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"database/sql"
	"flag"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"ukey/cmd/internal/load"
	"ukey/renew/ca"
)

// How hard the storm is. As it stands it takes seconds; `make storm` makes it
// blow for minutes.
var (
	stormClients = flag.Int("storm.clients", 8, "how many clients renew at once")
	stormKills   = flag.Int("storm.kills", 4, "how often the CA is killed")
	stormEvery   = flag.Duration("storm.every", 0, "how long after its start; 0: as soon as some requests were answered")
)

// renewal is a request, who made it and what the CA answered.
type renewal struct {
	by      load.Holder
	request load.Request
	answer  []byte
}

// storm is a CA that is killed and started again, and clients that know
// nothing of that and insist on their renewals.
type storm struct {
	t      *testing.T
	where  ca.Config
	target load.Target

	server *process
	url    atomic.Value

	mu       sync.Mutex
	renewals []renewal
	answered chan struct{} // takes a token for each answer, if there is room
}

// TestNoAcceptedRequestIsLostToAKill has the CA killed in the middle of many
// requests and asks for every answer again at the end.
func TestNoAcceptedRequestIsLostToAKill(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, where ca.Config) {
		holders, err := load.Holders(t.Context(), where, *stormClients)
		must(t, err)
		s := &storm{t: t, where: where, answered: make(chan struct{}, 1)}
		s.restart()
		s.target = load.Target{URL: func() string { return s.url.Load().(string) }, Roots: rootsOf(t, where.Dir)}
		began := time.Now()
		s.blow(holders)
		took := time.Since(began)
		s.checkAnswers()
		s.checkCertificates(len(holders))
		t.Logf("%d clients, %d kills, %d renewals in %v: %.0f a second; none lost, none issued twice",
			len(holders), *stormKills, len(s.renewals), took.Round(time.Second), float64(len(s.renewals))/took.Seconds())
	})
}

func (s *storm) restart() {
	if s.server != nil {
		s.server.kill()
	}
	s.server = start(s.t, s.where.Dir)
	s.url.Store(s.server.url)
}

// blow lets the clients renew while the CA is killed and started again, and
// returns when each of them has the answer to its last request.
func (s *storm) blow(holders []load.Holder) {
	over, end := context.WithCancel(s.t.Context())
	defer end()
	clients, failed := errgroup.WithContext(s.t.Context())
	for _, h := range holders {
		clients.Go(func() error { return s.keepRenewing(over, h) })
	}
	for range *stormKills {
		s.awaitKill(failed.Done())
		s.restart()
	}
	s.awaitKill(failed.Done()) // what the last start can do counts as well
	end()
	must(s.t, clients.Wait())
}

// awaitKill returns when it is time for the next kill, or a client has failed.
func (s *storm) awaitKill(failed <-chan struct{}) {
	if *stormEvery > 0 {
		select {
		case <-failed:
		case <-time.After(*stormEvery):
		}
		return
	}
	const enough = 10
	for range enough {
		select {
		case <-s.answered:
		case <-failed:
			return
		case <-time.After(time.Minute):
			s.t.Fatal("the CA answers nobody any more")
		}
	}
}

// keepRenewing renews a holder's certificate, then the new one and so on. It
// finishes what it began when the storm is over.
func (s *storm) keepRenewing(over context.Context, h load.Holder) error {
	const withOne = 3 // and as many again when the answers are checked
	for over.Err() == nil {
		renewed, err := s.renew(over, h, withOne)
		if err != nil {
			return err
		}
		h = renewed
	}
	return nil
}

func (s *storm) renew(over context.Context, h load.Holder, times int) (last load.Holder, err error) {
	client := load.NewClient(s.target, h)
	defer client.Close()
	for range times {
		request, err := h.Request()
		if err != nil {
			return h, err
		}
		answer, err := client.Insist(context.WithoutCancel(over), request)
		if err != nil {
			return h, err
		}
		s.record(renewal{h, request, answer})
		if last, err = request.Holder(answer); err != nil || over.Err() != nil {
			return last, err
		}
	}
	return last, nil
}

func (s *storm) record(r renewal) {
	s.mu.Lock()
	s.renewals = append(s.renewals, r)
	s.mu.Unlock()
	select {
	case s.answered <- struct{}{}:
	default:
	}
}

// checkAnswers asks everything again, after another kill.
func (s *storm) checkAnswers() {
	s.restart()
	of := map[*x509.Certificate][]renewal{}
	for _, r := range s.renewals {
		of[r.by.Cert] = append(of[r.by.Cert], r)
	}
	var group errgroup.Group
	group.SetLimit(*stormClients)
	for _, renewals := range of {
		group.Go(func() error {
			client := load.NewClient(s.target, renewals[0].by)
			defer client.Close()
			for _, r := range renewals {
				again, err := client.Insist(s.t.Context(), r.request)
				if err != nil {
					return err
				}
				if !bytes.Equal(again, r.answer) {
					s.t.Errorf("another answer than before: %s", again)
				}
			}
			return nil
		})
	}
	must(s.t, group.Wait())
}

// checkCertificates counts what is in the database: the holders' certificates
// and one for each request, no more.
func (s *storm) checkCertificates(holders int) {
	s.t.Helper()
	db := s.open()
	var certificates, keys, enrolments int
	err := db.QueryRow(`SELECT count(*), count(DISTINCT key_hash) FROM certificates`).Scan(&certificates, &keys)
	must(s.t, err)
	must(s.t, db.QueryRow(`SELECT count(*) FROM enrolments`).Scan(&enrolments))
	if want := holders + len(s.renewals); certificates != want || keys != want || enrolments != len(s.renewals) {
		s.t.Errorf("%d certificates for %d keys, %d enrolments; %d holders asked for %d renewals",
			certificates, keys, enrolments, holders, len(s.renewals))
	}
}

// open opens the CA's database behind its back.
func (s *storm) open() *sql.DB {
	driver, name := "sqlite", filepath.Join(s.where.Dir, "ca.db")
	if s.where.Database != "" {
		driver, name = "pgx", s.where.Database
	}
	db, err := sql.Open(driver, name)
	must(s.t, err)
	s.t.Cleanup(func() { must(s.t, db.Close()) })
	return db
}

// onEachDatabase runs a test on a fresh CA with each kind of database.
func onEachDatabase(t *testing.T, test func(t *testing.T, where ca.Config)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { test(t, ca.Config{Dir: filepath.Join(t.TempDir(), "ca")}) })
	t.Run("PostgreSQL", func(t *testing.T) {
		url, err := postgres.Database(t.Context())
		must(t, err)
		test(t, ca.Config{Dir: filepath.Join(t.TempDir(), "ca"), Database: url})
	})
}
