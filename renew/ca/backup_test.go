package ca_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// granted is a request with the answer that it got.
type granted struct{ csr, body []byte }

// keepRenewing renews a holder's certificate for ever new keys until ctx ends,
// and hands over what was granted.
func keepRenewing(ctx context.Context, t *testing.T, server served, old holder, done func(granted)) error {
	client := server.client(t, old)
	for ctx.Err() == nil {
		csr := newCSR(t, keytest.EC(t), x509.CertificateRequest{})
		got, err := exchange(context.WithoutCancel(ctx), client, http.MethodPost,
			server.URL+est.Path("", est.OpSimpleReenroll), est.MediaCSR, est.EncodeWrapped(csr))
		if err != nil {
			return err
		}
		if got.Status == http.StatusOK {
			done(granted{csr, got.Body})
		}
	}
	return nil
}

func TestWhatWasAnsweredBeforeABackupIsInIt(t *testing.T) {
	onEach(t, func(t *testing.T, cfg ca.Config) {
		var archive bytes.Buffer
		var before []granted
		var old holder
		t.Run("backup under load", func(t *testing.T) {
			server := serve(t, openCA(t, cfg))
			old = newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{})
			var mu sync.Mutex
			var all []granted
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			var load errgroup.Group
			for range 3 {
				other := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{})
				load.Go(func() error { return keepRenewing(ctx, t, server, other, func(granted) {}) })
			}
			load.Go(func() error {
				return keepRenewing(ctx, t, server, old, func(g granted) {
					mu.Lock()
					defer mu.Unlock()
					all = append(all, g)
				})
			})
			answered := func() []granted {
				mu.Lock()
				defer mu.Unlock()
				return all[:len(all):len(all)]
			}
			eventually(t, func() bool { return len(answered()) >= 3 })
			before = answered()
			_, err := server.Backup(t.Context(), &archive)
			must(t, err)
			stop()
			must(t, load.Wait())
		})
		dir := filepath.Join(t.TempDir(), "not", "there", "ca")
		elsewhere, err := ca.Restore(t.Context(), dir, &archive)
		must(t, err)
		if elsewhere != cfg.Database {
			t.Errorf("the database is said to be at %q, not at %q", elsewhere, cfg.Database)
		}
		server := serve(t, openCA(t, ca.Config{Dir: dir, Existing: true}))
		client := server.client(t, old)
		for i, g := range before {
			if got := server.enrol(t, client, "", est.OpSimpleReenroll, g.csr); !bytes.Equal(got.Body, g.body) {
				t.Errorf("request %d has another answer: %d %s", i, got.Status, got.Body)
			}
		}
	})
}

// backup is a CA's archive.
func backup(t testing.TB) []byte {
	t.Helper()
	var archive bytes.Buffer
	_, err := openCA(t, ca.Config{}).Backup(t.Context(), &archive)
	must(t, err)
	return archive.Bytes()
}

func TestABackupHoldsNothingThatIsOfTheMoment(t *testing.T) {
	dir := caFolder(t)
	authority := openCA(t, ca.Config{Dir: dir})
	for _, leftover := range []string{"backup.new", "authority.new"} {
		must(t, os.MkdirAll(filepath.Join(dir, leftover), 0o700))
		must(t, os.WriteFile(filepath.Join(dir, leftover, "half"), []byte("of a file"), 0o600))
	}
	var archive bytes.Buffer
	_, err := authority.Backup(t.Context(), &archive)
	must(t, err)
	decompressed, err := gzip.NewReader(&archive)
	must(t, err)
	files := tar.NewReader(decompressed)
	seen := map[string]bool{}
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		if seen[header.Name] || strings.Contains(header.Name, ".new") || strings.Contains(header.Name, ".lock") ||
			strings.HasSuffix(header.Name, "-wal") || header.Mode != 0o600 {
			t.Errorf("%s, mode %o", header.Name, header.Mode)
		}
		seen[header.Name] = true
	}
	for _, name := range []string{"ca.db", "root.pem", "authority/issuing.key", "authority/root.key"} {
		if !seen[name] {
			t.Errorf("%s is missing", name)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "backup.new")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the backup leaves its copy behind: %v", err)
	}
}

func TestOneBackupAtATime(t *testing.T) {
	dir := caFolder(t)
	first, second := openCA(t, ca.Config{Dir: dir}), openCA(t, ca.Config{Dir: dir})
	_, err := first.Backup(t.Context(), writerFunc(func(p []byte) (int, error) {
		if _, err := second.Backup(t.Context(), io.Discard); !errors.Is(err, ca.ErrBackedUp) {
			t.Errorf("the second: %v", err)
		}
		return len(p), nil
	}))
	must(t, err)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestABackupThatCannotBeWrittenFails(t *testing.T) {
	full := errors.New("disk full")
	_, err := openCA(t, ca.Config{}).Backup(t.Context(), writerFunc(func([]byte) (int, error) { return 0, full }))
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

func TestRestoringTakesAnEmptyFolderOnly(t *testing.T) {
	archive := backup(t)
	used := t.TempDir()
	must(t, os.WriteFile(filepath.Join(used, "precious"), []byte("x"), 0o600))
	if _, err := ca.Restore(t.Context(), used, bytes.NewReader(archive)); !errors.Is(err, ca.ErrNotEmpty) {
		t.Errorf("got %v, want ErrNotEmpty", err)
	}
	checkOnly(t, used, "precious")

	parent := t.TempDir()
	empty := filepath.Join(parent, "ca")
	must(t, os.Mkdir(empty, 0o755))
	_, err := ca.Restore(t.Context(), empty, bytes.NewReader(archive))
	must(t, err)
	checkOnly(t, parent, "ca")
	newHolder(t, openCA(t, ca.Config{Dir: empty, Existing: true}), keytest.EC(t), ca.Sign, ca.Validity{})
	if info, err := os.Stat(empty); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// checkOnly checks that nothing but one entry is in a folder.
func checkOnly(t *testing.T, dir, name string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	if len(entries) != 1 || entries[0].Name() != name {
		t.Errorf("in the folder are %v", entries)
	}
}

func TestADamagedBackupRestoresNothing(t *testing.T) {
	archive := backup(t)
	flipped := func(at int) []byte {
		damaged := bytes.Clone(archive)
		damaged[at] ^= 1
		return damaged
	}
	for name, damaged := range map[string][]byte{
		"nothing":             nil,
		"no archive":          []byte("PK\x03\x04"),
		"cut in the middle":   archive[:len(archive)/2],
		"cut at the end":      archive[:len(archive)-1],
		"a bit in the middle": flipped(len(archive) / 2),
		"a bit in the sum":    flipped(len(archive) - 8),
		"empty":               archived(t, nil),
		"out of the folder":   archived(t, map[string]byte{"../escaped": tar.TypeReg}),
		"absolute":            archived(t, map[string]byte{"/escaped": tar.TypeReg}),
		"a link":              archived(t, map[string]byte{"escaped": tar.TypeSymlink}),
		"a device":            archived(t, map[string]byte{"escaped": tar.TypeChar}),
		"no CA":               archived(t, map[string]byte{"ca.db": tar.TypeReg}),
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			must(t, os.Mkdir(filepath.Join(parent, "ca"), 0o700))
			if _, err := ca.Restore(t.Context(), filepath.Join(parent, "ca"), bytes.NewReader(damaged)); err == nil {
				t.Error("restored")
			}
			checkOnly(t, parent, "ca")
			must(t, os.Remove(filepath.Join(parent, "ca"))) // it is empty
		})
	}
}

// archived makes an archive of small files and other things.
func archived(t testing.TB, things map[string]byte) []byte {
	t.Helper()
	var archive bytes.Buffer
	compressed := gzip.NewWriter(&archive)
	w := tar.NewWriter(compressed)
	for name, kind := range things {
		header := &tar.Header{Name: name, Typeflag: kind, Mode: 0o666, Linkname: "/etc/passwd"}
		if kind == tar.TypeReg {
			header.Size, header.Linkname = 1, ""
		}
		must(t, w.WriteHeader(header))
		if kind == tar.TypeReg {
			_, err := w.Write([]byte("x"))
			must(t, err)
		}
	}
	must(t, errors.Join(w.Close(), compressed.Close()))
	return archive.Bytes()
}

func FuzzRestore(f *testing.F) {
	f.Add(backup(f))
	f.Add(archived(f, map[string]byte{"../escaped": tar.TypeReg, "a/b": tar.TypeReg}))
	f.Add(archived(f, map[string]byte{"link": tar.TypeSymlink}))
	f.Fuzz(func(t *testing.T, archive []byte) {
		parent := t.TempDir()
		_, err := ca.Restore(t.Context(), filepath.Join(parent, "ca"), bytes.NewReader(archive))
		entries, readErr := os.ReadDir(parent)
		must(t, readErr)
		if err != nil && len(entries) > 0 || err == nil && len(entries) != 1 {
			t.Errorf("%v, and there are %v", err, entries)
		}
	})
}
