package environment

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// ours are the names of the project's own programs, as the kernel cuts them
// off.
var ours = []string{"ukey", "ukeyctl", "ukeyhost", "ukeytray"}

// Holders names the other programs that have one of these libraries loaded,
// and may hold a key for themselves. Only those of the same user can be seen,
// and only on Linux.
func (c *Computer) Holders(ctx context.Context, libraries []string) []string {
	entries, err := fs.ReadDir(c.Root, "proc")
	if c.GOOS != "linux" || err != nil || len(libraries) == 0 {
		return nil
	}
	var names []string
	for _, e := range entries {
		if ctx.Err() != nil {
			return names
		}
		if strings.Trim(e.Name(), "0123456789") != "" {
			continue // not a process
		}
		process := path.Join("proc", e.Name())
		name := c.read(path.Join(process, "comm"))
		if name == "" || slices.Contains(ours, name) || slices.Contains(names, name) {
			continue
		}
		maps := c.read(path.Join(process, "maps"))
		if slices.ContainsFunc(libraries, func(library string) bool { return strings.Contains(maps, " "+library) }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
