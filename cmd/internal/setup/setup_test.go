package setup_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/app"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/renew"
	"ukey/token"
)

// stub is a driver without keys that knows whether it was closed.
type stub struct {
	token.Driver
	name   string
	closed bool
}

func (s *stub) Name() string                                 { return s.name }
func (s *stub) Tokens(context.Context) ([]token.Info, error) { return nil, nil }
func (s *stub) Close() error                                 { s.closed = true; return nil }

func TestDriversLoadInOrderAndFailuresAreTold(t *testing.T) {
	missing := &token.LibraryError{Path: "/missing.so", Fault: token.LibraryMissing}
	var one, two stub
	load := func(path string) (token.Driver, error) {
		switch path {
		case "/one.so":
			one.name = path
			return &one, nil
		case "/two.so":
			two.name = path
			return &two, nil
		}
		return nil, missing
	}
	s := &settings.Settings{Modules: []string{"/one.so", "/missing.so", "/two.so", "/one.so"}}
	desk := setup.Open(s, setup.Parts{Load: load, JournalDir: t.TempDir()})

	var names []string
	for _, d := range desk.Drivers {
		names = append(names, d.Name())
	}
	if diff := cmp.Diff([]string{"/one.so", "/two.so"}, names); diff != "" {
		t.Error(diff)
	}
	snapshot := desk.List(t.Context())
	if len(snapshot.Problems) != 1 || snapshot.Problems[0].Driver != "/missing.so" || !errors.Is(snapshot.Problems[0].Err, missing) {
		t.Errorf("problems: %v", snapshot.Problems)
	}
	if err := desk.Close(); err != nil || !one.closed || !two.closed {
		t.Errorf("close: %v, one %v, two %v", err, one.closed, two.closed)
	}
}

func TestCANeedsURLAndItsOwnRoot(t *testing.T) {
	junk := filepath.Join(t.TempDir(), "junk.pem")
	if err := os.WriteFile(junk, []byte("not PEM"), 0o600); err != nil {
		t.Fatal(err)
	}
	var roots *app.RootsError

	if _, err := setup.CA(&settings.Settings{}); !errors.Is(err, renew.ErrCANotConfigured) {
		t.Errorf("no URL: %v", err)
	}
	with := func(root string) *settings.Settings {
		return &settings.Settings{CA: settings.CA{URL: "https://ca.example", Root: root}}
	}
	if _, err := setup.CA(with("")); !errors.Is(err, app.ErrNoRoot) {
		t.Errorf("no root: %v", err)
	}
	if _, err := setup.CA(with(junk)); !errors.As(err, &roots) || roots.Path != junk {
		t.Errorf("junk: %v", err)
	}
	if _, err := setup.CA(with(junk + ".missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
}
