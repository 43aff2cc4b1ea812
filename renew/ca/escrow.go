package ca

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"path/filepath"
	"time"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cms"
)

// Escrow: the CA keeps each encryption key that it makes, sealed for a key
// whose private half it never has. So that an organisation can read what was
// encrypted for it although its UKey is lost, and the theft of the CA's folder
// opens nothing.

// Errors of escrow.
var (
	// ErrNoEscrow: the CA keeps no key for the certificate.
	ErrNoEscrow = errors.New("no key in escrow for this certificate")
	// ErrOtherRecoveryKey: the key in escrow is sealed for another one.
	ErrOtherRecoveryKey = errors.New("sealed for another recovery key")
	// ErrUnsuitedRecovery: the certificate is not one to seal keys for.
	ErrUnsuitedRecovery = errors.New("not a certificate to seal keys for: it needs an RSA key of 2048 bits or more")
)

// recoveryFile, in the CA's folder, is the certificate to seal for.
const recoveryFile = "recovery.pem"

// The key that opens escrow. It lies idle for as long as anybody may want to
// read old files.
const (
	recoveryBits  = 3072
	recoveryYears = 30
)

// RecoveryKey is a key pair that opens what is in escrow.
type RecoveryKey struct {
	Private     crypto.Decrypter
	Certificate *x509.Certificate
}

// NewRecoveryKey makes a key pair. It is best done on a computer that is not
// the CA's and on no network.
func NewRecoveryKey(now time.Time) (RecoveryKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, recoveryBits)
	if err != nil {
		return RecoveryKey{}, fmt.Errorf("make recovery key: %w", err)
	}
	serial, err := newSerial()
	if err != nil {
		return RecoveryKey{}, err
	}
	now = now.UTC().Truncate(time.Second)
	template := &x509.Certificate{
		SerialNumber:       serial,
		Subject:            pkix.Name{Organization: []string{"UKey Manager"}, CommonName: "UKey Reference CA key recovery"},
		NotBefore:          now.Add(-clockSkew),
		NotAfter:           now.AddDate(recoveryYears, 0, 0),
		SignatureAlgorithm: x509.SHA256WithRSA,
		KeyUsage:           x509.KeyUsageKeyEncipherment,
	}
	cert, err := signCertificate(template, template, key.Public(), key)
	if err != nil {
		return RecoveryKey{}, err
	}
	return RecoveryKey{key, cert}, nil
}

// PEM is the private key, PKCS#8, and then the certificate. The caller clears
// it.
func (k RecoveryKey) PEM() ([]byte, error) {
	private, err := keyPEM(k.Private)
	if err != nil {
		return nil, err
	}
	defer clear(private)
	return append(append([]byte{}, private...), certificatePEM(k.Certificate.Raw)...), nil
}

// ReadRecoveryKey reads what PEM returns; the blocks may come in any order.
func ReadRecoveryKey(content []byte) (RecoveryKey, error) {
	var key RecoveryKey
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		var err error
		switch block.Type {
		case certificateBlock:
			key.Certificate, err = x509.ParseCertificate(block.Bytes)
		case keyBlock:
			var private any
			private, err = x509.ParsePKCS8PrivateKey(block.Bytes)
			clear(block.Bytes)
			key.Private, _ = private.(crypto.Decrypter)
		}
		if err != nil {
			return RecoveryKey{}, fmt.Errorf("read recovery key: %w", err)
		}
	}
	if key.Private == nil || key.Certificate == nil {
		return RecoveryKey{}, errors.New("read recovery key: a private key and its certificate are needed, in PEM")
	}
	if !samePublicKey(key.Certificate.PublicKey, key.Private.Public()) {
		return RecoveryKey{}, errors.New("read recovery key: key and certificate do not belong together")
	}
	return key, nil
}

// openRecovery takes the certificate asked for, which the folder remembers
// from then on, or else the one that it remembers; nil if there is none. The
// caller holds the setup lock.
func openRecovery(dir string, asked *x509.Certificate) (*x509.Certificate, error) {
	path := filepath.Join(dir, recoveryFile)
	if asked == nil {
		cert, err := readCertificate(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return cert, err
	}
	key, ok := asked.PublicKey.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < minRSABits || asked.KeyUsage != 0 && asked.KeyUsage&x509.KeyUsageKeyEncipherment == 0 {
		return nil, fmt.Errorf("%s: %w", asked.Subject, ErrUnsuitedRecovery)
	}
	return asked, publish(path, certificatePEM(asked.Raw))
}

// Recovery is the certificate that encryption keys are sealed for in escrow,
// or nil: then no key is kept.
func (c *CA) Recovery() *x509.Certificate { return c.recovery }

// sealForEscrow returns what is to be kept of a private key, PKCS#8, or nil.
func (c *CA) sealForEscrow(pkcs8 []byte) ([]byte, error) {
	if c.recovery == nil {
		return nil, nil
	}
	sealed, err := cms.Envelope(pkcs8, c.recovery)
	if err != nil {
		return nil, fmt.Errorf("seal for escrow: %w", err)
	}
	return sealed, nil
}

// Recover opens the key of an encryption certificate and returns it as PKCS#8,
// which the caller clears. Who did it (Config.Operator), and by what right, is
// in the audit log before the key is returned.
//
// Errors are ErrUnknownCertificate, ErrNoEscrow, ErrOtherRecoveryKey, or what
// failed within.
func (c *CA) Recover(ctx context.Context, serial *big.Int, key RecoveryKey, reason string) ([]byte, error) {
	name := store.SerialText(serial)
	cert, err := c.store.Certificate(ctx, serial)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("recover %s: %w", name, ErrUnknownCertificate)
	}
	if err != nil {
		return nil, err
	}
	sealed, err := c.store.Escrow(ctx, serial)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("recover %s: %w", name, ErrNoEscrow)
	}
	if err != nil {
		return nil, err
	}
	pkcs8, err := cms.Open(sealed, key.Private, key.Certificate)
	if errors.Is(err, cms.ErrNotForKey) {
		return nil, fmt.Errorf("recover %s: %w", name, ErrOtherRecoveryKey)
	}
	if err != nil {
		return nil, fmt.Errorf("recover %s: %w", name, err)
	}
	if err := checkRecovered(pkcs8, cert.X509); err != nil {
		clear(pkcs8)
		return nil, fmt.Errorf("recover %s: %w", name, err)
	}
	if err := c.store.Append(ctx, c.consoleEntry(store.ActionRecover, serial, map[string]string{"reason": reason})); err != nil {
		clear(pkcs8)
		return nil, err
	}
	c.log.WarnContext(ctx, "key recovered from escrow", "serial", name)
	return pkcs8, nil
}

// checkRecovered makes sure that a key is the certificate's.
func checkRecovered(pkcs8 []byte, cert *x509.Certificate) error {
	key, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return fmt.Errorf("the key in escrow cannot be read: %w", err)
	}
	if private, ok := key.(crypto.Signer); !ok || !samePublicKey(private.Public(), cert.PublicKey) {
		return errors.New("the key in escrow is not the certificate's")
	}
	return nil
}
