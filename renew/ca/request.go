package ca

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
)

// The sizes of RSA keys that are certified, in bits. The upper end keeps
// requests from costing the CA more than they cost the client.
const (
	minRSABits = 2048
	maxRSABits = 4096
)

// DecodeRequest takes a certificate request out of a file's content, which is
// PEM or DER, and returns the DER. It does not look into it.
func DecodeRequest(content []byte) ([]byte, error) {
	if !bytes.Contains(content, []byte("-----BEGIN")) {
		return content, nil
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, fmt.Errorf("broken PEM")
	}
	switch block.Type {
	case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST":
		return block.Bytes, nil
	default:
		return nil, fmt.Errorf("a PEM block %q, not a CERTIFICATE REQUEST", block.Type)
	}
}

// parseRequest reads a certificate request, DER, and checks what every request
// must have: a signature by the key it names, which proves possession of that
// key, a key worth certifying, and a subject. The error is a *Refusal.
func parseRequest(der []byte) (*x509.CertificateRequest, error) {
	req, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, refuse(CodeMalformed, "not a certificate request (PKCS#10): %v", err)
	}
	if err := checkKey(req.PublicKey); err != nil {
		return nil, refuse(CodeBadKey, "%v", err)
	}
	if err := req.CheckSignature(); err != nil {
		return nil, refuse(CodeBadSignature, "the certificate request is not signed with the key that it names: %v", err)
	}
	if rdns, ok := parseName(req.RawSubject); !ok || len(rdns) == 0 {
		return nil, refuse(CodeMalformed, "the certificate request names no subject")
	}
	return req, nil
}

// checkKey says what is wrong with a key, or nil.
func checkKey(public crypto.PublicKey) error {
	switch key := public.(type) {
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits < minRSABits || bits > maxRSABits {
			return fmt.Errorf("an RSA key of %d bits; %d to %d are accepted", bits, minRSABits, maxRSABits)
		}
		return nil
	case *ecdsa.PublicKey:
		if key.Curve != elliptic.P256() && key.Curve != elliptic.P384() {
			return fmt.Errorf("an EC key on the curve %s; P-256 and P-384 are accepted", key.Curve.Params().Name)
		}
		return nil
	default:
		return fmt.Errorf("a key of an unknown kind; RSA, P-256 and P-384 are accepted")
	}
}

func isRSA(public crypto.PublicKey) bool {
	_, ok := public.(*rsa.PublicKey)
	return ok
}
