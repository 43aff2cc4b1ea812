package softkey

import (
	"bytes"
	"os"
	"path/filepath"
)

// writeFile replaces a file so that a reader finds either the old or the new
// content, whole.
func writeFile(path string, content []byte, mode os.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // fails after the rename, as it should
	_, err = f.Write(content)
	if err == nil {
		err = f.Chmod(mode)
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// installFile makes target a copy of source. One that is up to date is left
// alone: another process may be running it.
func installFile(source, target string) error {
	content, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	if old, err := os.ReadFile(target); err == nil && bytes.Equal(old, content) {
		return nil
	}
	return writeFile(target, content, 0o700)
}
