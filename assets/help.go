package assets

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed help/zh-Hans help/en
var help embed.FS

// Help returns the folder of the help's articles in a language ("zh-Hans", "en"): Markdown files such as 21-renew.md, which
// help/README.md describes. The error wraps [fs.ErrNotExist] if there is none in that language.
func Help(language string) (fs.FS, error) {
	folder := "help/" + language
	if _, err := fs.Stat(help, folder); err != nil {
		return nil, fmt.Errorf("help in %q: %w", language, err)
	}
	return fs.Sub(help, folder)
}
