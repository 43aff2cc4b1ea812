package discovery_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/app/discovery"
)

// write makes files, empty or with a text, and returns their folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// nowhere are places in which there is nothing.
func nowhere() discovery.Places {
	return discovery.Places{GOOS: "linux", GOARCH: "amd64", Getenv: func(string) string { return "" }, Vendors: []byte("[]")}
}

// only is an environment of one variable.
func only(name, value string) func(string) string {
	return func(n string) string { return map[string]string{name: value}[n] }
}

func expect(t *testing.T, got, want []discovery.Library) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
}

func TestSettingsReplaceWhatIsInstalled(t *testing.T) {
	dir := write(t, map[string]string{"a.so": ""})
	in := nowhere()
	in.Getenv = only("DIR", dir)
	in.Vendors = []byte(`[{"name": "A", "linux": ["%DIR%/a.so"]}]`)
	expect(t, discovery.Find([]string{"/missing.so", "bare.so"}, in), []discovery.Library{
		{Path: "/missing.so", Source: discovery.Settings},
		{Path: "bare.so", Source: discovery.Settings},
	})
	expect(t, discovery.Find(nil, in), []discovery.Library{
		{Path: dir + "/a.so", Vendor: "A", Source: discovery.BuiltIn},
	})
}

func TestOnlyInstalledDriversOfTheListAreTaken(t *testing.T) {
	dir := write(t, map[string]string{"a1.so": "", "a2.so": "", "b.so": "", "folder.so/x": ""})
	in := nowhere()
	in.Getenv = only("DIR", dir)
	in.Vendors = []byte(`[
		{"name": "A", "linux": ["%DIR%/a*.so", "%DIR%/none.so", "%DIR%/folder.so"], "windows": ["%DIR%/b.so"]},
		{"name": "B", "windows": ["%DIR%/b.so"]}
	]`)
	expect(t, discovery.Find(nil, in), []discovery.Library{
		{Path: filepath.Join(dir, "a1.so"), Vendor: "A", Source: discovery.BuiltIn},
		{Path: filepath.Join(dir, "a2.so"), Vendor: "A", Source: discovery.BuiltIn},
	})
}

// fakeHive is a registry: values by key, then by name.
type fakeHive map[string]map[string]string

func (h fakeHive) Keys(path string) []string {
	var names []string
	for key := range h {
		if folder, name := splitKey(key); folder == path {
			names = append(names, name)
		}
	}
	return names
}

func (h fakeHive) Text(path, value string) string { return h[path][value] }

func splitKey(key string) (folder, name string) {
	for i := len(key) - 1; i >= 0; i-- {
		if key[i] == '\\' {
			return key[:i], key[i+1:]
		}
	}
	return "", key
}

func TestRegistryPlacesOfVendorsAreRead(t *testing.T) {
	dir := write(t, map[string]string{"netca/HtPkcs11.dll": "", "root/SysWOW64/mtoken_gm3000.dll": ""})
	in := nowhere()
	in.GOOS = "windows"
	in.Getenv = func(name string) string {
		return map[string]string{"SystemRoot": filepath.Join(dir, "root"), "DIR": dir}[name]
	}
	in.Registry = []discovery.Hive{
		fakeHive{
			`SOFTWARE\NETCA\PKI\Devices\HaiTai`: {"dllpath": `"%DIR%/netca/HtPkcs11.dll"`},
			`SOFTWARE\NETCA\PKI\Other\X`:        {"dllpath": `%DIR%/netca/HtPkcs11.dll`},
			`SOFTWARE\Microsoft\Cryptography\Defaults\Provider\Microsoft Base Cryptographic Provider v1.0`: {"Image Path": "rsaenh.dll"},
		},
		fakeHive{
			`SOFTWARE\Microsoft\Cryptography\Defaults\Provider\Longmai mToken GM3000`: {"SKFImagePath": "mtoken_gm3000.dll"},
			`SOFTWARE\Microsoft\Cryptography\Defaults\Provider\Uninstalled`:           {"SKFImagePath": "%DIR%/gone.dll"},
		},
	}
	expect(t, discovery.Find(nil, in), []discovery.Library{
		{Path: dir + "/netca/HtPkcs11.dll", Vendor: "HaiTai", Source: discovery.Registry},
		{Path: filepath.Join(dir, "root", "SysWOW64", "mtoken_gm3000.dll"), Vendor: "Longmai mToken GM3000", Source: discovery.Registry},
	})
}

// A path that is not whole would start from the folder that the program was
// started in, which may be anybody's: a download folder, a stick.
func TestNothingIsTakenFromTheFolderOneIsIn(t *testing.T) {
	t.Chdir(write(t, map[string]string{"System32/a.dll": "", "vendor/b.dll": "", "c.dll": ""}))
	in := nowhere() // in which no variable is set
	in.GOOS = "windows"
	in.Vendors = []byte(`[{"name": "A", "windows": ["%SystemRoot%System32/a.dll", "vendor/b.dll", "c.dll"]}]`)
	in.Registry = []discovery.Hive{fakeHive{
		`SOFTWARE\NETCA\PKI\Devices\A`: {"dllpath": "a.dll"},
		`SOFTWARE\NETCA\PKI\Devices\B`: {"dllpath": "vendor/b.dll"},
		`SOFTWARE\NETCA\PKI\Devices\C`: {"dllpath": "./c.dll"},
		`SOFTWARE\NETCA\PKI\Devices\D`: {"dllpath": "%DIR%c.dll"},
	}}
	expect(t, discovery.Find(nil, in), nil)
}

// Without its variable, %DIR%/x.so would be another file: /x.so, which on
// Windows everybody may have put there.
func TestAPathWhoseVariableIsNotSetIsNone(t *testing.T) {
	dir := write(t, map[string]string{"x.so": ""})
	in := nowhere()
	in.Vendors = []byte(`[{"name": "A", "linux": ["%UNSET%` + filepath.ToSlash(dir) + `/x.so"]}]`)
	in.Registry = []discovery.Hive{fakeHive{`SOFTWARE\NETCA\PKI\Devices\A`: {"dllpath": "%UNSET%" + dir + "/x.so"}}}
	expect(t, discovery.Find(nil, in), nil)
}
