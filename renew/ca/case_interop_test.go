package ca_test

import (
	"bytes"
	"crypto/x509"
	"testing"

	"ukey/renew/cases"
)

// Another client enrols with the secret of a case, which is for the key that
// it has made itself.
func TestStrongSwanEnrolsAfterAReviewedCase(t *testing.T) {
	r := newCaseRig(t)
	a := r.approved(t, "RSA-2048")
	dir := t.TempDir()
	r.chainFiles(t, dir)
	write(t, dir, "new.key", []byte(runTool(t, dir, "pki", "--gen", "--outform", "pem", "--type", "rsa", "--size", "2048")))
	csr := runTool(t, dir, "pki", "--req", "--in", "new.key", "--dn", "C=CN, O=深圳市示例科技有限公司, CN=示例科技")
	write(t, dir, "csr.der", []byte(csr))
	request, err := x509.ParseCertificateRequest([]byte(csr))
	must(t, err)

	_, err = a.client.SendCode(t.Context(), a.ticket, request.PublicKey)
	must(t, err)
	bought, err := a.client.VerifyCode(t.Context(), a.ticket, request.PublicKey, r.messages.code(t))
	must(t, err)
	enrol := func() []byte {
		return []byte(runTool(t, dir, "pki", "--est", "--url", r.URL, "--in", "csr.der",
			"--cacert", "root.pem", "--cacert", "issuing.pem", "--userpass", a.ticket.Case+":"+bought.Secret))
	}
	fresh, err := x509.ParseCertificate(enrol())
	must(t, err)
	if !bytes.Equal(fresh.RawSubject, a.Cert.RawSubject) || !samePublic(fresh.PublicKey, request.PublicKey) {
		t.Errorf("a certificate for %v", fresh.Subject)
	}
	if again := enrol(); !bytes.Equal(again, fresh.Raw) {
		t.Error("the same request got another certificate")
	}
	_, err = a.client.Confirm(t.Context(), a.ticket, cases.Fingerprint(fresh.Raw))
	must(t, err)
}

// What the applicant signs can be checked with other people's tools, as long
// as they do not mind that the certificate has expired.
func TestOpenSSLVerifiesAStatement(t *testing.T) {
	for _, kind := range []string{"RSA-2048", "P-256"} {
		t.Run(kind, func(t *testing.T) {
			r := newCaseRig(t)
			a := r.newApplicant(t, kind)
			dir := t.TempDir()
			write(t, dir, "chain.pem", append(certPEM(r.Chain()[0]), r.RootPEM()...))
			statement := r.statement(t, a, cases.Statement{Purpose: cases.ToOpen})
			write(t, dir, "statement.p7", statement)
			said := runTool(t, dir, "openssl", "cms", "-verify", "-inform", "DER", "-in", "statement.p7",
				"-CAfile", "chain.pem", "-no_check_time", "-purpose", "any")
			if !bytes.Contains([]byte(said), []byte(`"purpose":"open-case"`)) {
				t.Errorf("openssl reads %q", said)
			}
		})
	}
}
