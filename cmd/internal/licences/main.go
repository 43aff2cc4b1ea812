// Command licences gathers the licences of everything that is linked into the
// programs, from the module cache, into assets/licences: an index, and a file
// with the texts for each module. `make licences` runs it; a test says when it
// is due.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

// run writes assets/licences anew in the project that lies in root.
func run(root string) error {
	entries, err := gather(root)
	if err != nil {
		return err
	}
	folder := filepath.Join(root, "assets", "licences")
	old, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return err
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if err := os.WriteFile(filepath.Join(folder, e.File), []byte(e.text), 0o644); err != nil {
			return err
		}
	}
	index, err := json.MarshalIndent(entries, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "index.json"), append(index, '\n'), 0o644)
}
