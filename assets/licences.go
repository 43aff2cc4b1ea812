package assets

import (
	"embed"
	"io/fs"
)

//go:embed licences
var licences embed.FS

// Licences returns the folder with the licences of all that is linked into the programs: index.json, a list of name, version,
// licence (SPDX names) and file, and the files with the texts. cmd/internal/licences writes it.
func Licences() fs.FS {
	folder, err := fs.Sub(licences, "licences")
	if err != nil {
		panic(err) // the name above is a valid one
	}
	return folder
}
