//go:build linux

package main

import (
	"bufio"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"ukey/token"
	"ukey/token/softkey"
)

// rigKey finds a script's rig.
type rigKey struct{}

// rig is what one script has besides its files: a store with keys, and a CA.
type rig struct {
	dir, bin string
	setenv   func(name, value string)
	store    *softkey.Store
	keys     []*softkey.Token
	issuer   *softkey.Issuer
	ca       *exec.Cmd
	closers  []func()
}

// open makes the store. UKEY_MODULES leads to it.
func (r *rig) open() (err error) {
	if r.store != nil {
		return nil
	}
	if r.store, err = softkey.New(filepath.Join(r.dir, "store")); err != nil {
		return err
	}
	if r.issuer, err = softkey.NewIssuer("Script CA"); err != nil {
		return err
	}
	module, err := r.store.Module()
	if err != nil {
		return err
	}
	r.setenv("MODULE", module)
	r.setenv("UKEY_MODULES", module)
	return nil
}

// add makes a key. $SERIAL is that of the last one made, $SERIAL1 of the first.
func (r *rig) add(label string) (*softkey.Token, error) {
	if err := r.open(); err != nil {
		return nil, err
	}
	key, err := r.store.AddToken(softkey.TokenSpec{Label: label})
	if err != nil {
		return nil, err
	}
	r.keys = append(r.keys, key)
	r.setenv("SERIAL", key.Serial)
	r.setenv(fmt.Sprintf("SERIAL%d", len(r.keys)), key.Serial)
	return key, nil
}

func (r *rig) key(label string) (*softkey.Token, error) {
	for _, k := range r.keys {
		if k.Label == label {
			return k, nil
		}
	}
	return nil, fmt.Errorf("no key %q", label)
}

// certify issues a certificate for the public half of a key.
type certify func(key crypto.Signer, use token.Use, ends time.Time) (der []byte, err error)

// organisation makes a key with a signing and an encryption pair whose
// certificates are valid for a year up to ends.
func (r *rig) organisation(label, algorithm string, ends time.Time, issue certify) error {
	k, err := r.add(label)
	if err != nil {
		return err
	}
	var pairs []softkey.PairSpec
	for _, p := range []struct {
		id, label string
		use       token.Use
	}{{"\x01", "签名证书", token.Signature}, {"\x02", "加密证书", token.Encryption}} {
		key, err := newKey(algorithm)
		if err != nil {
			return err
		}
		der, err := issue(key, p.use, ends)
		if err != nil {
			return err
		}
		pairs = append(pairs, softkey.PairSpec{ID: []byte(p.id), Label: p.label, Key: key, Certificate: der})
	}
	return k.AddPair(pairs...)
}

func newKey(algorithm string) (crypto.Signer, error) {
	switch algorithm {
	case "rsa":
		return rsa.GenerateKey(rand.Reader, 2048)
	case "p256":
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	return nil, fmt.Errorf("unknown algorithm %q", algorithm)
}

func owner() pkix.Name {
	return pkix.Name{
		Country: []string{"CN"}, Province: []string{"广东省"}, Locality: []string{"深圳市"},
		Organization: []string{softkey.ExampleName}, CommonName: softkey.ExampleName,
	}
}

// bySoftkey certifies without a CA that could renew.
func (r *rig) bySoftkey(key crypto.Signer, use token.Use, ends time.Time) ([]byte, error) {
	return r.issuer.Issue(softkey.CertSpec{
		Subject: owner(), Use: use, Public: key.Public(), CreditCode: softkey.ExampleCreditCode,
		NotBefore: ends.AddDate(-1, 0, 0), NotAfter: ends,
	})
}

// byCA certifies as an operator of the CA does, with ukeyca issue.
func (r *rig) byCA(key crypto.Signer, use token.Use, ends time.Time) ([]byte, error) {
	credit, err := asn1.MarshalWithParams(softkey.ExampleCreditCode, "utf8")
	if err != nil {
		return nil, err
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject:         owner(),
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 156, 10260, 4, 1, 4}, Value: credit}},
	}, key)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(r.dir, "request.csr")
	if err := os.WriteFile(file, csr, 0o600); err != nil {
		return nil, err
	}
	profile := map[token.Use]string{token.Signature: "sign", token.Encryption: "encrypt"}[use]
	issue := exec.CommandContext(context.Background(), filepath.Join(r.bin, "ukeyca"), "issue",
		"--data", filepath.Join(r.dir, "ca"), "--csr", file, "--profile", profile,
		"--not-before", ends.AddDate(-1, 0, 0).Format(time.RFC3339), "--not-after", ends.Format(time.RFC3339))
	out, err := issue.Output()
	if err != nil {
		return nil, fmt.Errorf("ukeyca issue: %w", err)
	}
	certificate, rest := pem.Decode(out)
	if certificate == nil {
		return nil, fmt.Errorf("ukeyca issue printed %q", out)
	}
	return certificate.Bytes, os.WriteFile(filepath.Join(r.dir, "issuing.pem"), rest, 0o600)
}

// serveCA starts the CA on a free port, or again on the one it had. $CA is its
// URL and $ROOT its root certificate.
func (r *rig) serveCA(address string) error {
	r.ca = exec.CommandContext(context.Background(), filepath.Join(r.bin, "ukeyca"), "serve",
		"--data", filepath.Join(r.dir, "ca"), "--listen", address)
	log, err := os.OpenFile(filepath.Join(r.dir, "ca.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	r.ca.Stderr = log
	out, err := r.ca.StdoutPipe()
	if err != nil {
		return err
	}
	if err := r.ca.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	for _, line := range []struct{ prefix, name string }{{"Serving ", "CA"}, {"Root certificate: ", "ROOT"}} {
		if !lines.Scan() {
			return fmt.Errorf("ukeyca serve says nothing: %v", r.stopCA())
		}
		value, ok := strings.CutPrefix(lines.Text(), line.prefix)
		if !ok {
			return fmt.Errorf("ukeyca serve says %q", lines.Text())
		}
		r.setenv(line.name, value)
	}
	return nil
}

func (r *rig) stopCA() error {
	if r.ca == nil {
		return nil
	}
	ca := r.ca
	r.ca = nil
	if err := ca.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return ca.Wait()
}
