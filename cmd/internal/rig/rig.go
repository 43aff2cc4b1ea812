// Package rig sets up what the programs need to be tried as they are used: the
// built programs, keys of an organisation (package softkey, on SoftHSM) and
// the CA, served. Tests of programs and the bench use it, nothing else does.
//
// The keys are provisioned by other people's tools, and the CA is ukeyca
// itself, so that what is tried meets no shortcut of ours.
package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"ukey/token/softkey"
)

// Rig is a folder with keys and a CA. It is for one goroutine.
type Rig struct {
	// Module is the PKCS#11 library of the keys. It is empty until there is
	// one.
	Module string
	Store  *softkey.Store
	// Keys are in the order in which they were made.
	Keys []*softkey.Token
	// Issuer certifies keys that the CA knows nothing of.
	Issuer *softkey.Issuer
	// URL and Root, a PEM file, are the CA's once it serves.
	URL, Root string

	dir, bin string
	ca       *exec.Cmd
}

// New returns a rig that keeps its files in dir and finds the programs in bin.
func New(dir, bin string) *Rig { return &Rig{dir: dir, bin: bin} }

// tags are those that the window is built with; they mean nothing to others.
const tags = "x11,migrated_fynedo,no_emoji"

// Build builds programs into a folder. They are named by import path.
func Build(ctx context.Context, dir string, programs ...string) error {
	args := append([]string{"build", "-tags", tags, "-o", dir + string(filepath.Separator)}, programs...)
	if out, err := exec.CommandContext(ctx, "go", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// Program is the path of a built program.
func (r *Rig) Program(name string) string { return filepath.Join(r.bin, name) }

// Close stops the CA. The folder is the caller's to remove.
func (r *Rig) Close() error { return r.StopCA() }

// Open makes the store of the keys, if it is not there.
func (r *Rig) Open() (err error) {
	if r.Store != nil {
		return nil
	}
	store, err := softkey.New(filepath.Join(r.dir, "store"))
	if err != nil {
		return err
	}
	if r.Issuer, err = softkey.NewIssuer("Rig CA"); err != nil {
		return err
	}
	if r.Module, err = store.Module(); err != nil {
		return err
	}
	r.Store = store
	return nil
}

// AddKey makes a key without certificates. Its PIN is softkey.DefaultPIN.
func (r *Rig) AddKey(label string) (*softkey.Token, error) {
	if err := r.Open(); err != nil {
		return nil, err
	}
	key, err := r.Store.AddToken(softkey.TokenSpec{Label: label})
	if err != nil {
		return nil, err
	}
	r.Keys = append(r.Keys, key)
	return key, nil
}

// Key finds a key by its label.
func (r *Rig) Key(label string) (*softkey.Token, error) {
	for _, k := range r.Keys {
		if k.Label == label {
			return k, nil
		}
	}
	return nil, fmt.Errorf("no key %q", label)
}

// SpyModule is pkcs11-spy, which logs the calls that reach the library in
// PKCS11SPY to the file in PKCS11SPY_OUTPUT.
func SpyModule() (string, error) {
	for _, pattern := range []string{"/usr/lib/*/pkcs11-spy.so", "/usr/lib*/pkcs11-spy.so", "/usr/lib*/pkcs11/pkcs11-spy.so"} {
		if found, err := filepath.Glob(pattern); err == nil && len(found) > 0 {
			return found[0], nil
		}
	}
	return "", errors.New("no pkcs11-spy.so: install opensc-pkcs11")
}

var spiedCall = regexp.MustCompile(`(?m)^\d+: (C_\w+)`)

// SpiedCalls reads the names of the calls in a log of pkcs11-spy.
func SpiedCalls(log string) ([]string, error) {
	text, err := os.ReadFile(log)
	if err != nil {
		return nil, err
	}
	var calls []string
	for _, m := range spiedCall.FindAllSubmatch(text, -1) {
		calls = append(calls, string(m[1]))
	}
	return calls, nil
}
