package discovery

import (
	"path/filepath"
	"strings"
)

// Hive is the part of the Windows registry that installers write for all
// users, HKEY_LOCAL_MACHINE, as programs of one width see it. What is not there
// is no error, and empty.
type Hive interface {
	// Keys lists the names of the keys below a path.
	Keys(path string) []string
	// Text returns a value of a key.
	Text(path, value string) string
}

// The places where vendors of keys leave the path of their library. The first
// is part of a cryptographic service provider's entry and names its SKF
// (GM/T 0016) library; the second is NETCA's own list of the devices it knows.
const (
	providerKeys = `SOFTWARE\Microsoft\Cryptography\Defaults\Provider`
	netcaKeys    = `SOFTWARE\NETCA\PKI\Devices`
)

// registered returns the libraries that the registry names and that there
// are. Not every one of them speaks PKCS#11; only loading it tells.
func (in Places) registered() []Library {
	var found []Library
	for _, hive := range in.Registry {
		for _, place := range []struct{ path, value string }{
			{netcaKeys, "dllpath"},
			{providerKeys, "SKFImagePath"},
		} {
			for _, key := range hive.Keys(place.path) {
				path := hive.Text(place.path+`\`+key, place.value)
				for _, file := range in.files(path) {
					if isFile(file) {
						found = append(found, Library{Path: file, Vendor: key, Source: Registry})
					}
				}
			}
		}
	}
	return found
}

// files are where a library of the registry may lie: where it says, or, if it
// has no folder, in those of the system, the one of 32-bit programs last.
func (in Places) files(path string) []string {
	path = strings.Trim(expand(path, in.Getenv), ` "`)
	if path == "" || strings.ContainsAny(path, `\/`) {
		return []string{path}
	}
	system := in.Getenv("SystemRoot")
	return []string{filepath.Join(system, "System32", path), filepath.Join(system, "SysWOW64", path)}
}
