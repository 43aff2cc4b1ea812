// Package assets holds the data that is built into the programs: fonts, icons, translations and templates. It has no logic and
// imports nothing of the project.
//
// Every function returns a slice of the embedded data or a copy of it; callers must not change the bytes. All of them are
// safe for concurrent use.
package assets

import (
	"embed"
	"fmt"
	"io/fs"
)

var (
	//go:embed fonts/UKeySansSC-Regular.otf
	fontRegular []byte
	//go:embed fonts/UKeySansSC-Bold.otf
	fontBold []byte
	//go:embed fonts/UKeySansSC-Print.ttf
	fontPrint []byte
	//go:embed icons/*.svg icons/app/*.png icons/tray/*.png icons/tray/*.ico
	icons embed.FS

	//go:embed translations
	translations embed.FS

	//go:embed templates/authorisation.txt
	authorisation string
)

// FontRegular returns UKey Sans SC, an OpenType font with every hanzi of GB 2312 and of the Table of General Standard
// Chinese Characters (2013), Latin, and the symbols that the screens draw. Fyne's own fonts have no Chinese, and a
// system's differ from machine to machine.
func FontRegular() []byte { return fontRegular }

// FontBold returns the bold weight of [FontRegular], with the same characters.
func FontBold() []byte { return fontBold }

// FontPrint returns the regular weight of UKey Sans SC with TrueType outlines, for PDF: the same hanzi and Latin, without the
// symbols that only screens draw.
func FontPrint() []byte { return fontPrint }

// Authorisation returns the template (text/template) of the letter of authority (法人授权书); templates/README.md says how it
// is laid out.
func Authorisation() string { return authorisation }

// Translation returns the go-i18n message file (JSON) of an area ("words", "ui", "cli", "desk") in a language ("zh-Hans", "en").
// The error wraps [fs.ErrNotExist] if there is none.
func Translation(language, area string) ([]byte, error) {
	data, err := fs.ReadFile(translations, fmt.Sprintf("translations/%s.%s.json", area, language))
	if err != nil {
		return nil, fmt.Errorf("translation of %q into %q: %w", area, language, err)
	}
	return data, nil
}
