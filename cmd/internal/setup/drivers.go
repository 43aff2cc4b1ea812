package setup

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"

	"ukey/app/settings"
	"ukey/assets"
)

// modules are the libraries that the settings name or, if they name none,
// those of the built-in list that exist on this machine. A library that is
// reached by two paths is taken once.
func modules(s *settings.Settings) []string {
	paths := s.Modules
	if len(paths) == 0 {
		paths = installed(assets.Drivers(), runtime.GOOS, os.Getenv)
	}
	return distinct(paths)
}

// installed expands the paths of a driver list and returns the files that
// there are. The list is part of the program, so a malformed one is a bug.
func installed(list []byte, goos string, getenv func(string) string) []string {
	var vendors []map[string]json.RawMessage
	if err := json.Unmarshal(list, &vendors); err != nil {
		panic(fmt.Sprintf("built-in driver list: %v", err))
	}
	var found []string
	for _, vendor := range vendors {
		raw, ok := vendor[goos]
		if !ok {
			continue
		}
		var patterns []string
		if err := json.Unmarshal(raw, &patterns); err != nil {
			panic(fmt.Sprintf("built-in driver list: %v", err))
		}
		for _, pattern := range patterns {
			matches, err := filepath.Glob(expand(pattern, getenv))
			if err != nil {
				continue // a bracket in an environment variable, at worst
			}
			found = append(found, matches...)
		}
	}
	return found
}

var variable = regexp.MustCompile(`%[^%]+%`)

// expand replaces %NAME% by the environment variable, as Windows does.
func expand(path string, getenv func(string) string) string {
	return variable.ReplaceAllStringFunc(path, func(name string) string {
		return getenv(name[1 : len(name)-1])
	})
}

// distinct drops paths that lead to a file that is there already.
func distinct(paths []string) []string {
	var out, seen []string
	for _, path := range paths {
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			real = path // a missing file, or a bare name that the system finds
		}
		if !slices.Contains(seen, real) {
			seen, out = append(seen, real), append(out, path)
		}
	}
	return out
}
