//go:build !cgo

package pkcs11

import (
	"context"

	"ukey/token"
)

// Driver is never made: this program was compiled without cgo.
type Driver struct{}

// Load says that this program was compiled without cgo, which PKCS#11 needs.
func Load(path string, _ ...Option) (*Driver, error) {
	if err := checkBinary(path); err != nil {
		return nil, err
	}
	return nil, &token.LibraryError{Path: path, Fault: token.LibraryUnusable, Detail: "this program was compiled without cgo"}
}

// Name implements token.Driver.
func (*Driver) Name() string { return "" }

// Tokens implements token.Driver.
func (*Driver) Tokens(context.Context) ([]token.Info, error) { return nil, token.ErrUnsupported }

// Slots implements token.SlotLister.
func (*Driver) Slots(context.Context) ([]token.Slot, error) { return nil, token.ErrUnsupported }

// Watch implements token.Driver.
func (*Driver) Watch(context.Context, func()) error { return token.ErrUnsupported }

// Certificates implements token.Driver.
func (*Driver) Certificates(context.Context, token.ID) ([]token.Certificate, error) {
	return nil, token.ErrUnsupported
}

// ChangePIN implements token.Driver.
func (*Driver) ChangePIN(context.Context, token.ID, token.Auth, *token.PIN) error {
	return token.ErrUnsupported
}

// Open implements token.Driver.
func (*Driver) Open(context.Context, token.ID, token.Auth) (token.Session, error) {
	return nil, token.ErrUnsupported
}

// Close implements token.Driver.
func (*Driver) Close() error { return nil }
