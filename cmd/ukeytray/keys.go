package main

import (
	"errors"
	"log/slog"

	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/renew"
)

// openKeys opens the person's keys. The CA is asked when certificates had best
// be renewed; without one the days left say enough.
func openKeys(s *settings.Settings, log *slog.Logger) *setup.Desk {
	desk := setup.Open(s, setup.Parts{Load: setup.Hosts(s, log), Log: log})
	desk.CA, desk.CAErr = setup.CA(s)
	if desk.CAErr != nil && !errors.Is(desk.CAErr, renew.ErrCANotConfigured) {
		log.Warn("CA cannot be used", "err", desk.CAErr)
	}
	return desk
}
