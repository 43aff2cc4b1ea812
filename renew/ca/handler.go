package ca

import (
	"net/http"
	"slices"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cms"
	"ukey/renew/est"
)

// maxRequest is the largest certificate request that is read, in bytes as they
// are sent. One for RSA-4096 has 3 KB.
const maxRequest = 64 << 10

// Handler answers EST requests, those about cases, and what StatusHandler
// answers. It must be reached over TLS from a server that asks clients for a
// certificate without checking it, as Serve does: authentication is the
// handler's.
func (c *CA) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range []struct {
		op     est.Op
		method string
		handle func(*exchange) error
	}{
		{est.OpCACerts, http.MethodGet, c.serveCACerts},
		{est.OpCSRAttrs, http.MethodGet, c.serveCSRAttrs},
		{est.OpSimpleEnroll, http.MethodPost, c.serveEnroll},
		{est.OpSimpleReenroll, http.MethodPost, c.serveReenroll},
		{est.OpServerKeyGen, http.MethodPost, c.serveKeyGen},
	} {
		handler := c.serve(string(route.op), only(route.method, route.handle))
		mux.Handle(est.Path("", route.op), handler)
		mux.Handle(est.Path("{label}", route.op), handler)
	}
	c.routeStatus(mux)
	c.routeCases(mux)
	if !c.deskApart {
		mux.Handle(DeskPath, c.desk)
	}
	mux.Handle("/", c.serve("unknown", notFound))
	return c.beforeCleaning(mux)
}

func notFound(*exchange) error { return refuse(CodeNotFound, "no such operation") }

// only lets one method through, and the labels that the CA knows.
func only(method string, handle func(*exchange) error) func(*exchange) error {
	labels := []string{"", est.LabelKWP, est.LabelKWPPKCS1, est.LabelCMS}
	return func(x *exchange) error {
		if !slices.Contains(labels, x.label) {
			return refuse(CodeNotFound, "no such label")
		}
		if x.r.Method != method && (method != http.MethodGet || x.r.Method != http.MethodHead) {
			x.w.Header().Set("Allow", method)
			return refuse(CodeMethod, "use %s", method)
		}
		return handle(x)
	}
}

// serveCACerts sends the issuing CA and the root (RFC 7030, 4.1).
func (c *CA) serveCACerts(x *exchange) error {
	var certs [][]byte
	for _, cert := range c.Chain() {
		certs = append(certs, cert.Raw)
	}
	body, err := cms.CertsOnly(certs...)
	if err != nil {
		return err
	}
	return x.answerBase64(est.MediaCerts, est.EncodeBody(body))
}

// serveCSRAttrs says that requests need no particular attributes
// (RFC 7030, 4.5.2).
func (c *CA) serveCSRAttrs(x *exchange) error {
	x.w.WriteHeader(http.StatusNoContent)
	return nil
}

func (c *CA) serveReenroll(x *exchange) error {
	client, csr, err := c.receive(x)
	if err != nil {
		return err
	}
	enrolment, err := c.reenrol(x.r.Context(), client, csr)
	if err != nil {
		return err
	}
	x.note("serial", store.SerialText(enrolment.Issued))
	return x.answerBase64(enrolment.ContentType, enrolment.Body)
}

func (c *CA) serveKeyGen(x *exchange) error {
	client, csr, err := c.receive(x)
	if err != nil {
		return err
	}
	enrolment, err := c.generateKey(x.r.Context(), client, x.label, csr)
	if err != nil {
		return err
	}
	x.note("serial", store.SerialText(enrolment.Issued))
	return x.answer(enrolment.ContentType, enrolment.Body)
}

// answerBase64 sends a body in base64 with the header that some clients insist
// on although RFC 8951 dropped it.
func (x *exchange) answerBase64(contentType string, body []byte) error {
	x.w.Header().Set(est.HeaderTransferEncoding, est.TransferBase64)
	return x.answer(contentType, body)
}

// receive finds out who asks and reads the certificate request, which is not
// looked into yet.
func (c *CA) receive(x *exchange) (store.Certificate, []byte, error) {
	var none store.Certificate
	if err := c.admit(x); err != nil {
		return none, nil, err
	}
	client, err := c.authenticate(x.r.Context(), x.r.TLS)
	if err != nil {
		return none, nil, err
	}
	serial := store.SerialText(client.X509.SerialNumber)
	x.note("client", serial)
	if wait := c.certificates.wait(serial, c.now()); wait > 0 {
		return none, nil, refuse(CodeTooMany, "too many requests with one certificate").after(wait)
	}
	if err := c.checkContents(client.X509); err != nil {
		return none, nil, err
	}
	csr, err := x.readRequest()
	return client, csr, err
}

// admit lets an enrolment through that is not a page's, outside maintenance.
func (c *CA) admit(x *exchange) error {
	if fromBrowser(x.r) {
		return refuse(CodeNotInABrowser, "a browser cannot renew a certificate on a key")
	}
	return c.checkOpen()
}

// fromBrowser tells whether a page asks. Browsers add one of these headers to
// every POST, and no page can keep them from it (Fetch standard, 2.2.2).
func fromBrowser(r *http.Request) bool {
	return r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Mode") != ""
}

// readRequest reads the body of an enrolment: base64, with any white space and
// with or without a Content-Transfer-Encoding.
func (x *exchange) readRequest() ([]byte, error) {
	body, err := x.readBody(maxRequest, est.MediaCSR)
	if err != nil {
		return nil, err
	}
	csr, err := est.DecodeBody(body)
	if err != nil {
		return nil, refuse(CodeMalformed, "the body is not base64: %v", err)
	}
	return csr, nil
}
