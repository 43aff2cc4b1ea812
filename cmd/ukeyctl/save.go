package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"ukey/renew/durable"
)

// saveError: the file that the person has named could not be written. What was
// there before still is.
type saveError struct {
	path string
	err  error
}

func (e *saveError) Error() string { return fmt.Sprintf("save %s: %v", e.path, e.err) }
func (e *saveError) Unwrap() error { return e.err }

// Who may read a file that is saved anew.
const (
	forAll  fs.FileMode = 0o644
	forUser fs.FileMode = 0o600 // personal data
)

// saveFile writes a file, whole or not at all. One that is there keeps its
// mode. The error is a *saveError.
func saveFile(path string, data []byte, mode fs.FileMode) error {
	if err := replaceFile(path, data, mode); err != nil {
		return &saveError{path, err}
	}
	return nil
}

// replaceFile writes beside the file and then takes its place. A link stays
// one. What is no ordinary file, such as a pipe, cannot be replaced and is
// written to.
func replaceFile(path string, data []byte, mode fs.FileMode) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if old, err := os.Stat(path); err == nil {
		switch mode = old.Mode().Perm(); {
		case old.IsDir():
			return &fs.PathError{Op: "replace", Path: path, Err: syscall.EISDIR}
		case !old.Mode().IsRegular():
			return os.WriteFile(path, data, mode)
		}
	}
	beside := path + "." + rand.Text() + ".tmp"
	if err := writeNew(beside, data, mode); err != nil {
		return err
	}
	if err := durable.Swap(beside, path); err != nil {
		return errors.Join(err, os.Remove(beside))
	}
	return nil
}

// writeNew makes a file whose contents are on disk when it returns. It leaves
// nothing behind when it fails.
func writeNew(path string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
