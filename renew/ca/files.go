package ca

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"
	"github.com/natefinch/atomic"
)

// Errors of a folder that is in use.
var (
	ErrServed   = errors.New("another process serves the CA in this folder")
	ErrBackedUp = errors.New("another process makes a backup of the CA in this folder")
)

// The files that processes lock to keep each other out.
const (
	setupLock  = "setup.lock"
	serveLock  = "serve.lock"
	backupLock = "backup.lock"
)

// lockSetup makes the processes that open a folder take turns. It waits until
// ctx ends.
func lockSetup(ctx context.Context, dir string) (unlock func() error, err error) {
	const look = 20 * time.Millisecond
	lock := lockFile(dir, setupLock)
	if _, err := lock.TryLockContext(ctx, look); err != nil {
		return nil, fmt.Errorf("wait for another process to finish opening the CA in %s: %w", dir, err)
	}
	return lock.Close, nil
}

// lockFor makes sure that one process at a time does something in a folder.
// It does not wait: the error is taken if another process does it.
func lockFor(dir, name string, taken error) (unlock func() error, err error) {
	lock := lockFile(dir, name)
	got, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the CA's folder: %w", err)
	}
	if !got {
		return nil, fmt.Errorf("%s: %w", dir, taken)
	}
	return lock.Close, nil
}

func lockFile(dir, name string) *flock.Flock {
	return flock.New(filepath.Join(dir, name), flock.SetPermissions(0o600))
}

// publish makes sure that a file has this content, and writes nothing if it
// has it already.
func publish(path string, content []byte) error {
	old, err := os.ReadFile(path)
	if err == nil && bytes.Equal(old, content) {
		return nil
	}
	return writeFile(path, content)
}

// writeFile replaces a file with content that is on the disk before the name
// points to it. A new file can be read by its owner only.
func writeFile(path string, content []byte) error {
	if err := atomic.WriteFile(path, bytes.NewReader(content)); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes the names in a folder last through a power cut. Windows has no
// such call and keeps its own journal of them.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync folder %s: %w", dir, err)
	}
	return nil
}

const (
	certificateBlock = "CERTIFICATE"
	keyBlock         = "PRIVATE KEY"
)

// keyPEM encodes a private key as PKCS#8.
func keyPEM(key crypto.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("encode private key: %w", err)
	}
	defer clear(der)
	return pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: der}), nil
}

// certificatePEM encodes a certificate.
func certificatePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: certificateBlock, Bytes: der})
}

func readCertificate(path string) (*x509.Certificate, error) {
	der, err := readBlock(path, certificateBlock)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return cert, nil
}

func readKey(path string) (crypto.Signer, error) {
	der, err := readBlock(path, keyBlock)
	if err != nil {
		return nil, err
	}
	defer clear(der)
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("read %s: a %T cannot sign", path, key)
	}
	return signer, nil
}

func readBlock(path, kind string) ([]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	defer clear(content)
	block, _ := pem.Decode(content)
	if block == nil || block.Type != kind {
		return nil, fmt.Errorf("read %s: no PEM block %q at its start", path, kind)
	}
	return block.Bytes, nil
}
