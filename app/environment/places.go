package environment

import (
	"context"
	"io/fs"
	"os"
	"runtime"
)

// Places are what is looked at.
type Places struct {
	GOOS, GOARCH string
	// Root is the file system from its root on, for what is only read. On
	// Windows there is nothing to be read there.
	Root fs.FS
	// Getenv looks up environment variables.
	Getenv func(string) string
	// Access tells why a file cannot be read and written, nil if it can.
	Access func(path string) error
	// Free tells how many bytes the user can still write to the disk that a
	// folder is on.
	Free func(folder string) (uint64, error)
	// Session connects to the bus of the person's desktop.
	Session func(ctx context.Context) (Bus, error)
	// Registry is that of Windows; nil elsewhere.
	Registry Registry
}

// Registry is the part of the Windows registry that says what is installed.
type Registry interface {
	// Text returns a value of a key of HKEY_LOCAL_MACHINE or, if it is not
	// there, of HKEY_CURRENT_USER. The empty name is the key's own value. What
	// is not there is empty.
	Text(path, value string) string
}

// Computer answers what package app asks of this machine.
type Computer struct {
	Places
	// Kept are the folders that the programs write to.
	Kept []Kept
}

// Here is this machine.
func Here(kept ...Kept) *Computer {
	return &Computer{
		Places: Places{
			GOOS: runtime.GOOS, GOARCH: runtime.GOARCH,
			Root: os.DirFS("/"), Getenv: os.Getenv,
			Access: access, Free: free, Session: session, Registry: localRegistry(),
		},
		Kept: kept,
	}
}

// exists tells whether there is a file or a folder of that name.
func (p *Places) exists(path string) bool {
	_, err := fs.Stat(p.Root, path)
	return err == nil
}

// read returns a small file without the line's end, or "".
func (p *Places) read(path string) string {
	data, err := fs.ReadFile(p.Root, path)
	if err != nil {
		return ""
	}
	return trim(data)
}
