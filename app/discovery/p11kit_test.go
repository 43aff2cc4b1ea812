package discovery_test

import (
	"path/filepath"
	"testing"

	"ukey/app/discovery"
)

// registered finds what the module files below dir register, which name their
// libraries relative to it.
func registered(dir string, folders ...string) []discovery.Library {
	in := nowhere()
	in.Libraries = []string{filepath.Join(dir, "lib")}
	for _, f := range folders {
		in.Modules = append(in.Modules, filepath.Join(dir, f))
	}
	return discovery.Find(nil, in)
}

func module(dir, file, name string) discovery.Library {
	return discovery.Library{Path: filepath.Join(dir, "lib", file), Vendor: name, Source: discovery.P11Kit}
}

func TestModulesOfP11KitAreOrderedByPriority(t *testing.T) {
	dir := write(t, map[string]string{
		"lib/a.so": "", "lib/b.so": "", "lib/c.so": "", "lib/d.so": "",
		"etc/a.module":   "# a comment: yes\n\nmodule: a.so\nx-odd:\n",
		"etc/b.module":   "module:b.so\r\npriority: 5\r\n",
		"etc/c.module":   "module: c.so\npriority: much\n",
		"etc/d.module":   "module: d.so\npriority: -1",
		"etc/readme.txt": "module: a.so",
	})
	expect(t, registered(dir, "etc", "missing"), []discovery.Library{
		module(dir, "b.so", "b"), module(dir, "a.so", "a"), module(dir, "c.so", "c"), module(dir, "d.so", "d"),
	})
}

func TestModulesThatAreNotForUsAreLeftOut(t *testing.T) {
	dir := write(t, map[string]string{
		"lib/only-us.so": "", "lib/only-them.so": "", "lib/not-us.so": "", "lib/not-them.so": "", "lib/both.so": "",
		"lib/p11-kit-proxy.so": "", "lib/p11-kit-trust.so": "", "lib/gnome-keyring-pkcs11.so": "", "lib/other-trust.so": "",
		"etc/only-us.module":       "module: only-us.so\nenable-in: firefox, ukey",
		"etc/only-them.module":     "module: only-them.so\nenable-in: firefox",
		"etc/not-us.module":        "module: not-us.so\ndisable-in: firefox ukeyctl",
		"etc/not-them.module":      "module: not-them.so\ndisable-in: p11-kit-proxy",
		"etc/both.module":          "module: both.so\nenable-in: ukey\ndisable-in: ukey",
		"etc/p11-kit-proxy.module": "module: p11-kit-proxy.so",
		"etc/p11-kit-trust.module": "module: p11-kit-trust.so",
		"etc/gnome-keyring.module": "module: gnome-keyring-pkcs11.so",
		"etc/other-trust.module":   "module: other-trust.so\ntrust-policy: yes",
		"etc/not-there.module":     "module: not-there.so",
		"etc/remote.module":        "remote: |ssh host p11-kit remote x.so",
	})
	expect(t, registered(dir, "etc"), []discovery.Library{
		module(dir, "both.so", "both"), module(dir, "not-them.so", "not-them"), module(dir, "only-us.so", "only-us"),
	})
}

func TestTheUsersModuleFileOverrulesThePackages(t *testing.T) {
	dir := write(t, map[string]string{
		"lib/a.so": "", "lib/b.so": "",
		"usr/a.module":  "module: a.so\npriority: 1",
		"usr/b.module":  "module: b.so",
		"home/a.module": "disable-in: ukey",
		"home/b.module": "priority: 9",
	})
	expect(t, registered(dir, "home", "usr"), []discovery.Library{module(dir, "b.so", "b")})
}

func FuzzModuleFile(f *testing.F) {
	f.Add("module: a.so\nenable-in: ukey\npriority: 1")
	f.Add(":\n#\n : \nmodule:\x00")
	f.Fuzz(func(t *testing.T, text string) {
		dir := write(t, map[string]string{"lib/a.so": "", "etc/a.module": text})
		for _, l := range registered(dir, "etc") {
			if l.Source != discovery.P11Kit || l.Path == "" {
				t.Errorf("%+v", l)
			}
		}
	})
}
