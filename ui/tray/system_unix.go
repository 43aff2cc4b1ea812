//go:build !windows

package tray

import (
	"context"

	"github.com/godbus/dbus/v5"

	"ukey/assets"
)

// mnemonic marks a key of the keyboard in a menu's text (com.canonical.dbusmenu,
// property "label").
const mnemonic = "_"

func picture(i assets.TrayIcon) []byte { return i.PNG() }

// session ends with the desktop session. A program without a window is not told
// otherwise: it would stay behind, and be in the way of the next one. Without a
// session bus it ends with ctx.
func session(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	bus, err := dbus.SessionBus() // the connection that the icon is shown through
	if err != nil {
		return ctx, cancel
	}
	stop := context.AfterFunc(bus.Context(), cancel)
	return ctx, func() { stop(); cancel() }
}
