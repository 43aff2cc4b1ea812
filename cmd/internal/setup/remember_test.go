package setup_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"ukey/app"
	"ukey/app/remind"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/token"
)

// plugged is a driver with one key, whose certificate ends next year.
type plugged struct{ stub }

func (p *plugged) Tokens(context.Context) ([]token.Info, error) {
	return []token.Info{{ID: token.ID{Driver: p.name, Serial: "1", Label: "单位证书"}}}, nil
}

func (p *plugged) Certificates(context.Context, token.ID) ([]token.Certificate, error) {
	return []token.Certificate{{DER: []byte("x"), Use: token.Both, HasPrivateKey: true, NotAfter: time.Now().AddDate(1, 0, 0)}}, nil
}

func (p *plugged) Watch(ctx context.Context, _ func()) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestKeysThatAreWatchedAreRemembered(t *testing.T) {
	folder := t.TempDir()
	taken := filepath.Join(folder, "file")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for dir, keeps := range map[string]bool{filepath.Join(folder, "reminders"): true, filepath.Join(taken, "nowhere"): false} {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			ledger := remind.OpenLedger(dir, time.Now)
			key := &plugged{stub{name: "/one.so"}}
			desk := setup.Open(&settings.Settings{Modules: []string{key.name}}, setup.Parts{
				Load:       func(string) (token.Driver, error) { return key, nil },
				JournalDir: t.TempDir(), ApplicationDir: t.TempDir(), Ledger: ledger,
			})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			shown, ended := make(chan int, 10), make(chan error)
			go func() {
				ended <- desk.Watch(ctx, func(s *app.Snapshot) { shown <- len(s.Keys) })
			}()
			if keys := <-shown; keys != 1 {
				t.Errorf("%d keys", keys)
			}
			for keeps && len(entries(t, ledger)) == 0 {
				runtime.Gosched()
			}
			cancel()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func entries(t *testing.T, l *remind.Ledger) []remind.Entry {
	t.Helper()
	all, err := l.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}
