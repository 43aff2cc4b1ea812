package ca

import (
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

const rootCRLFile = "root.crl"

// The root's list of revoked CAs, which is empty as long as there is the
// issuing CA alone, has a long life: the root's key may lie in a safe.
const (
	rootCRLLife  = 365 * 24 * time.Hour
	rootCRLSpare = rootCRLLife / 2 // what is left when it is made anew
)

// ErrNoRootCRL: the root's key has been taken away before it signed a list.
var ErrNoRootCRL = errors.New("the root has signed no CRL: bring authority/root.key back and open the CA once")

// RootCRL is the root's list of revoked CA certificates, DER. It is made anew
// when the CA is opened, if the root's key is there; a CA that serves sends
// what then lies in the folder. The error is ErrNoRootCRL if there is none.
func (c *CA) RootCRL() ([]byte, error) {
	crl, err := readRootCRL(c.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoRootCRL
	}
	if err != nil {
		return nil, err
	}
	return crl.Raw, nil
}

func readRootCRL(dir string) (*x509.RevocationList, error) {
	path := filepath.Join(authorityDir(dir), rootCRLFile)
	der, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the root's CRL: %w", err)
	}
	crl, err := x509.ParseRevocationList(der)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return crl, nil
}

// refreshRootCRL makes the root's list, or makes it anew when half of its life
// is over. Without the root's key what is there stays. The caller holds the
// setup lock.
func (c *CA) refreshRootCRL() error {
	number := big.NewInt(1)
	last, err := readRootCRL(c.dir)
	switch {
	case err == nil && c.now().Before(last.NextUpdate.Add(-rootCRLSpare)):
		return nil
	case err == nil:
		number.Add(last.Number, number)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	key, err := readKey(filepath.Join(authorityDir(c.dir), rootKeyFile))
	if errors.Is(err, fs.ErrNotExist) {
		c.log.Warn("the root's CRL needs to be signed anew: bring its key back and open the CA once")
		return nil
	}
	if err != nil {
		return err
	}
	template := &x509.RevocationList{Number: number, SignatureAlgorithm: x509.SHA256WithRSA}
	template.ThisUpdate, template.NextUpdate = c.statusValidity(rootCRLLife)
	der, err := x509.CreateRevocationList(rand.Reader, template, c.authority.root, key)
	if err != nil {
		return fmt.Errorf("sign the root's CRL: %w", err)
	}
	return writeFile(filepath.Join(authorityDir(c.dir), rootCRLFile), der)
}
