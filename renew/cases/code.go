package cases

import (
	"context"
	"crypto"
	"crypto/x509"
	"fmt"
	"net/http"

	"ukey/renew/est"
)

// SendCode has the CA send a one-time code for a certificate for that key.
func (c *Client) SendCode(ctx context.Context, t Ticket, public crypto.PublicKey) (CodeSent, error) {
	key, err := keyFingerprint(public)
	if err != nil {
		return CodeSent{}, err
	}
	var sent CodeSent
	_, err = c.do(ctx, call{
		op: "code", method: http.MethodPost, path: t.path() + "/otp", access: t.Access,
		content: CodeRequest{PublicKey: key}, into: &sent,
	})
	sent.SentTo = est.Printable(sent.SentTo)
	return sent, err
}

// VerifyCode buys the secret for simpleenroll with the code that the applicant
// has typed. A code that is refused as ProblemWrongCode may be tried again.
func (c *Client) VerifyCode(ctx context.Context, t Ticket, public crypto.PublicKey, code string) (Secret, error) {
	key, err := keyFingerprint(public)
	if err != nil {
		return Secret{}, err
	}
	var secret Secret
	_, err = c.do(ctx, call{
		op: "code-check", method: http.MethodPost, path: t.path() + "/otp/verify", access: t.Access,
		content: CodeAnswer{PublicKey: key, Code: code}, into: &secret,
	})
	if err == nil && !isToken(secret.Secret) {
		return Secret{}, unusable("code-check", errBadSecret)
	}
	return secret, err
}

// RenewalInfo asks when a certificate, given in DER, had best be renewed.
func (c *Client) RenewalInfo(ctx context.Context, certificate []byte) (RenewalInfo, error) {
	var info RenewalInfo
	_, err := c.do(ctx, call{
		op: "renewal-info", method: http.MethodGet, path: "/v1/renewal-info/" + Fingerprint(certificate),
		into: &info, repeatable: true,
	})
	if err == nil && !info.Start.Before(info.End) {
		return RenewalInfo{}, unusable("renewal-info", errBadWindow)
	}
	return info, err
}

// keyFingerprint names a public key by its one encoding.
func keyFingerprint(public crypto.PublicKey) (string, error) {
	spki, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return "", fmt.Errorf("encode public key: %w", err)
	}
	return Fingerprint(spki), nil
}
