package app

import (
	"context"
	"errors"
	"io"

	"ukey/renew"
	"ukey/renew/cases"
	"ukey/token"
)

var errComing = errors.New("not there yet")

// Applications lists all applications of this computer, the newest first,
// those that are over included.
func (a *App) Applications(context.Context) ([]*Application, error) { return nil, nil }

// Apply returns the running application of a key, or begins one for its
// expired certificate, prefilled from that.
func (a *App) Apply(context.Context, token.ID) (*Application, error) { return nil, errComing }

// SaveForm keeps what was typed, complete or not.
func (a *App) SaveForm(context.Context, string, cases.Form) (*Application, error) {
	return nil, errComing
}

// Attach keeps a copy of a scan. name is the file's that it came from. The
// error is a *cases.ScanError if it may not be sent.
func (a *App) Attach(ctx context.Context, application string, kind cases.Kind, name string, data []byte) (*Application, error) {
	return nil, errComing
}

// Shrink makes a picture fit to be attached.
func (a *App) Shrink([]byte) ([]byte, error) { return nil, errComing }

// Detach drops a scan.
func (a *App) Detach(context.Context, string, cases.Kind) (*Application, error) {
	return nil, errComing
}

// Letter writes the letter of authority (法人授权书) as a PDF.
func (a *App) Letter(context.Context, string, io.Writer) error { return errComing }

// Submit sends form and scans to the CA after asking once for the PIN.
func (a *App) Submit(ctx context.Context, application string, ask Questions) (*Application, error) {
	return nil, errComing
}

// Progress asks the CA how the application stands.
func (a *App) Progress(context.Context, string) (*Application, error) { return nil, errComing }

// Install fetches and installs the new certificates of an approved application.
func (a *App) Install(ctx context.Context, application string, ask Questions, progress func(renew.Event)) (*renew.Result, error) {
	return nil, errComing
}

// Cancel withdraws an application that the CA has not seen.
func (a *App) Cancel(context.Context, string) error { return errComing }

// Forget drops an application that is over from the list.
func (a *App) Forget(context.Context, string) error { return errComing }
