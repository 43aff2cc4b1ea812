package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"ukey/assets"
	"ukey/ui/words"
)

// speak makes Fyne's own texts, those of the menus in its entries, follow the
// program's language in place of the system's.
func speak(l words.Language) {
	text, err := assets.Translation(string(l), "fyne")
	if err == nil {
		err = lang.AddTranslationsForLocale(text, lang.SystemLocale())
	}
	if err != nil {
		fyne.LogError("Fyne's own texts stay in the system's language", err)
	}
}
