package durable

import (
	"errors"

	"golang.org/x/sys/windows"
)

// occupied tells whether an error may be that somebody has a file open. Windows
// has one error for that and for files that nobody may write.
func occupied(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED) ||
		errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}
