package main

import (
	"context"
	"errors"
	"log/slog"

	"ukey/app"
	"ukey/app/settings"
	"ukey/cmd/internal/driverhost"
	"ukey/cmd/internal/setup"
	"ukey/renew"
	"ukey/token"
)

// keys are the person's own, and the CA that the settings name.
type keys struct {
	*setup.Desk
	// noCA says why nothing can be renewed. Reading keys goes on.
	noCA error
}

func openKeys(s *settings.Settings, log *slog.Logger) (desk, error) {
	k := &keys{Desk: setup.Open(s, setup.Parts{Load: driverhost.Loader(log), Log: log})}
	k.CA, k.noCA = setup.CA(s)
	if k.noCA != nil && !errors.Is(k.noCA, renew.ErrCANotConfigured) {
		log.Warn("CA cannot be used", "err", k.noCA)
	}
	return k, nil
}

func (k *keys) Renew(ctx context.Context, id token.ID, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
	if k.noCA != nil {
		return nil, k.noCA
	}
	return k.Desk.Renew(ctx, id, ask, progress)
}
