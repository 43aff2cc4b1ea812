package main

import (
	"errors"
	"log/slog"

	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/renew"
)

// openKeys opens the person's own keys, and the CA that the settings name.
// Without a CA nothing can be renewed, and reading keys goes on.
func openKeys(s *settings.Settings, f *flags, log *slog.Logger) (desk, error) {
	background := newResident(f)
	d := setup.Open(s, setup.Parts{
		Load: setup.Hosts(s, log), Log: log, Ledger: ledger(), Renewed: background.reload,
	})
	d.CA, d.CAErr = setup.CA(s)
	if d.CAErr != nil && !errors.Is(d.CAErr, renew.ErrCANotConfigured) {
		log.Warn("CA cannot be used", "err", d.CAErr)
	}
	d.Background.Resident = background
	if login := f.login(); login != nil {
		d.Background.Login = login
	}
	return d, nil
}
