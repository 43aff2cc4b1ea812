package discovery

import (
	"bufio"
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/adrg/xdg"
)

// programs are the names by which p11-kit's files may mean us. They do not ask
// which of our programs it is: all of them show the same keys.
var programs = []string{"ukey", "ukeyctl"}

// noKeys are modules that p11-kit registers and that hold no key that somebody
// could plug in: those that stand for all others, lists of trusted
// certificates, and the desktop's store of passwords.
var noKeys = []string{"p11-kit-proxy", "p11-kit-trust", "p11-kit-client", "gnome-keyring-pkcs11"}

// maxModuleFile is far more than any module file has, in bytes.
const maxModuleFile = 64 << 10

// moduleFolders are p11-kit's folders of module files (pkcs11.conf(5)): the
// user's, the administrator's, the packages'.
func moduleFolders(goos string) []string {
	if goos == "windows" {
		return nil
	}
	return []string{
		filepath.Join(xdg.ConfigHome, "pkcs11", "modules"),
		"/etc/pkcs11/modules",
		"/usr/local/share/p11-kit/modules",
		"/usr/share/p11-kit/modules",
	}
}

// libraryFolders are where p11-kit looks for a module without a folder. Which
// one it is was fixed when p11-kit was built; they differ by distribution.
func libraryFolders(goos, goarch string) []string {
	if goos == "windows" {
		return nil
	}
	var folders []string
	if triplet, ok := map[string]string{
		"386": "i386-linux-gnu", "amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu",
		"loong64": "loongarch64-linux-gnu", "riscv64": "riscv64-linux-gnu",
	}[goarch]; ok {
		folders = append(folders, filepath.Join("/usr/lib", triplet, "pkcs11"))
	}
	return append(folders, "/usr/lib64/pkcs11", "/usr/lib/pkcs11", "/usr/local/lib/pkcs11")
}

// module is what p11-kit's files say of one module, by field.
type module map[string]string

// p11kit returns the modules that p11-kit would load for us and that there
// are, the most important first.
func (in Places) p11kit() []Library {
	type named struct {
		name   string
		module module
	}
	var modules []named
	for name, m := range mergeModules(in.Modules) {
		modules = append(modules, named{name, m})
	}
	slices.SortFunc(modules, func(a, b named) int {
		return cmp.Or(cmp.Compare(b.module.priority(), a.module.priority()), strings.Compare(a.name, b.name))
	})
	var found []Library
	for _, x := range modules {
		if path := x.module.library(in.Libraries); path != "" && x.module.enabled() {
			found = append(found, Library{Path: path, Vendor: x.name, Source: P11Kit})
		}
	}
	return found
}

// mergeModules reads the files of all folders, by name. Where several folders
// have a file of the same name, each field is the first one's that has it. A
// file that cannot be read is passed over, as p11-kit does.
func mergeModules(folders []string) map[string]module {
	merged := map[string]module{}
	for _, folder := range folders {
		entries, err := os.ReadDir(folder)
		if err != nil {
			continue
		}
		for _, e := range entries {
			name, ok := strings.CutSuffix(e.Name(), ".module")
			if !ok || name == "" || !isFile(filepath.Join(folder, e.Name())) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(folder, e.Name()))
			if err != nil || len(text) > maxModuleFile {
				continue
			}
			if merged[name] == nil {
				merged[name] = module{}
			}
			for field, value := range parseModule(text) {
				if _, there := merged[name][field]; !there {
					merged[name][field] = value
				}
			}
		}
	}
	return merged
}

// parseModule reads the lines "field: value" of a module file. Empty lines
// and those that begin with # say nothing, and what is malformed is passed
// over.
func parseModule(text []byte) module {
	m := module{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		field, value, ok := strings.Cut(strings.TrimSpace(lines.Text()), ":")
		field = strings.TrimSpace(field)
		if ok && field != "" && !strings.HasPrefix(field, "#") {
			m[field] = strings.TrimSpace(value)
		}
	}
	return m
}

// enabled tells whether p11-kit would load the module for us. enable-in, if it
// names anybody, decides alone.
func (m module) enabled() bool {
	if only := names(m["enable-in"]); len(only) > 0 {
		return slices.ContainsFunc(programs, func(p string) bool { return slices.Contains(only, p) })
	}
	not := names(m["disable-in"])
	return !slices.ContainsFunc(programs, func(p string) bool { return slices.Contains(not, p) })
}

// priority is that of the module, 0 unless it says otherwise.
func (m module) priority() int {
	n, err := strconv.Atoi(m["priority"])
	if err != nil {
		return 0
	}
	return n
}

// library is the module's file, or "" if there is none or it holds no keys.
// Modules in another process (remote) have no file.
func (m module) library(folders []string) string {
	path := m["module"]
	base := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if path == "" || m["trust-policy"] == "yes" || slices.Contains(noKeys, base) {
		return ""
	}
	if filepath.IsAbs(path) {
		if isFile(path) {
			return path
		}
		return ""
	}
	for _, folder := range folders {
		if whole := filepath.Join(folder, path); isFile(whole) {
			return whole
		}
	}
	return ""
}

// names splits a list of programs, which commas or spaces separate.
func names(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
}
