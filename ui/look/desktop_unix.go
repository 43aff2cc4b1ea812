//go:build unix && !darwin

package look

import (
	"context"

	"github.com/godbus/dbus/v5"
)

// DesktopTells asks the desktop whether it wants programs light or dark, and
// tells whether it has an answer (XDG Desktop Portal, interface Settings,
// org.freedesktop.appearance color-scheme). Older and small desktops have none,
// and Fyne, which asks the same, takes them to be dark.
func DesktopTells(ctx context.Context) bool {
	bus, err := dbus.SessionBus() // Fyne's too, and so not ours to close
	if err != nil {
		return false
	}
	portal := bus.Object("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop")
	return portal.CallWithContext(ctx, "org.freedesktop.portal.Settings.ReadOne", 0,
		"org.freedesktop.appearance", "color-scheme").Err == nil
}
