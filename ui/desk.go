package ui

import (
	"context"

	"ukey/app"
	"ukey/renew"
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
	Renew(ctx context.Context, id token.ID, ask app.Questions, progress func(renew.Event)) (*renew.Result, error)
}
