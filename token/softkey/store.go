package softkey

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// Store is a folder with tokens in it. Its methods, and those of its tokens,
// may be called from any goroutine, and from several processes that have the
// same folder open.
type Store struct {
	dir     string
	system  system
	adding  sync.Mutex // softhsm2-util takes the first free slot
	control control
}

// New opens the store in dir and makes it if it is not there. The folder may
// be removed when no process has the module loaded any more. The error is
// ErrSystem or a *MissingError where the machine lacks something.
func New(dir string) (*Store, error) {
	system, err := findSystem()
	if err != nil {
		return nil, err
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("store folder: %w", err)
	}
	s := &Store{dir: dir, system: system, control: control{filepath.Join(dir, "control")}}
	for _, folder := range []string{s.tokens(), s.control.path(faultsFolder), s.control.path(sessionsFolder)} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("make store: %w", err)
		}
	}
	if err := writeFile(s.conf(), fmt.Appendf(nil, configuration, s.tokens()), 0o600); err != nil {
		return nil, fmt.Errorf("configure store: %w", err)
	}
	return s, nil
}

const configuration = `directories.tokendir = %s
objectstore.backend = file
log.level = ERROR
slots.removable = true
`

// Dir is the store's folder, absolute.
func (s *Store) Dir() string { return s.dir }

func (s *Store) conf() string   { return filepath.Join(s.dir, "softhsm2.conf") }
func (s *Store) tokens() string { return filepath.Join(s.dir, "tokens") }

// Plain is SoftHSM's own library, which knows nothing of the levers and needs
// Env.
func (s *Store) Plain() string { return s.system.library }

// Env is what a process that loads Plain needs in its environment.
func (s *Store) Env() []string { return []string{"SOFTHSM2_CONF=" + s.conf()} }

// Module is the path of this store's own module, built when first asked for.
// It is the same from one run to the next.
func (s *Store) Module() (string, error) {
	built, err := s.binaries()
	if err != nil {
		return "", err
	}
	// SoftHSM keeps its state in globals. A library of its own, which the
	// loader takes for another file, gives each store its own state.
	if err := installFile(s.system.library, filepath.Join(s.dir, "libsofthsm2.so")); err != nil {
		return "", fmt.Errorf("install SoftHSM in store: %w", err)
	}
	module := filepath.Join(s.dir, moduleFile)
	if err := installFile(filepath.Join(built, moduleFile), module); err != nil {
		return "", fmt.Errorf("install module in store: %w", err)
	}
	return module, nil
}

// command prepares a program that works on the store through SoftHSM itself.
func (s *Store) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), s.Env()...)
	return cmd
}
