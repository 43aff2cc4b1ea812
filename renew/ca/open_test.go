package ca_test

import (
	"bytes"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sync/errgroup"

	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

func TestFirstOpenMakesEverythingForItsOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	made := openCA(t, ca.Config{Dir: dir})

	published, err := os.ReadFile(filepath.Join(dir, "root.pem"))
	must(t, err)
	if !bytes.Equal(published, made.RootPEM()) {
		t.Error("root.pem is not the root certificate")
	}
	for _, cert := range made.Chain() {
		if !cert.IsCA {
			t.Errorf("%s is not a CA", cert.Subject)
		}
	}
	if runtime.GOOS == "windows" {
		return // modes mean nothing there
	}
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		must(t, err)
		info, err := entry.Info()
		must(t, err)
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("%s can be reached by others: %v", path, mode)
		}
		return nil
	}))
}

func TestReopeningKeepsTheCA(t *testing.T) {
	onEach(t, func(t *testing.T, cfg ca.Config) {
		first := openCA(t, cfg).RootPEM()
		second := openCA(t, ca.Config{Dir: cfg.Dir, Existing: true}).RootPEM()
		if !bytes.Equal(first, second) {
			t.Error("the root changed")
		}
	})
}

func TestProcessesThatOpenAtOnceShareOneCA(t *testing.T) {
	onEach(t, func(t *testing.T, cfg ca.Config) {
		cfg.Dir = filepath.Join(t.TempDir(), "ca")
		roots := make([][]byte, 4)
		var group errgroup.Group
		for i := range roots {
			group.Go(func() error {
				opened, err := ca.Open(t.Context(), cfg)
				if err != nil {
					return err
				}
				roots[i] = opened.RootPEM()
				return opened.Close()
			})
		}
		must(t, group.Wait())
		for i := range roots {
			if !bytes.Equal(roots[0], roots[i]) {
				t.Errorf("opening %d got another root", i)
			}
		}
	})
}

func TestOpenCompletesAStartCutShort(t *testing.T) {
	for name, wreck := range map[string]func(t *testing.T, dir string){
		"before the authority was complete": func(t *testing.T, dir string) {
			must(t, os.Rename(filepath.Join(dir, "authority"), filepath.Join(dir, "authority.new")))
			must(t, os.Remove(filepath.Join(dir, "authority.new", "issuing.key")))
		},
		"before root.pem was published": func(*testing.T, string) {},
		"before the store had tables": func(t *testing.T, dir string) {
			must(t, os.WriteFile(filepath.Join(dir, "ca.db"), nil, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := caFolder(t)
			wreck(t, dir)
			opened := openCA(t, ca.Config{Dir: dir})
			published, err := os.ReadFile(filepath.Join(dir, "root.pem"))
			must(t, err)
			if !bytes.Equal(published, opened.RootPEM()) {
				t.Error("root.pem is not the root certificate")
			}
			newHolder(t, opened, keytest.EC(t), ca.Sign, ca.Validity{})
		})
	}
}

func TestOpenTellsWhatIsWrong(t *testing.T) {
	t.Run("no CA", func(t *testing.T) {
		_, err := ca.Open(t.Context(), ca.Config{Dir: t.TempDir(), Existing: true})
		if !errors.Is(err, ca.ErrNoCA) {
			t.Errorf("got %v, want ErrNoCA", err)
		}
	})
	t.Run("key of another CA", func(t *testing.T) {
		dir := caFolder(t)
		folder := filepath.Join(dir, "authority")
		other, err := os.ReadFile(filepath.Join(folder, "root.key"))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(folder, "issuing.key"), other, 0o600))
		if opened, err := ca.Open(t.Context(), ca.Config{Dir: dir}); err == nil {
			must(t, opened.Close())
			t.Error("opened")
		}
	})
	t.Run("bad host", func(t *testing.T) {
		for _, host := range []string{"", "a b", "host:443", "-x.example", "fe80::1%eth0", "名.example"} {
			if opened, err := ca.Open(t.Context(), ca.Config{Dir: caFolder(t), Hosts: []string{host}}); err == nil {
				must(t, opened.Close())
				t.Errorf("host %q was taken", host)
			}
		}
	})
}

func TestTheRootKeyMayBeTakenAway(t *testing.T) {
	dir := caFolder(t)
	must(t, os.Remove(filepath.Join(dir, "authority", "root.key")))
	newHolder(t, openCA(t, ca.Config{Dir: dir}), keytest.EC(t), ca.Sign, ca.Validity{})
}

func TestOneProcessServesAFolder(t *testing.T) {
	dir := caFolder(t)
	first := serve(t, openCA(t, ca.Config{Dir: dir}))
	send(t, first.client(t, holder{}), http.MethodGet, first.URL+est.Path("", est.OpCACerts), "", nil) // it serves

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	if err := openCA(t, ca.Config{Dir: dir}).Serve(t.Context(), listener); !errors.Is(err, ca.ErrServed) {
		t.Errorf("got %v", err)
	}
}
