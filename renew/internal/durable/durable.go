// Package durable writes files that survive a power failure: afterwards there
// is the new contents or the old, never a part of either.
package durable

import (
	"bytes"
	"path/filepath"

	"github.com/natefinch/atomic"
)

// WriteFile makes or replaces a file, which nobody but the user can read. When
// it returns, the contents are on the disk. A write that was cut off may leave
// a file behind whose name begins with path's.
func WriteFile(path string, content []byte) error {
	if err := atomic.WriteFile(path, bytes.NewReader(content)); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}
