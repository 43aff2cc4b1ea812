package ui

import (
	"context"
	"image"
	"io"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/token"
)

// Desk is what the window asks for; *app.App is one. Its methods may take as
// long as a key or a server does.
type Desk interface {
	// Refresh looks at the hardware from scratch.
	Refresh(ctx context.Context) *app.Snapshot
	// Watch shows the keys at once and after each change, until ctx ends.
	Watch(ctx context.Context, show func(*app.Snapshot)) error
	// Retry has a driver that was set aside tried again.
	Retry(ctx context.Context, driver string) *app.Snapshot
	ChangePIN(ctx context.Context, id token.ID, ask app.Questions) error
	UnblockPIN(ctx context.Context, id token.ID, ask app.Questions) error
	Renew(ctx context.Context, id token.ID, holder app.HolderID, ask app.Questions, progress func(renew.Event)) (*renew.Result, error)
	// Reach asks whether the CA is there: nil, renew.ErrCANotConfigured, or why
	// not.
	Reach(ctx context.Context) error
	// Interrupted lists the renewals that were cut off.
	Interrupted(ctx context.Context) []app.Interrupted
	// Doctor is the environment check, and Fix does what it offers.
	Doctor(ctx context.Context, e app.Examination) *app.Report
	Fix(ctx context.Context, f app.Fix) error
	Applicant
}

// Applicant is the way to a new certificate after the old one has expired. What
// the verbs mean is said at those of app.App.
type Applicant interface {
	Applications(ctx context.Context) ([]*app.Application, error)
	Apply(ctx context.Context, id token.ID, holder app.HolderID) (*app.Application, error)
	SaveForm(ctx context.Context, application string, form cases.Form) (*app.Application, error)
	Attach(ctx context.Context, application string, kind cases.Kind, name string, data []byte) (*app.Application, error)
	Detach(ctx context.Context, application string, kind cases.Kind) (*app.Application, error)
	Shrink(data []byte) ([]byte, error)
	Preview(data []byte, side int) (image.Image, error)
	Letter(ctx context.Context, application string, w io.Writer) error
	Submit(ctx context.Context, application string, ask app.Questions) (*app.Application, error)
	Progress(ctx context.Context, application string) (*app.Application, error)
	Install(ctx context.Context, application string, ask app.Questions, progress func(renew.Event)) (*renew.Result, error)
	Remove(ctx context.Context, application string) error
}
