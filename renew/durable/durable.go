// Package durable writes files that survive a power failure: afterwards there
// is the new contents or the old, never a part of either.
package durable

import (
	"errors"
	"os"
	"path/filepath"
)

// Replace makes or replaces a file, which nobody but the user can read, by way
// of a temporary one in the same folder. When it returns, the contents are on
// the disk. A write that was cut off may leave the temporary file behind; the
// next one takes its place. Nobody else may write either meanwhile.
func Replace(path, temporary string, content []byte) error {
	err := writeSynced(temporary, content)
	if err == nil {
		err = Swap(temporary, path)
	}
	if err != nil {
		_ = os.Remove(temporary) // it may not even be there
		return err
	}
	return syncDir(filepath.Dir(path))
}

func writeSynced(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
