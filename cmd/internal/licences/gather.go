package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// Entry is one line of the index.
type Entry struct {
	// Name is a module's path, or what else is in the programs.
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	// Licence are the names of the licences (SPDX), the module's own first.
	Licence string `json:"licence"`
	File    string `json:"file"` // with the texts

	text string
}

// gather lists the project itself, its font, Go's library and every module that
// is linked, in this order.
func gather(root string) ([]Entry, error) {
	linked, err := linkedModules(root)
	if err != nil {
		return nil, err
	}
	goRoot, err := environment(root, "GOROOT")
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(linked)+3)
	for _, fixed := range []struct{ name, version, file string }{
		{"UKey管家", "", filepath.Join(root, "LICENSE")},
		{"UKey Sans SC", "", filepath.Join(root, "assets", "fonts", "OFL.txt")},
		{"Go", goVersion(), filepath.Join(goRoot, "LICENSE")},
	} {
		e, err := entry(fixed.name, fixed.version, filepath.Dir(fixed.file), []string{fixed.file})
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	for _, path := range slices.Sorted(maps.Keys(linked)) {
		m := linked[path]
		files, err := m.licenceFiles()
		if err != nil {
			return nil, err
		}
		e, err := entry(m.Path, m.Version, m.Dir, files)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// goVersion is Go's without the patch level, by which the licence does not
// change.
func goVersion() string {
	parts := strings.SplitN(strings.TrimPrefix(runtime.Version(), "go"), ".", 3)
	return strings.Join(parts[:min(len(parts), 2)], ".")
}

// entry reads the texts. The first one has to be a licence that is known.
func entry(name, version, folder string, files []string) (Entry, error) {
	if len(files) == 0 {
		return Entry{}, fmt.Errorf("%s has no licence", name)
	}
	e := Entry{Name: name, Version: version, File: fileOf(name)}
	var names []string
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return Entry{}, err
		}
		known := licencesIn(string(data))
		if i == 0 && len(known) == 0 {
			return Entry{}, fmt.Errorf("%s: %s is under a licence that is not known: look whether it may be linked", name, file)
		}
		names = append(names, known...)
		if i > 0 {
			relative, err := filepath.Rel(folder, file)
			if err != nil {
				return Entry{}, err
			}
			e.text += "\n\n---- " + filepath.ToSlash(relative) + " ----\n\n"
		}
		e.text += plain(string(data)) + "\n"
	}
	e.Licence = strings.Join(unique(names), ", ")
	return e, nil
}

// plain takes out what does not change the words: page feeds, tabs, space at
// the end of lines.
func plain(text string) string {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\f", "", "\t", "    ", "\ufeff", "").Replace(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// fileOf is the name of a file that every system takes.
func fileOf(name string) string {
	if name == "UKey管家" {
		return "ukey.txt"
	}
	return strings.ToLower(regexp.MustCompile(`[^A-Za-z0-9.]+`).ReplaceAllString(name, "-")) + ".txt"
}

func unique(names []string) (out []string) {
	for _, n := range names {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
