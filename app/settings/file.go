package settings

import (
	"errors"
	"io"
	"os"
)

// longest is far more than any settings take, in bytes.
const longest = 1 << 20

var errTooLong = errors.New("longer than any settings are")

// readFile reads a file of settings.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, longest+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > longest:
		return nil, &SyntaxError{Err: errTooLong}
	}
	return text, nil
}
