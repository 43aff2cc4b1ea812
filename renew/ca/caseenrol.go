package ca

import (
	"context"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cms"
	"ukey/renew/est"
)

// serveEnroll issues a first certificate after a reviewed case (RFC 7030,
// 4.2.1, with HTTP Basic as in 3.2.3): the user is the case, the password the
// secret that its one-time code has bought.
func (c *CA) serveEnroll(x *exchange) error {
	if err := c.admit(x); err != nil {
		return err
	}
	id, secret, ok := x.r.BasicAuth()
	if !ok {
		return refuse(CodeNeedsReview, "without a valid certificate to renew, a reviewed case and its secret are needed")
	}
	x.noteCase(id)
	csr, err := x.readRequest()
	if err != nil {
		return err
	}
	enrolment, err := c.enrol(x.r.Context(), id, secret, csr)
	if err != nil {
		return caseRefusal(err)
	}
	x.note("serial", store.SerialText(enrolment.Issued))
	return x.answerBase64(enrolment.ContentType, enrolment.Body)
}

// enrol issues the certificate that a case's secret is good for. It takes
// everything about its holder from the case's old certificate.
func (c *CA) enrol(ctx context.Context, id, secret string, csr []byte) (store.Enrolment, error) {
	var none store.Enrolment
	req, err := parseRequest(csr)
	if err != nil {
		return none, err
	}
	key, err := hashKey(req.PublicKey)
	if err != nil {
		return none, err
	}
	old, err := c.cases.Redeem(ctx, id, secret, key)
	if err != nil {
		return none, err
	}
	holder := identityOfCertificate(old.X509)
	_, request, err := readEnrolment(est.OpSimpleEnroll, "", csr, holder)
	if err != nil {
		return none, err
	}
	if earlier, found, err := c.answeredOrUnused(ctx, request, holder); err != nil || found {
		return earlier, err
	}
	cert, err := c.certify(holder, req.PublicKey, Sign, Validity{})
	if err != nil {
		return none, err
	}
	body, err := cms.CertsOnly(cert.Raw)
	if err != nil {
		return none, err
	}
	record := store.Certificate{X509: cert, Profile: string(Sign), Issued: c.now()}
	return c.cases.Grant(ctx, id, secret, record, store.Enrolment{
		Request: request, Client: old.X509.SerialNumber, Issued: cert.SerialNumber, Answered: c.now(),
		ContentType: est.MediaCerts, Body: est.EncodeBody(body),
	})
}

// challenge says how to prove what a refusal with status 401 misses
// (RFC 9110, 15.5.2).
func (c Code) challenge() string {
	switch c {
	case CodeNeedsReview, CodeBadSecret:
		return `Basic realm="est", charset="UTF-8"`
	default:
		// No registered scheme means a certificate in TLS.
		return `ClientCertificate realm="est"`
	}
}
