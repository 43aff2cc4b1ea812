package apply

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"ukey/renew/cases"
)

// mainFile says everything about a draft.
const mainFile = "application.json"

// maxMainFile is far more than a draft takes, in bytes.
const maxMainFile = 4 << 20

// Why a draft cannot be used.
var (
	errIncomplete   = errors.New("incomplete")
	errNewerVersion = errors.New("written by a newer version of the program")
	errChanged      = errors.New("the copy of the scan has been changed")
)

// load reads a draft. It is nil if the folder was left by a beginning or an
// end that was cut off; the folder is cleared away then.
func (s *Store) load(id string) (*Draft, error) {
	folder := s.folder(id)
	path := filepath.Join(folder, mainFile)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		_ = os.RemoveAll(folder) // the next look tries again
		return nil, nil
	case err != nil:
		return nil, &DraftError{Path: path, Err: err}
	case info.Size() > maxMainFile:
		return nil, s.setAside(id, fmt.Errorf("%d bytes", info.Size()))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &DraftError{Path: path, Err: err}
	}
	d, err := parse(text)
	switch {
	case errors.Is(err, errNewerVersion):
		return nil, &DraftError{Path: folder, Newer: true, Err: err}
	case err == nil && d.ID != id:
		err = errIncomplete
	}
	if err != nil {
		return nil, s.setAside(id, err)
	}
	return d, nil
}

// parse reads the main file's contents.
func parse(text []byte) (*Draft, error) {
	var version struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(text, &version); err != nil {
		return nil, err
	}
	if version.Version > draftVersion {
		return nil, errNewerVersion
	}
	d := new(Draft)
	if err := json.Unmarshal(text, d); err != nil {
		return nil, err
	}
	if d.Version < 1 || !isID(d.ID) || len(d.Old.Certificate) == 0 || d.CA == "" {
		return nil, errIncomplete
	}
	for kind, scan := range d.Scans {
		if scan == nil || !slices.Contains(cases.Kinds(), kind) || !isScanFile(scan.File) {
			return nil, errIncomplete
		}
	}
	return d, nil
}

// save puts the draft on disk: when it returns, the new contents are what will
// be read, or, after a power failure, the old ones. Files that the draft does
// not refer to are deleted.
func (s *Store) save(d *Draft) error {
	d.Updated = s.clock().UTC()
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return &DraftError{Path: s.folder(d.ID), Err: err}
	}
	if err := s.write(d.ID, mainFile, text); err != nil {
		return err
	}
	s.tidy(d)
	return nil
}

// write makes a file whole or not at all.
func (s *Store) write(id, name string, content []byte) error {
	path := filepath.Join(s.folder(id), name)
	if err := s.Write(path, path+".new", content); err != nil {
		return &DraftError{Path: path, Err: err}
	}
	return nil
}

// tidy deletes what the draft does not refer to. What cannot be deleted now is
// tried again with the next change.
func (s *Store) tidy(d *Draft) {
	wanted := map[string]bool{mainFile: true}
	for _, scan := range d.Scans {
		wanted[scan.File] = true
	}
	entries, err := os.ReadDir(s.folder(d.ID))
	if err != nil {
		return
	}
	for _, e := range entries {
		if !wanted[e.Name()] {
			_ = os.RemoveAll(filepath.Join(s.folder(d.ID), e.Name()))
		}
	}
}

// Attach keeps a copy of a scan, which cases.Inspect has looked at, in place
// of an earlier one of its kind.
func (s *Store) Attach(ctx context.Context, id string, kind cases.Kind, name string, found cases.Scan, data []byte) (*Draft, error) {
	return s.Update(ctx, id, func(d *Draft) error {
		sum := cases.Fingerprint(data)
		// The name says the contents, so that the file of a scan that is in
		// use is never written over by another one.
		scan := &Scan{
			Name: filepath.Base(name), File: string(kind) + "-" + sum[:16] + "." + string(found.Format),
			SHA256: sum, Size: len(data), Format: found.Format, Width: found.Width, Height: found.Height,
		}
		if err := s.write(id, scan.File, data); err != nil {
			return err
		}
		if d.Scans == nil {
			d.Scans = map[cases.Kind]*Scan{}
		}
		d.Scans[kind] = scan
		return nil
	})
}

// Path is where the copy of a draft's scan lies.
func (s *Store) Path(d *Draft, scan *Scan) string { return filepath.Join(s.folder(d.ID), scan.File) }

// Read returns a scan, byte for byte as it was attached.
func (s *Store) Read(d *Draft, scan *Scan) ([]byte, error) {
	path := s.Path(d, scan)
	data, err := os.ReadFile(path)
	if err == nil && cases.Fingerprint(data) != scan.SHA256 {
		err = errChanged
	}
	if err != nil {
		return nil, &DraftError{Path: path, Err: err}
	}
	return data, nil
}
