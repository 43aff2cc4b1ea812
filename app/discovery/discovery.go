// Package discovery finds the PKCS#11 libraries that are installed on this
// machine. It looks at files and at the registry, and loads nothing.
//
// Start with [Find].
package discovery

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"ukey/assets"
)

// Library is a library that may be loaded.
type Library struct {
	// Path is a file, or the bare name of one that the system's loader finds.
	Path string
	// Vendor names what it belongs to, as the source calls it; it may be
	// empty.
	Vendor string
	Source Source
}

// Source is who named a library.
type Source string

// The sources.
const (
	Settings Source = "settings" // the person or the administrator
	BuiltIn  Source = "built-in" // our list of vendors
	Registry Source = "registry" // an entry that a vendor's installer made
	P11Kit   Source = "p11-kit"  // a module registered for all programs
)

// Places are what is looked at.
type Places struct {
	GOOS, GOARCH string
	// Getenv looks up environment variables.
	Getenv func(string) string
	// Vendors is a list as in assets.Drivers.
	Vendors []byte
	// Registry is as 64-bit programs see it, and as 32-bit ones do.
	Registry []Hive
	// Modules are p11-kit's folders, those first that overrule the others.
	Modules []string
	// Libraries are the folders of libraries that p11-kit knows by name alone.
	Libraries []string
}

// Here are the places of this machine.
func Here() Places {
	return Places{
		GOOS: runtime.GOOS, GOARCH: runtime.GOARCH, Getenv: os.Getenv,
		Vendors:  assets.Drivers(),
		Registry: localMachine(),
		Modules:  moduleFolders(runtime.GOOS), Libraries: libraryFolders(runtime.GOOS, runtime.GOARCH),
	}
}

// Find returns the libraries to use, in order: those that are configured or,
// if none are, all that are installed. One that is configured need not exist.
// A library that is reached by several paths is returned once, under the first
// of them.
func Find(configured []string, in Places) []Library {
	var found []Library
	if len(configured) > 0 {
		for _, path := range configured {
			found = append(found, Library{Path: path, Source: Settings})
		}
		return distinct(found)
	}
	found = append(found, in.builtIn()...)
	found = append(found, in.registered()...)
	found = append(found, in.p11kit()...)
	return distinct(found)
}

// distinct drops paths that lead to a file that is there already.
func distinct(all []Library) []Library {
	var out []Library
	var seen []string
	for _, l := range all {
		real, err := filepath.EvalSymlinks(l.Path)
		if err != nil {
			real = l.Path // a missing file, or a bare name
		}
		if !slices.Contains(seen, real) {
			seen, out = append(seen, real), append(out, l)
		}
	}
	return out
}

// isFile tells whether there is a file, or a link to one, of that whole path.
// Nothing is looked for in the folder that the program happens to be in, where
// anybody may have put a library.
func isFile(path string) bool {
	if !filepath.IsAbs(path) {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
