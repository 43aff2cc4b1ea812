package tray

import (
	"context"

	"ukey/assets"
)

// mnemonic marks a key of the keyboard in a menu's text.
const mnemonic = "&"

func picture(i assets.TrayIcon) []byte { return i.ICO() }

// session ends with ctx. Windows ends the programs of a session itself.
func session(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithCancel(ctx)
}
