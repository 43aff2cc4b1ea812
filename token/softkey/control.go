package softkey

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// control is the control folder of a store, or a token's folder in it.
type control struct{ dir string }

func (c control) path(name string) string { return filepath.Join(c.dir, name) }

// write sets a lever to a number.
func (c control) write(lever string, value int) error {
	return c.writeText(lever, fmt.Appendln(nil, value))
}

// writeText sets a lever to lines of text.
func (c control) writeText(lever string, text []byte) error {
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return fmt.Errorf("set %s: %w", lever, err)
	}
	if err := writeFile(c.path(lever), text, 0o600); err != nil {
		return fmt.Errorf("set %s: %w", lever, err)
	}
	return nil
}

// read returns a lever's number, or otherwise if it was never set.
func (c control) read(lever string, otherwise int) (int, error) {
	text, err := os.ReadFile(c.path(lever))
	if errors.Is(err, fs.ErrNotExist) {
		return otherwise, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", lever, err)
	}
	value, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", lever, err)
	}
	return value, nil
}

func (c control) clear(lever string) error {
	if err := os.Remove(c.path(lever)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("clear %s: %w", lever, err)
	}
	return nil
}

// toggle sets a lever that is either there or not.
func (c control) toggle(lever string, on bool) error {
	if on {
		return c.write(lever, 1)
	}
	return c.clear(lever)
}
