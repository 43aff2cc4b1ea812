package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"golang.org/x/sync/errgroup"

	"ukey/renew/ca/internal/store"
)

// tamper changes a database behind the store's back.
func (db database) tamper(t *testing.T, statements ...string) {
	t.Helper()
	driver := "sqlite"
	if store.IsPostgres(db.Name) {
		driver = "pgx"
	}
	pool, err := sql.Open(driver, db.Name)
	must(t, err)
	defer func() { must(t, pool.Close()) }()
	for _, statement := range statements {
		_, err := pool.ExecContext(t.Context(), statement)
		must(t, err)
	}
}

// fileDatabase is a fresh one in a file.
func fileDatabase(t *testing.T) database {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.db")
	return database{path, func(ctx context.Context) (*store.Store, error) { return store.OpenSQLite(ctx, path) }}
}

func entry(n int) store.Entry {
	return store.Entry{
		At: at(n % 24), Actor: "王审核", Role: "reviewer", Action: "case.approve",
		Subject: fmt.Sprintf("case %d", n), Facts: map[string]string{"b": "2", "a": "第一"},
	}
}

// logged is a store whose audit log has five records.
func logged(t *testing.T, db database) *store.Store {
	t.Helper()
	s := db.open(t)
	for n := range 5 {
		must(t, s.Append(t.Context(), entry(n+1)))
	}
	return s
}

func TestTheAuditLogIsReadAsItWasWritten(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := logged(t, db)
		var read []store.Record
		head, err := s.VerifyAudit(t.Context(), func(r store.Record) error {
			read = append(read, r)
			return nil
		})
		must(t, err)
		if len(read) != 5 || head.Seq != 5 || head.Hash != read[4].Hash {
			t.Fatalf("%d records, head %+v", len(read), head)
		}
		r, e := read[2], entry(3)
		if r.Seq != 3 || !r.At.Equal(e.At) || r.Actor != e.Actor || r.Role != e.Role || r.Action != e.Action ||
			r.Subject != e.Subject || r.Detail != `{"a":"第一","b":"2"}` || r.Facts()["b"] != "2" {
			t.Errorf("got %+v", r)
		}
		page, err := s.LatestRecords(t.Context(), 5, 2)
		must(t, err)
		if len(page) != 2 || page[0].Seq != 4 || page[1].Seq != 3 {
			t.Errorf("page %+v", page)
		}
	})
}

func TestAnEmptyAuditLogIsSound(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		head, err := db.open(t).VerifyAudit(t.Context(), nil)
		if err != nil || head != (store.Head{}) {
			t.Errorf("head %+v: %v", head, err)
		}
	})
}

func TestTamperingWithTheAuditLogIsNoticedAtItsPlace(t *testing.T) {
	for name, c := range map[string]struct {
		statements []string
		at         int64
	}{
		"a record changed":      {[]string{`UPDATE audit SET subject = 'x' WHERE seq = 3`}, 3},
		"a time changed":        {[]string{`UPDATE audit SET at = at + 1 WHERE seq = 1`}, 1},
		"a record left out":     {[]string{`DELETE FROM audit WHERE seq = 2`}, 2},
		"closed up behind it":   {[]string{`DELETE FROM audit WHERE seq = 4`, `UPDATE audit SET seq = 4 WHERE seq = 5`}, 4},
		"two swapped":           {[]string{`UPDATE audit SET seq = 9 WHERE seq = 2`, `UPDATE audit SET seq = 2 WHERE seq = 3`, `UPDATE audit SET seq = 3 WHERE seq = 9`}, 2},
		"the end cut off":       {[]string{`DELETE FROM audit WHERE seq > 3`}, 4},
		"all cut off":           {[]string{`DELETE FROM audit`}, 1},
		"the head set back":     {[]string{`UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit WHERE seq = 3)`}, 4},
		"words moved between":   {[]string{`UPDATE audit SET actor = '王', role = '审核reviewer' WHERE seq = 5`}, 5},
		"a hash cut short":      {[]string{`UPDATE audit SET hash = (SELECT hash FROM audit WHERE seq = 1) WHERE seq = 5`}, 5},
		"the head's hash wrong": {[]string{`UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE seq = 1)`}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			// What is found does not depend on the database that it is in.
			db := fileDatabase(t)
			s := logged(t, db)
			db.tamper(t, c.statements...)
			_, err := s.VerifyAudit(t.Context(), nil)
			broken := new(store.ChainError)
			if !errors.As(err, &broken) || broken.Seq != c.at {
				t.Errorf("got %v, want a break at record %d", err, c.at)
			}
		})
	}
}

func TestARecordRewrittenWithItsHashBreaksTheNextOne(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := logged(t, db)
		// What the third record would be if something else had been done.
		forgery := fileDatabase(t).open(t)
		must(t, forgery.Append(t.Context(), entry(1), entry(2)))
		forged := entry(3)
		forged.Subject = "forged"
		must(t, forgery.Append(t.Context(), forged))
		page, err := forgery.LatestRecords(t.Context(), 0, 1)
		must(t, err)
		literal := "X'" + page[0].Hash.String() + "'"
		if store.IsPostgres(db.Name) {
			literal = `'\x` + page[0].Hash.String() + "'"
		}
		db.tamper(t, `UPDATE audit SET subject = 'forged', hash = `+literal+` WHERE seq = 3`)
		broken := new(store.ChainError)
		if _, err := s.VerifyAudit(t.Context(), nil); !errors.As(err, &broken) || broken.Seq != 4 {
			t.Errorf("got %v, want a break at record 4", err)
		}
	})
}

func TestAKnownHeadUncoversWhatTheDatabaseAloneCannot(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := logged(t, db)
		known, err := s.AuditHead(t.Context())
		must(t, err)
		// The last two records vanish, and the head with them, without a trace.
		db.tamper(t, `DELETE FROM audit WHERE seq > 3`,
			`UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit WHERE seq = 3)`)
		if _, err := s.VerifyAudit(t.Context(), nil); err != nil {
			t.Errorf("noticed without a known head: %v", err)
		}
		broken := new(store.ChainError)
		if _, err := s.VerifyAudit(t.Context(), nil, known); !errors.As(err, &broken) || broken.Seq != 4 {
			t.Errorf("got %v, want a break at record 4", err)
		}
		// Others are written in their place.
		must(t, s.Append(t.Context(), entry(7)))
		must(t, s.Append(t.Context(), entry(8)))
		if _, err := s.VerifyAudit(t.Context(), nil, known); !errors.As(err, &broken) || broken.Seq != 5 {
			t.Errorf("got %v, want a break at record 5", err)
		}
	})
}

func TestManyWriteIntoTheAuditLogAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		stores := []*store.Store{db.open(t), db.open(t)}
		group, ctx := errgroup.WithContext(t.Context())
		for n := range 8 {
			group.Go(func() error {
				for i := range 5 {
					if err := stores[n%2].Append(context.WithoutCancel(ctx), entry(n*5+i)); err != nil {
						return err
					}
				}
				return nil
			})
		}
		must(t, group.Wait())
		head, err := stores[0].VerifyAudit(t.Context(), nil)
		must(t, err)
		if head.Seq != 40 {
			t.Errorf("%d records", head.Seq)
		}
	})
}
