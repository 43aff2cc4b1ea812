//go:build cgo && linux

package pkcs11_test

import (
	"debug/elf"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"ukey/token"
	"ukey/token/pkcs11"
	"ukey/token/softkey"
)

func TestLoadSaysWhatIsWrongWithALibrary(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.so")
	must(t, os.WriteFile(text, []byte("#!/bin/sh\n"), 0o600))
	foreign := filepath.Join(dir, "foreign.so")
	must(t, os.WriteFile(foreign, foreignELF(t), 0o600))
	broken := filepath.Join(dir, "broken.so")
	must(t, os.WriteFile(broken, truncatedLibrary(t), 0o600))

	for name, c := range map[string]struct {
		path  string
		fault token.LibraryFault
	}{
		"no such file":            {filepath.Join(dir, "none.so"), token.LibraryMissing},
		"a folder":                {dir, token.LibraryNotPKCS11},
		"a text file":             {text, token.LibraryNotPKCS11},
		"another processor":       {foreign, token.LibraryWrongArchitecture},
		"no C_GetFunctionList":    {"/usr/lib/x86_64-linux-gnu/libz.so.1", token.LibraryNotPKCS11},
		"a name nobody can find":  {"no-such-library.so", token.LibraryMissing},
		"cut off in the download": {broken, token.LibraryUnusable},
	} {
		_, err := pkcs11.Load(c.path)
		var e *token.LibraryError
		if !errors.As(err, &e) {
			t.Errorf("%s: error is %v, not a *token.LibraryError", name, err)
			continue
		}
		if e.Fault != c.fault || e.Path != c.path {
			t.Errorf("%s: %v, want fault %q", name, e, c.fault)
		}
	}
}

// foreignELF is the header of a library for a processor that no test runs on.
func foreignELF(t *testing.T) []byte {
	t.Helper()
	header := elf.Header64{
		Type:    uint16(elf.ET_DYN),
		Machine: uint16(elf.EM_S390),
		Version: uint32(elf.EV_CURRENT),
		Ehsize:  64,
	}
	copy(header.Ident[:], elf.ELFMAG)
	header.Ident[elf.EI_CLASS] = byte(elf.ELFCLASS64)
	header.Ident[elf.EI_DATA] = byte(elf.ELFDATA2LSB)
	header.Ident[elf.EI_VERSION] = byte(elf.EV_CURRENT)
	out, err := binary.Append(nil, binary.LittleEndian, header)
	must(t, err)
	return out
}

// truncatedLibrary is a library whose code is missing though its header and
// its program headers are there.
func truncatedLibrary(t *testing.T) []byte {
	t.Helper()
	whole, err := os.ReadFile("/usr/lib/x86_64-linux-gnu/libz.so.1")
	must(t, err)
	// Without section headers the rest need not be there for a look at it.
	whole = slices.Clone(whole[:1024])
	clear(whole[0x28:0x30]) // e_shoff
	clear(whole[0x3c:0x40]) // e_shnum, e_shstrndx
	return whole
}

func TestLoadReportsALibraryThatDoesNotStart(t *testing.T) {
	store, err := softkey.New(t.TempDir())
	must(t, err)
	path, err := store.Module()
	must(t, err)
	const generalError = 5
	must(t, store.Fail("C_Initialize", 1, generalError))
	_, err = pkcs11.Load(path)
	var e *token.LibraryError
	if !errors.As(err, &e) || e.Fault != token.LibraryUnusable {
		t.Errorf("error is %v, not a library that cannot be loaded", err)
	}
}

func TestLoadManagesWithoutSystemLocks(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	const cantLock = 0xA
	must(t, b.store.Fail("C_Initialize", 1, cantLock))
	d := b.load(t)
	if list, err := d.Tokens(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("tokens: %v, %v", list, err)
	}
}

// Somebody else in the process may use the same library. It is left running.
func TestLoadSharesALibraryThatIsRunning(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	first, second := b.load(t), b.load(t)
	session := b.open(t, first)
	must(t, second.Refresh(t.Context()))
	must(t, second.Close())
	if _, err := session.PublicKeys(t.Context(), softkey.SigningID); err != nil {
		t.Errorf("session of the first driver after the second was closed: %v", err)
	}
	wantCalls(t, b.store, "C_Finalize", 0)
}

func TestCloseEndsEverything(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	session, err := d.Open(t.Context(), b.id(d), b.auth())
	must(t, err)
	must(t, d.Close())
	must(t, d.Close())
	must(t, session.Close())
	wantSessions(t, b.store, 0)
	if _, err := d.Tokens(t.Context()); !errors.Is(err, token.ErrDriver) {
		t.Errorf("a closed driver answers %v", err)
	}
	if _, err := session.PublicKeys(t.Context(), softkey.SigningID); !errors.Is(err, token.ErrDriver) {
		t.Errorf("a session of a closed driver answers %v", err)
	}
	if err := d.Watch(t.Context(), func() {}); !errors.Is(err, token.ErrDriver) {
		t.Errorf("watching a closed driver ends with %v", err)
	}
}

func TestRefreshStartsTheLibraryAnewUnlessASessionIsOpen(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	session := b.open(t, d)
	must(t, d.Refresh(t.Context()))
	wantCalls(t, b.store, "C_Finalize", 0)
	must(t, session.Close())
	must(t, d.Refresh(t.Context()))
	wantCalls(t, b.store, "C_Finalize", 1)
	wantCalls(t, b.store, "C_Initialize", 2)
	b.open(t, d)
}

// wantCalls claims how often a call was made so far.
func wantCalls(t *testing.T, store *softkey.Store, name string, want int) {
	t.Helper()
	calls, err := store.Calls()
	must(t, err)
	got := 0
	for _, c := range calls {
		if c == name {
			got++
		}
	}
	if got != want {
		t.Errorf("%d calls of %s, not %d: %v", got, name, want, calls)
	}
}

func wantSessions(t *testing.T, store *softkey.Store, want int) {
	t.Helper()
	n, err := store.OpenSessions()
	must(t, err)
	if n != want {
		t.Errorf("%d sessions are open, not %d", n, want)
	}
}
