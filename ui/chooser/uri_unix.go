//go:build unix

package chooser

import (
	"errors"
	"net/url"
	"path/filepath"
	"strings"
)

// errElsewhere: what was chosen is not a file of this computer, and no program
// can open it by a path.
var errElsewhere = errors.New("chosen is no file of this computer")

// pathOf is the path that a file URI (RFC 8089) stands for. A percent sign begins
// two digits of a byte, and a plus sign is itself.
func pathOf(uri string) (string, error) {
	u, err := url.Parse(uri)
	switch {
	case err != nil:
		return "", err
	case u.Scheme != "file", u.Host != "" && u.Host != "localhost":
		return "", errElsewhere
	case !strings.HasPrefix(u.Path, "/"), strings.ContainsRune(u.Path, 0):
		return "", errElsewhere
	}
	return filepath.Clean(u.Path), nil
}
