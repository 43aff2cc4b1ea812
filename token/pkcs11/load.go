//go:build cgo

package pkcs11

import (
	"context"
	"fmt"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// Load loads the PKCS#11 library at path and initialises it. The error is a
// *token.LibraryError that says why it cannot be used.
//
// A library that somebody else in this process has initialised already is used
// as it is; Close and Refresh then leave its state alone.
func Load(path string, opts ...Option) (*Driver, error) {
	if fault := checkBinary(path); fault != nil {
		return nil, fault
	}
	shim, fault := openNative(path)
	if fault != nil {
		if fault.Fault == token.LibraryUnusable && bareName(path) {
			// The search for it, which was the loader's, found nothing.
			fault.Fault = token.LibraryMissing
		}
		return nil, fault
	}
	binding := p11.New(bindingPath(path))
	if binding == nil {
		return nil, &token.LibraryError{Path: path, Fault: token.LibraryUnusable, Detail: "cannot be loaded a second time"}
	}
	d := &Driver{
		path:     path,
		options:  defaults(),
		lock:     make(chan struct{}, 1),
		module:   &module{binding: binding, native: shim},
		sessions: make(map[*session]struct{}),
		lastSlot: make(map[token.ID]uint),
	}
	for _, o := range opts {
		o(&d.options)
	}
	owned, err := d.module.initialize(context.Background())
	if err != nil {
		binding.Destroy()
		return nil, &token.LibraryError{Path: path, Fault: token.LibraryUnusable, Detail: err.Error()}
	}
	d.owned = owned
	return d, nil
}

// initialize starts the library. owned is false if it was running already.
func (m *module) initialize(ctx context.Context) (owned bool, err error) {
	err = m.call(ctx, "C_Initialize", func() error { return m.binding.Initialize() })
	if code(err) == p11.CKR_CANT_LOCK {
		// The library knows no system locks. It needs none: there is ours.
		m.unlocked = true
		err = m.call(ctx, "C_Initialize", func() error {
			return m.binding.Initialize(p11.InitializeWithFlags(0))
		})
	}
	if code(err) == p11.CKR_CRYPTOKI_ALREADY_INITIALIZED {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("initialise: %w", err)
	}
	return true, nil
}
