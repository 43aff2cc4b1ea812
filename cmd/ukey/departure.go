package main

import (
	"context"
	"log/slog"

	"ukey/app/environment"
	"ukey/app/settings"
	"ukey/ui"
)

// departure is what closing the window means by the settings as they are now
// and by what the desktop offers.
type departure struct {
	kept     *keeper
	resident *resident
	log      *slog.Logger
}

func (d *departure) Plan(ctx context.Context) ui.Leaving {
	s := d.kept.Settings()
	switch {
	case !s.Background:
		return ui.LeaveAll
	case environment.Here().Desktop(ctx).Tray:
		return ui.LeaveStay
	}
	switch s.WithoutTray {
	case settings.NoTrayStay:
		return ui.LeaveStay
	case settings.NoTrayQuit:
		return ui.LeaveAll
	default:
		return ui.LeaveAsked
	}
}

func (d *departure) Leave(ctx context.Context, how ui.Leaving, remember bool) error {
	choice := settings.NoTrayQuit
	if how == ui.LeaveStay {
		choice = settings.NoTrayStay
		if err := d.resident.Start(ctx); err != nil {
			return err
		}
	} else {
		d.resident.end(ctx)
	}
	if remember {
		if err := d.kept.Set(map[string]any{settings.NoTray: string(choice)}); err != nil {
			d.log.Warn("settings not saved", "err", err) // and so it is asked again
		}
	}
	return nil
}
