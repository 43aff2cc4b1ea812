package ca

import (
	"context"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"

	"ukey/renew/ca/internal/store"
)

// Issue certifies a request, DER, that an operator has looked at. The subject
// goes in byte for byte, and so do the subject's alternative names and the
// identifiers of Chinese CAs that the request asks for; anything else that it
// asks for is left out. Such identifiers that the request lacks may be added;
// those that it has with another value must not. The certificate, DER, is in
// the store when Issue returns.
//
// A request that cannot be granted is a *Refusal.
func (c *CA) Issue(ctx context.Context, csr []byte, profile Profile, validity Validity, added ...pkix.Extension) ([]byte, error) {
	req, err := parseRequest(csr)
	if err != nil {
		return nil, err
	}
	id, err := identityOfRequest(req).with(added)
	if err != nil {
		return nil, err
	}
	cert, err := c.certify(id, req.PublicKey, profile, validity)
	if err != nil {
		return nil, err
	}
	record := store.Certificate{X509: cert, Profile: string(profile), Issued: c.now()}
	entry := c.consoleEntry(store.ActionIssue, cert.SerialNumber, map[string]string{"profile": string(profile)})
	if err := c.store.AddCertificate(ctx, record, entry); err != nil {
		return nil, err
	}
	c.log.InfoContext(ctx, "certificate issued", "op", "issue", "profile", profile,
		"serial", store.SerialText(cert.SerialNumber))
	return cert.Raw, nil
}

// certify makes a certificate. It is nobody's business until it is stored.
func (c *CA) certify(id identity, public crypto.PublicKey, profile Profile, validity Validity) (*x509.Certificate, error) {
	validity, err := validity.complete(c.now(), c.authority.issuing)
	if err != nil {
		return nil, err
	}
	template, err := profile.template(id, public, validity)
	if err != nil {
		return nil, err
	}
	c.status.addTo(template)
	cert, err := signCertificate(template, c.authority.issuing, public, c.authority.key)
	if err != nil {
		return nil, fmt.Errorf("issue certificate: %w", err)
	}
	return cert, nil
}
