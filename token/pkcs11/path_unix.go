//go:build cgo && !windows

package pkcs11

// systemPath is path as the system's loader takes it.
func systemPath(path string) []byte { return append([]byte(path), 0) }

// bindingPath is path as the Go binding hands it to the loader.
func bindingPath(path string) string { return path }
