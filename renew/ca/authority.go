package ca

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// authorityBits is the size of the CAs' RSA keys. RSA, because what reads an
// organisation's certificates — tender programs, tax clients, drivers, EST
// clients — has all learned RSA with SHA-256 and has not all learned ECDSA;
// 3072 bits, because the root outlives what 2048 is recommended for.
const authorityBits = 3072

// The CAs' lives. They begin long before the CA is made: a reference CA is
// also asked for certificates that have run out already, and what was signed
// with one is verified at a time when it was valid, as all above it must be.
const (
	authorityYearsBack = 10
	rootYears          = 20
	issuingYears       = 15
)

// authority is the pair of CAs: a root that clients trust, and below it the
// CA that issues. The root's key is needed to make the second one only, so
// its file may be taken away to a safe place afterwards.
type authority struct {
	root    *x509.Certificate
	issuing *x509.Certificate
	key     crypto.Signer // of issuing
}

// The names of an authority's files within its folder.
const (
	rootFile       = "root.pem"
	rootKeyFile    = "root.key"
	issuingFile    = "issuing.pem"
	issuingKeyFile = "issuing.key"
)

// authorityStaging is the folder within the CA's where an authority is made.
const authorityStaging = "authority.new"

func authorityDir(dir string) string { return filepath.Join(dir, "authority") }

// hasAuthority tells whether an authority was made in the CA's folder.
func hasAuthority(dir string) bool {
	_, err := os.Stat(authorityDir(dir))
	return err == nil
}

// openAuthority loads the authority and makes it if there is none. The caller
// holds the setup lock.
func openAuthority(dir string, now time.Time, status statusURL) (*authority, error) {
	if !hasAuthority(dir) {
		if err := makeAuthority(dir, now, status); err != nil {
			return nil, fmt.Errorf("make the root and issuing CA: %w", err)
		}
	}
	a, err := loadAuthority(authorityDir(dir))
	if err != nil {
		return nil, fmt.Errorf("load the root and issuing CA: %w", err)
	}
	return a, nil
}

func loadAuthority(dir string) (*authority, error) {
	root, err := readCertificate(filepath.Join(dir, rootFile))
	if err != nil {
		return nil, err
	}
	issuing, err := readCertificate(filepath.Join(dir, issuingFile))
	if err != nil {
		return nil, err
	}
	key, err := readKey(filepath.Join(dir, issuingKeyFile))
	if err != nil {
		return nil, err
	}
	if err := issuing.CheckSignatureFrom(root); err != nil {
		return nil, fmt.Errorf("the root in %s did not issue the issuing CA: %w", dir, err)
	}
	if !samePublicKey(issuing.PublicKey, key.Public()) {
		return nil, fmt.Errorf("the key in %s is not the issuing CA's", dir)
	}
	return &authority{root: root, issuing: issuing, key: key}, nil
}

// makeAuthority fills a folder beside the final one and then renames it, so
// that an authority is there with all of its files or not at all.
func makeAuthority(dir string, now time.Time, status statusURL) error {
	staging := filepath.Join(dir, authorityStaging)
	if err := os.RemoveAll(staging); err != nil { // left by a start cut short
		return err
	}
	if err := os.Mkdir(staging, 0o700); err != nil {
		return err
	}
	files, err := authorityFiles(now, status)
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := writeFile(filepath.Join(staging, name), content); err != nil {
			return err
		}
	}
	if err := os.Rename(staging, authorityDir(dir)); err != nil {
		return err
	}
	return syncDir(dir)
}

func authorityFiles(now time.Time, status statusURL) (map[string][]byte, error) {
	rootKey, err := rsa.GenerateKey(rand.Reader, authorityBits)
	if err != nil {
		return nil, err
	}
	issuingKey, err := rsa.GenerateKey(rand.Reader, authorityBits)
	if err != nil {
		return nil, err
	}
	rootTemplate, err := authorityTemplate("UKey Reference Root CA", now, rootYears)
	if err != nil {
		return nil, err
	}
	root, err := signCertificate(rootTemplate, rootTemplate, rootKey.Public(), rootKey)
	if err != nil {
		return nil, err
	}
	issuingTemplate, err := authorityTemplate("UKey Reference Issuing CA", now, issuingYears)
	if err != nil {
		return nil, err
	}
	issuingTemplate.MaxPathLen, issuingTemplate.MaxPathLenZero = 0, true
	status.addToCA(issuingTemplate)
	issuing, err := signCertificate(issuingTemplate, root, issuingKey.Public(), rootKey)
	if err != nil {
		return nil, err
	}
	rootKeyPEM, err := keyPEM(rootKey)
	if err != nil {
		return nil, err
	}
	issuingKeyPEM, err := keyPEM(issuingKey)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		rootFile:       certificatePEM(root.Raw),
		rootKeyFile:    rootKeyPEM,
		issuingFile:    certificatePEM(issuing.Raw),
		issuingKeyFile: issuingKeyPEM,
	}, nil
}

func authorityTemplate(name string, now time.Time, years int) (*x509.Certificate, error) {
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	now = now.UTC().Truncate(time.Second)
	return &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{Country: []string{"CN"}, Organization: []string{"UKey Manager"}, CommonName: name},
		NotBefore:             now.AddDate(-authorityYearsBack, 0, 0),
		NotAfter:              now.AddDate(years, 0, 0),
		SignatureAlgorithm:    x509.SHA256WithRSA,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLen:            1,
	}, nil
}

// newSerial returns 127 random bits: unguessable, as the CA/Browser Forum's
// rules ask, and within the 20 octets of RFC 5280, 4.1.2.2.
func newSerial() (*big.Int, error) {
	limit := new(big.Int).Lsh(big.NewInt(1), 127)
	for {
		n, err := rand.Int(rand.Reader, limit)
		if err != nil {
			return nil, fmt.Errorf("draw serial number: %w", err)
		}
		if n.Sign() > 0 {
			return n, nil
		}
	}
}

// signCertificate issues and parses a certificate.
func signCertificate(template, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, key)
	if err != nil {
		return nil, fmt.Errorf("sign certificate: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("sign certificate: %w", err)
	}
	return cert, nil
}

// samePublicKey compares keys of any kind that crypto knows.
func samePublicKey(a, b crypto.PublicKey) bool {
	key, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(b)
}
