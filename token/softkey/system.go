package softkey

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// ErrSystem is New's answer on systems other than Linux.
var ErrSystem = errors.New("softkey needs Linux")

// MissingError says that something this package stands on is not installed.
type MissingError struct {
	// File is what was looked for.
	File string
	// Package is the Debian package that holds it.
	Package string
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("%s not found: install the package %s", e.File, e.Package)
}

// system is where the programs and libraries of this machine lie.
type system struct {
	library  string // libsofthsm2.so
	utility  string // softhsm2-util
	compiler string
}

// libraryPaths are the places where distributions keep SoftHSM, as patterns.
var libraryPaths = []string{
	"/usr/lib/softhsm/libsofthsm2.so",
	"/usr/lib/*/softhsm/libsofthsm2.so",
	"/usr/lib64/softhsm/libsofthsm2.so",
	"/usr/lib64/pkcs11/libsofthsm2.so",
	"/usr/lib/pkcs11/libsofthsm2.so",
	"/usr/local/lib/softhsm/libsofthsm2.so",
}

func findSystem() (system, error) {
	if runtime.GOOS != "linux" {
		return system{}, ErrSystem
	}
	library, err := findLibrary()
	if err != nil {
		return system{}, err
	}
	utility, err := exec.LookPath("softhsm2-util")
	if err != nil {
		return system{}, &MissingError{File: "softhsm2-util", Package: "softhsm2"}
	}
	compiler, err := exec.LookPath("gcc")
	if err != nil {
		return system{}, &MissingError{File: "gcc", Package: "build-essential"}
	}
	return system{library, utility, compiler}, nil
}

// findLibrary lets SOFTHSM2_MODULE name the library where no pattern fits.
func findLibrary() (string, error) {
	patterns := libraryPaths
	if path := os.Getenv("SOFTHSM2_MODULE"); path != "" {
		patterns = []string{path}
	}
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err == nil && len(found) > 0 {
			return found[0], nil
		}
	}
	return "", &MissingError{File: filepath.Base(patterns[0]), Package: "softhsm2"}
}
