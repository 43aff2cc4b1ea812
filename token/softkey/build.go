package softkey

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

//go:embed module/*.c module/*.h module/*.inc
var sources embed.FS

// The programs that are built from the embedded sources.
const (
	moduleFile = "softkey.so"
	loaderFile = "loader"
)

// recipes say how each is built. The module is never unloaded: a thread may
// still wait in it.
var recipes = []struct {
	target string
	flags  string
	files  string
}{
	{
		moduleFile,
		"-std=c11 -O1 -Wall -fPIC -fvisibility=hidden -shared -pthread -Wl,-z,nodelete",
		"softkey.c library.c tokens.c pins.c objects.c slots.c control.c",
	},
	{loaderFile, "-std=c11 -O1 -Wall", "loader.c"},
}

// binaries returns the folder of the built programs. They are kept in the
// user's cache, named by the content of their sources, or in the store where
// there is no cache to write to.
func (s *Store) binaries() (string, error) {
	key, err := s.sourceKey()
	if err != nil {
		return "", err
	}
	if cache, err := os.UserCacheDir(); err == nil {
		dir, err := s.build(filepath.Join(cache, "ukey", "softkey"), key)
		if !errors.As(err, new(folderError)) {
			return dir, err
		}
	}
	return s.build(filepath.Join(s.dir, "build"), key)
}

// sourceKey changes with everything that goes into the programs.
func (s *Store) sourceKey() (string, error) {
	hash := sha256.New()
	fmt.Fprintln(hash, runtime.GOARCH, s.system.compiler, recipes)
	err := fs.WalkDir(sources, "module", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := sources.ReadFile(path)
		fmt.Fprintf(hash, "%s %d\n%s", path, len(content), content)
		return err
	})
	return hex.EncodeToString(hash.Sum(nil)[:16]), err
}

// folderError: a place to build in could not be used, another may do.
type folderError struct{ error }

func (e folderError) Unwrap() error { return e.error }

// build makes the programs in a folder of its own and then moves that into
// place, so that processes that build at the same time cannot meet half of
// it. Whoever comes second throws its own work away.
func (s *Store) build(parent, key string) (string, error) {
	final := filepath.Join(parent, key)
	if _, err := os.Stat(final); err == nil {
		return final, nil
	}
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return "", folderError{err}
	}
	work, err := os.MkdirTemp(parent, ".new-*")
	if err != nil {
		return "", folderError{err}
	}
	defer func() { _ = os.RemoveAll(work) }()
	if err := os.CopyFS(work, sources); err != nil {
		return "", folderError{err}
	}
	for _, recipe := range recipes {
		if err := s.compile(filepath.Join(work, "module"), recipe.target, recipe.flags, recipe.files); err != nil {
			return "", err
		}
	}
	if err := os.Rename(filepath.Join(work, "module"), final); err != nil {
		if _, statErr := os.Stat(final); statErr != nil {
			return "", folderError{err}
		}
	}
	return final, nil
}

func (s *Store) compile(dir, target, flags, files string) error {
	args := append(strings.Fields(flags), "-o", target)
	args = append(args, strings.Fields(files)...)
	cmd := exec.Command(s.system.compiler, append(args, "-ldl")...)
	cmd.Dir = dir
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w: %s", target, err, output)
	}
	return nil
}
