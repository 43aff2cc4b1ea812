// Package crash keeps what Go's runtime says when a program ends badly: a panic
// in any goroutine, a fatal error, a signal in a C library. The next start
// offers it to the person. Nothing is sent anywhere.
//
// A program calls [Store.Watch] first of all. From then on the runtime writes
// its last words into a file, which a later call of [Store.Collect], by
// whichever program, makes into a report.
package crash

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"ukey/app/mask"
)

// What is kept: the newest reports, each no longer than that.
const (
	maxReports = 5
	maxLength  = 256 << 10
)

// The names of the files: window.dying holds a program's version in its first
// line and then the runtime's last words, crash-….unseen is a report that nobody has been offered yet, crash-….txt one
// that somebody has.
const (
	dying  = ".dying"
	prefix = "crash-"
	unseen = ".unseen"
	seen   = ".txt"
)

// stamp is how the moment of a crash is written in a name.
const stamp = "20060102-150405"

// Store is a folder with reports. Several programs may use it at once.
type Store struct {
	folder  string
	version string
}

// Report is one crash.
type Report struct {
	Path    string
	Program string
	At      time.Time
	// Text says where the program was. What is personal is masked.
	Text string
}

// Open returns the store in a folder, which is made when it is needed. The
// version is that of the programs.
func Open(folder, version string) *Store { return &Store{folder, version} }

// Watch has the runtime of this process write its last words for a program of
// that name, as well as to standard error. It is for all of the process's life.
func (s *Store) Watch(program string) error {
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return err
	}
	path := filepath.Join(s.folder, program+dying)
	if _, words, err := lastWords(path); err != nil || words == "" {
		if err := os.WriteFile(path, []byte(s.version+"\n"), 0o600); err != nil {
			return err
		}
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	// The runtime has a handle of its own then.
	return errors.Join(debug.SetCrashOutput(file, debug.CrashOptions{}), file.Close())
}

// Collect makes the last words of programs into reports, and deletes the oldest
// reports. Call it before Watch: a program that runs has said no last words.
func (s *Store) Collect() error {
	files, err := filepath.Glob(filepath.Join(s.folder, "*"+dying))
	if err != nil {
		return err
	}
	var errs []error
	for _, path := range files {
		errs = append(errs, s.collect(path))
	}
	return errors.Join(append(errs, s.prune())...)
}

func (s *Store) collect(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	version, words, err := lastWords(path)
	if err != nil || words == "" {
		return err
	}
	program := strings.TrimSuffix(filepath.Base(path), dying)
	text := fmt.Sprintf("%s %s, %s\n\n%s", program, version, info.ModTime().Format(time.RFC3339), words)
	name := prefix + info.ModTime().Format(stamp) + "-" + program + unseen
	if err := os.WriteFile(filepath.Join(s.folder, name), []byte(clean(text)), 0o600); err != nil {
		return err
	}
	// The file may be another running process's to write into, so it stays.
	return os.Truncate(path, int64(len(version)+1))
}

// lastWords are a program's version and what its runtime has said.
func lastWords(path string) (version, words string, err error) {
	text, err := head(path)
	version, words, _ = strings.Cut(text, "\n")
	return version, words, err
}

// clean takes out what is personal. The values in a panic can be anything; the
// user's name is in paths.
func clean(text string) string {
	var known []mask.Value
	if home, err := os.UserHomeDir(); err == nil {
		known = append(known, mask.Value{Kind: mask.User, Text: home})
	}
	return mask.New(known...).Text(text)
}

// head is the beginning of a file, where the reason and the goroutine that
// crashed are.
func head(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(io.LimitReader(file, maxLength))
	return strings.ToValidUTF8(string(data), "?"), errors.Join(err, file.Close())
}

func (s *Store) prune() error {
	reports, err := s.list("*")
	if err != nil {
		return err
	}
	var errs []error
	for _, path := range reports[min(maxReports, len(reports)):] {
		errs = append(errs, os.Remove(path))
	}
	return errors.Join(errs...)
}

// list are the reports, the newest first.
func (s *Store) list(ending string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(s.folder, prefix+"*"+ending))
	slices.SortFunc(files, func(a, b string) int { return cmp.Compare(filepath.Base(b), filepath.Base(a)) })
	return files, err
}

// Unseen are the reports that nobody has been offered yet, the newest first.
func (s *Store) Unseen() ([]Report, error) {
	files, err := s.list(unseen)
	if err != nil {
		return nil, err
	}
	var reports []Report
	for _, path := range files {
		text, err := head(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // another window was quicker
		}
		if err != nil {
			return reports, err
		}
		r := Report{Path: path, Text: text}
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), prefix), unseen)
		if len(name) > len(stamp) {
			r.Program = name[len(stamp)+1:]
			r.At, _ = time.ParseInLocation(stamp, name[:len(stamp)], time.Local) // zero if somebody has renamed it
		}
		reports = append(reports, r)
	}
	return reports, nil
}

// Keep remembers that a person has been offered a report, which stays in the
// folder.
func (s *Store) Keep(r Report) error {
	return os.Rename(r.Path, strings.TrimSuffix(r.Path, unseen)+seen)
}

// Remove deletes a report.
func (s *Store) Remove(r Report) error { return os.Remove(r.Path) }
