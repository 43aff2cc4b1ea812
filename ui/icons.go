package ui

import (
	"fyne.io/fyne/v2"

	"ukey/assets"
)

// icons are the pictures that the window draws, each loaded once so that rows
// that show the same one compare equal.
type icons struct {
	renew, pin, check, update, help fyne.Resource
	about, refresh, settings        fyne.Resource
	key, copy, done, seal           fyne.Resource
	scan, more                      fyne.Resource
}

func loadIcons() icons {
	return icons{
		renew: icon(assets.IconRenew), pin: icon(assets.IconPIN), check: icon(assets.IconCheck),
		update: icon(assets.IconUpdate), help: icon(assets.IconHelp), about: icon(assets.IconAbout),
		refresh: icon(assets.IconRefresh), settings: icon(assets.IconSettings),
		key:  icon(assets.IconKey),
		copy: icon(assets.IconCopy), done: icon(assets.IconOK), seal: icon(assets.IconSignatureCert),
		scan: icon(assets.IconScan), more: icon(assets.IconMore),
	}
}

func icon(name assets.IconName) fyne.Resource {
	return fyne.NewStaticResource(string(name)+".svg", assets.Icon(name))
}
