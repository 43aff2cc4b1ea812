package logging

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// atOnce is how many of one program have a log at the same time.
const atOnce = 3

// ErrBusy: as many of the program as may have a log have one.
var ErrBusy = errors.New("all logs of the program are in use")

// Open opens the log of a program in a folder, which is made if need be. Each
// process has a file of its own, since two would tear one apart: the first
// writes into name.log, one beside it into name2.log, and so on. A lock, which
// the system gives back however a process ends, tells which is free. Level may
// change while the log is open.
func Open(folder, name string, level slog.Leveler) (*Log, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	for i := range atOnce {
		free := name
		if i > 0 {
			free = fmt.Sprintf("%s%d", name, i+1)
		}
		lock := flock.New(filepath.Join(folder, free+".lock"), flock.SetPermissions(0o600))
		switch locked, err := lock.TryLock(); {
		case err != nil:
			return nil, err
		case !locked:
			continue
		}
		log, err := open(folder, free, level)
		if err != nil {
			return nil, errors.Join(err, lock.Close())
		}
		log.release = lock.Close
		return log, nil
	}
	return nil, ErrBusy
}
