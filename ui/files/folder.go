package files

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// entry is a folder or a file in a folder.
type entry struct {
	name, path string
	folder     bool
	size       int64 // of a file, in bytes
	changed    time.Time
}

// reading lists what of a folder is to be shown.
type reading func(folder string, patterns []string) ([]entry, error)

// read lists the folders of a folder, and after them the files whose names have
// one of the patterns, each by name. Hidden ones, and what is neither, are left
// out.
func read(folder string, patterns []string) ([]entry, error) {
	list, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var found []entry
	for _, in := range list {
		if strings.HasPrefix(in.Name(), ".") {
			continue
		}
		path := filepath.Join(folder, in.Name())
		about, err := os.Stat(path) // what a link leads to
		if err != nil {
			continue // it has just gone, or leads nowhere
		}
		if !about.IsDir() && (!about.Mode().IsRegular() || !named(in.Name(), patterns)) {
			continue
		}
		found = append(found, entry{in.Name(), path, about.IsDir(), about.Size(), about.ModTime()})
	}
	slices.SortFunc(found, func(a, b entry) int {
		switch {
		case a.folder && !b.folder:
			return -1
		case b.folder && !a.folder:
			return 1
		}
		return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	return found, nil
}

// named tells whether a name has one of the patterns, however it is written.
func named(name string, patterns []string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool {
		is, err := filepath.Match(p, strings.ToLower(name))
		return is && err == nil
	})
}

// within is the path of the nearest place that a folder is in; empty if there is
// none.
func within(places []Place, folder string) string {
	var nearest string
	for _, p := range places {
		inside, err := filepath.Rel(p.Path, folder)
		if err == nil && filepath.IsLocal(inside) && len(p.Path) > len(nearest) {
			nearest = p.Path
		}
	}
	return nearest
}

// matching are the entries with the query in their names.
func matching(all []entry, query string) []entry {
	query = strings.ToLower(strings.TrimSpace(query))
	if query == "" {
		return all
	}
	var found []entry
	for _, e := range all {
		if strings.Contains(strings.ToLower(e.name), query) {
			found = append(found, e)
		}
	}
	return found
}
