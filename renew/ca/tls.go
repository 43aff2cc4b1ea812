package ca

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// serverBits: RSA, so that a client needs to know nothing but RSA and
	// SHA-256 to talk to us; 2048 bits, because the certificate is short-lived.
	serverBits = 2048
	serverDays = 365
	// A third of its life before the end, the certificate is replaced.
	serverRenewDays = serverDays / 3
)

// hostNames checks the names that a server certificate is to carry and adds
// those that it always has.
func hostNames(extra []string) ([]string, error) {
	names := []string{"localhost", "127.0.0.1", "::1"}
	for _, name := range extra {
		if addr, err := netip.ParseAddr(name); err == nil && addr.Zone() == "" {
			name = addr.Unmap().String()
		} else if !isDNSName(name) {
			return nil, fmt.Errorf("host %q is neither a DNS name nor an address (without port or zone)", name)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// isDNSName takes letters, digits and hyphens between dots (RFC 1123, 2.1).
func isDNSName(name string) bool {
	if name == "" || len(name) > 253 {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "-") != label || strings.ContainsFunc(label, notLDH) {
			return false
		}
	}
	return true
}

func notLDH(r rune) bool {
	return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}

// serverCertificate is the certificate that the server shows. It is kept in
// one file with its key, and replaced when it nears its end, when the names
// change and when it cannot be read.
type serverCertificate struct {
	ca *CA

	mu      sync.Mutex
	current *tls.Certificate
}

func (c *CA) serverCertificateFile() string { return filepath.Join(c.dir, "tls.pem") }

// get is a tls.Config's GetCertificate.
func (s *serverCertificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil && s.ca.serves(s.current.Leaf) {
		return s.current, nil
	}
	cert, err := s.ca.openServerCertificate()
	if err != nil {
		return nil, err
	}
	s.current = cert
	return cert, nil
}

// openServerCertificate loads the certificate, or makes and stores a new one.
func (c *CA) openServerCertificate() (*tls.Certificate, error) {
	file := c.serverCertificateFile()
	content, err := os.ReadFile(file)
	defer clear(content)
	if err == nil {
		if cert, err := tls.X509KeyPair(content, content); err == nil && c.serves(cert.Leaf) {
			return &cert, nil
		}
	}
	fresh, err := c.makeServerCertificate()
	if err != nil {
		return nil, fmt.Errorf("make the TLS certificate: %w", err)
	}
	defer clear(fresh)
	if err := writeFile(file, fresh); err != nil {
		return nil, err
	}
	cert, err := tls.X509KeyPair(fresh, fresh)
	if err != nil {
		return nil, fmt.Errorf("make the TLS certificate: %w", err)
	}
	return &cert, nil
}

// serves tells whether a certificate will do for now.
func (c *CA) serves(leaf *x509.Certificate) bool {
	names := slices.Clone(leaf.DNSNames)
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	slices.Sort(names)
	now := c.now()
	return leaf.CheckSignatureFrom(c.authority.issuing) == nil &&
		slices.Equal(names, slices.Sorted(slices.Values(c.hosts))) &&
		!now.Before(leaf.NotBefore) &&
		now.Before(leaf.NotAfter.AddDate(0, 0, -serverRenewDays))
}

// makeServerCertificate returns key, certificate and issuing CA in PEM.
func (c *CA) makeServerCertificate() ([]byte, error) {
	key, err := rsa.GenerateKey(rand.Reader, serverBits)
	if err != nil {
		return nil, err
	}
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	ski, err := subjectKeyID(key.Public())
	if err != nil {
		return nil, err
	}
	now := c.now().UTC().Truncate(time.Second)
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{Organization: []string{"UKey Manager"}, CommonName: "UKey Reference CA server"},
		NotBefore:             now.Add(-clockSkew),
		NotAfter:              earliest(now.AddDate(0, 0, serverDays), c.authority.issuing.NotAfter),
		SignatureAlgorithm:    x509.SHA256WithRSA,
		SubjectKeyId:          ski,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, host := range c.hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	cert, err := signCertificate(template, c.authority.issuing, key.Public(), c.authority.key)
	if err != nil {
		return nil, err
	}
	content, err := keyPEM(key)
	if err != nil {
		return nil, err
	}
	return bytes.Join([][]byte{content, certificatePEM(cert.Raw), certificatePEM(c.authority.issuing.Raw)}, nil), nil
}
