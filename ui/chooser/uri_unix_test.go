//go:build unix

package chooser

import (
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

func TestOnlyFilesOfThisComputerHaveAPath(t *testing.T) {
	for _, uri := range []string{
		"", "/etc/hosts", "http://a/b", "smb://server/a", "file://server/a", "file:a", "file:", "file:///a%00b", "file:///%zz", "mtp:///a",
	} {
		if path, err := pathOf(uri); path != "" || err == nil {
			t.Errorf("%q is %q", uri, path)
		}
	}
	if _, err := pathOf("smb://server/a"); !errors.Is(err, errElsewhere) {
		t.Errorf("elsewhere: %v", err)
	}
}

func FuzzPathOf(f *testing.F) {
	f.Add("/tmp/100% 甲+乙.png")
	f.Add("/a/../b\n#?")
	f.Fuzz(func(t *testing.T, path string) {
		_, _ = pathOf(path) // whatever it is
		if !strings.HasPrefix(path, "/") || strings.ContainsRune(path, 0) {
			return
		}
		u := url.URL{Scheme: "file", Path: path}
		got, err := pathOf(u.String())
		if err == nil && got != filepath.Clean(path) {
			t.Errorf("%q comes as %q", path, got)
		}
	})
}
