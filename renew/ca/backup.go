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
	"slices"

	"ukey/renew/ca/internal/store"
)

// backupStaging is the folder within the CA's where a backup keeps its copy
// of the database while it lasts.
const backupStaging = "backup.new"

// Backup writes everything that makes the CA, secret keys included, as one
// archive (tar in gzip). The CA may be serving meanwhile, in this process or
// another: whatever was answered before the call is in the archive.
//
// Elsewhere is the URL of the database if that is a server's: then all is in
// the archive but the data in there. Back them up first, since they may name
// files that have to be found.
func (c *CA) Backup(ctx context.Context, w io.Writer) (elsewhere string, err error) {
	unlock, err := lockFor(c.dir, backupLock, ErrBackedUp)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, unlock()) }()

	staging := filepath.Join(c.dir, backupStaging)
	if err := os.RemoveAll(staging); err != nil { // left by a backup cut short
		return "", err
	}
	if err := os.Mkdir(staging, 0o700); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(staging)) }()

	compressed, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return "", err
	}
	archive := tar.NewWriter(compressed)
	if elsewhere, err = c.backUpDatabase(ctx, archive, staging); err != nil {
		return "", fmt.Errorf("back up the database: %w", err)
	}
	// The files come second: those that the database names are there by now.
	if err := backUpFolder(ctx, archive, c.dir); err != nil {
		return "", fmt.Errorf("back up the CA's folder: %w", err)
	}
	return elsewhere, errors.Join(archive.Close(), compressed.Close())
}

func (c *CA) backUpDatabase(ctx context.Context, archive *tar.Writer, staging string) (elsewhere string, err error) {
	snapshot := filepath.Join(staging, sqliteFile)
	err = c.store.Snapshot(ctx, snapshot)
	if errors.Is(err, store.ErrNoSnapshot) {
		return knownDatabase(c.dir)
	}
	if err != nil {
		return "", err
	}
	return "", backUpFile(archive, snapshot, sqliteFile)
}

// leftOut tells what in the CA's folder is not part of it: what processes
// leave there for each other, messages that were sent, and the database, of
// which a copy is taken.
func leftOut(name string) bool {
	return slices.Contains([]string{
		setupLock, serveLock, backupLock, backupStaging, authorityStaging, outboxDir,
		// It is about the database as it goes on, not about the copy.
		auditHeadFile,
		sqliteFile, sqliteFile + "-wal", sqliteFile + "-shm", sqliteFile + "-journal",
	}, name)
}

func backUpFolder(ctx context.Context, archive *tar.Writer, dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		name, relErr := filepath.Rel(dir, path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // it was for a moment only
		case errors.Join(err, relErr, ctx.Err()) != nil:
			return errors.Join(err, relErr, ctx.Err())
		case leftOut(name) && entry.IsDir():
			return fs.SkipDir
		case leftOut(name) || !entry.Type().IsRegular():
			return nil
		}
		err = backUpFile(archive, path, filepath.ToSlash(name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
}

// backUpFile adds a file. Files of a CA are replaced as a whole or appended
// to, so that what it had when it was opened is a state that it was in.
func backUpFile(archive *tar.Writer, path, name string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	header := &tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	_, err = io.CopyN(archive, f, info.Size())
	return err
}
