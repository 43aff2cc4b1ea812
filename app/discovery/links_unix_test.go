//go:build !windows

package discovery_test

import (
	"os"
	"path/filepath"
	"testing"

	"ukey/app/discovery"
)

// Windows lets an administrator alone make links.
func TestOneLibraryUnderSeveralNamesIsTakenOnce(t *testing.T) {
	dir := write(t, map[string]string{"real.so": "", "modules/real.module": "module: real.so"})
	if err := os.Symlink(filepath.Join(dir, "real.so"), filepath.Join(dir, "link.so")); err != nil {
		t.Fatal(err)
	}
	in := nowhere()
	in.Getenv = only("DIR", dir)
	in.Vendors = []byte(`[{"name": "A", "linux": ["%DIR%/link.so", "%DIR%/real.so"]}]`)
	in.Modules, in.Libraries = []string{filepath.Join(dir, "modules")}, []string{dir}
	expect(t, discovery.Find(nil, in), []discovery.Library{
		{Path: filepath.Join(dir, "link.so"), Vendor: "A", Source: discovery.BuiltIn},
	})
	expect(t, discovery.Find([]string{"bare.so", "bare.so"}, in), []discovery.Library{
		{Path: "bare.so", Source: discovery.Settings},
	})
}
