package ca

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNotEmpty: a CA is restored into an empty folder only.
var ErrNotEmpty = errors.New("the folder is not empty")

// Restore makes a CA out of a backup's archive, in a folder that is empty or
// not there. The folder is complete when Restore returns nil, and as it was
// otherwise. It does not open the CA.
//
// Elsewhere is as with CA.Backup: the database that has to be restored by
// other means.
func Restore(ctx context.Context, dir string, r io.Reader) (elsewhere string, err error) {
	if err := checkEmpty(dir); err != nil {
		return "", err
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return "", fmt.Errorf("make the folder above the CA's: %w", err)
	}
	staging, err := os.MkdirTemp(parent, filepath.Base(dir)+".restore-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(staging)) }() // not there any more if all went well

	if err := unpack(ctx, staging, r); err != nil {
		return "", fmt.Errorf("read the backup: %w", err)
	}
	if _, err := loadAuthority(authorityDir(staging)); err != nil {
		return "", fmt.Errorf("the backup holds no CA: %w", err)
	}
	known, err := knownDatabase(staging)
	switch {
	case err != nil:
		return "", err
	case known == "":
		return "", errors.New("the backup holds no database")
	case known != sqliteFile:
		elsewhere = known
	}
	return elsewhere, moveInto(staging, dir)
}

// checkEmpty tells whether a folder may be replaced.
func checkEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look into the folder: %w", err)
	case len(entries) > 0:
		return fmt.Errorf("%s: %w", dir, ErrNotEmpty)
	}
	return nil
}

// moveInto puts a folder in an empty one's place.
func moveInto(staging, dir string) error {
	// Removing fails if something has been put there meanwhile.
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("put the restored CA into its folder: %w", err)
	}
	if err := os.Rename(staging, dir); err != nil {
		return fmt.Errorf("put the restored CA into its folder: %w", err)
	}
	return syncDir(filepath.Dir(dir))
}

// unpack writes an archive's files into a folder. A file can be read by its
// owner only, whatever the archive says, and none gets out of the folder.
func unpack(ctx context.Context, dir string, r io.Reader) (err error) {
	decompressed, err := gzip.NewReader(r)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	archive := tar.NewReader(decompressed)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if header.Typeflag != tar.TypeReg {
			return fmt.Errorf("%q is no file", header.Name)
		}
		if err := unpackFile(root, header.Name, archive); err != nil {
			return fmt.Errorf("%q: %w", header.Name, err)
		}
	}
	// The archive ends before the checksum of all that was read.
	_, err = io.Copy(io.Discard, decompressed)
	return err
}

func unpackFile(root *os.Root, name string, content io.Reader) error {
	if err := root.MkdirAll(filepath.Dir(filepath.FromSlash(name)), 0o700); err != nil {
		return err
	}
	f, err := root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
