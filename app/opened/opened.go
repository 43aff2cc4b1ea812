// Package opened remembers on which day the site of an item, such as that of a
// business licence, was last opened from this computer: of what is renewed
// elsewhere, that is all there is to know here.
package opened

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"ukey/renew/durable"
)

// Book is a file with the dates. Its methods may be called from any goroutine,
// of one program at a time.
type Book struct {
	path  string
	clock func() time.Time
	mu    sync.Mutex
}

// Open uses the file of that name, which is made with the first date.
func Open(path string, clock func() time.Time) *Book { return &Book{path: path, clock: clock} }

// maxBook is far more than all dates take, in bytes.
const maxBook = 1 << 20

// Dates are those that are known, by the items' IDs. A file that is damaged
// holds none: the next date replaces it.
func (b *Book) Dates() (map[string]time.Time, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.read()
}

func (b *Book) read() (map[string]time.Time, error) {
	dates := map[string]time.Time{}
	f, err := os.Open(b.path)
	if errors.Is(err, fs.ErrNotExist) {
		return dates, nil
	}
	if err != nil {
		return dates, fmt.Errorf("read opening dates: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxBook))
	if err != nil {
		return dates, fmt.Errorf("read opening dates: %w", err)
	}
	if json.Unmarshal(text, &dates) != nil || dates == nil {
		return map[string]time.Time{}, nil
	}
	return dates, nil
}

// Note keeps that an item's site is being opened now.
func (b *Book) Note(item string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	dates, err := b.read()
	if err != nil {
		return err
	}
	dates[item] = b.clock().UTC().Truncate(time.Second)
	text, err := json.MarshalIndent(dates, "", "  ")
	if err != nil {
		return fmt.Errorf("write opening dates: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(b.path), 0o700); err != nil {
		return fmt.Errorf("write opening dates: %w", err)
	}
	if err := durable.Replace(b.path, b.path+".new", text); err != nil {
		return fmt.Errorf("write opening dates: %w", err)
	}
	return nil
}
