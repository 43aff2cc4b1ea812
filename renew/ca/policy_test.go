package ca_test

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net/http"
	"testing"

	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

func TestMaintenanceStopsEnrolmentsAndNothingElse(t *testing.T) {
	dir := caFolder(t)
	server := serve(t, openCA(t, ca.Config{Dir: dir, Contact: "400-830-1330"}))
	operator := openCA(t, ca.Config{Dir: dir}) // another process
	client := server.client(t, newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}))
	csr := newCSR(t, keytest.EC(t), x509.CertificateRequest{})

	must(t, operator.SetMaintenance(true))
	must(t, operator.SetMaintenance(true))
	for _, op := range enrolments() {
		got := server.enrol(t, client, est.LabelKWP, op, csr)
		p := got.problem(t)
		if got.Status != http.StatusServiceUnavailable || p.Code != -7999 || got.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %+v, Retry-After %q", op, p, got.Header.Get("Retry-After"))
		}
		if p.Title == "" || p.Cause == "" || p.Next == "" || p.Contact != "400-830-1330" {
			t.Errorf("%s: a person is told too little: %+v", op, p)
		}
	}
	for _, path := range []string{est.Path("", est.OpCACerts), "/crl/issuing.crl"} {
		if got := send(t, client, http.MethodGet, server.URL+path, "", nil); got.Status != http.StatusOK {
			t.Errorf("%s: status %d", path, got.Status)
		}
	}
	must(t, operator.SetMaintenance(false))
	must(t, operator.SetMaintenance(false))
	server.enrol(t, client, "", est.OpSimpleReenroll, csr).certificate(t)
}

// reenrolWith posts a re-enrolment without a body, with one header more.
func (s served) reenrolWith(t testing.TB, client *http.Client, name, value string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+est.Path("", est.OpSimpleReenroll), http.NoBody)
	must(t, err)
	req.Header.Set(name, value)
	resp, err := client.Do(req)
	must(t, err)
	defer resp.Body.Close()
	var body bytes.Buffer
	_, err = body.ReadFrom(resp.Body)
	must(t, err)
	return answer{resp.StatusCode, resp.Header, body.Bytes()}
}

func TestARefusalSpeaksTheLanguageThatWasAskedFor(t *testing.T) {
	server := serveNew(t)
	for header, want := range map[string][2]string{
		"": {"没有出示证书", "zh-Hans"}, "zh-CN": {"没有出示证书", "zh-Hans"}, "en": {"No client certificate", "en"},
	} {
		got := server.reenrolWith(t, server.client(t, holder{}), "Accept-Language", header)
		if p := got.problem(t); p.Title != want[0] || got.Header.Get("Content-Language") != want[1] {
			t.Errorf("%q: %q in %q", header, p.Title, got.Header.Get("Content-Language"))
		}
	}
}

func TestAPageInABrowserIsSentToTheProgram(t *testing.T) {
	server := serveNew(t)
	client := server.client(t, newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}))
	for name, value := range map[string]string{"Origin": "https://ca.example", "Sec-Fetch-Mode": "cors"} {
		if p := server.reenrolWith(t, client, name, value).problem(t); p.Code != -7456 || p.Status != http.StatusForbidden {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestACertificateOnHoldIsAQuestionOfRecords(t *testing.T) {
	server := serveNew(t)
	held := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{})
	client := server.client(t, held)
	csr := newCSR(t, keytest.EC(t), x509.CertificateRequest{})
	must(t, server.Revoke(t.Context(), held.Cert.SerialNumber, ca.CertificateHold))
	if p := server.enrol(t, client, "", est.OpSimpleReenroll, csr).problem(t); p.Code != -8001 {
		t.Errorf("on hold: %+v", p)
	}
	must(t, server.Release(t.Context(), held.Cert.SerialNumber))
	server.enrol(t, client, "", est.OpSimpleReenroll, csr).certificate(t)
	must(t, server.Revoke(t.Context(), held.Cert.SerialNumber, ca.KeyCompromise))
	if p := server.enrol(t, client, "", est.OpSimpleReenroll, csr).problem(t); p.Code != int(ca.CodeRevoked) {
		t.Errorf("revoked: %+v", p)
	}
}

func TestTheCreditCodeIsRequiredWhereThePolicySaysSo(t *testing.T) {
	const code = "91440300MA5FD3EM0N" // with a right check character (GB 32100)
	value, err := asn1.Marshal(code)
	must(t, err)
	with := x509.CertificateRequest{ExtraExtensions: []pkix.Extension{{Id: oidCreditCode(), Value: value}}}
	for _, c := range []struct {
		name     string
		required bool
		template x509.CertificateRequest
		code     int // 0: granted
	}{
		{"required and there", true, with, 0},
		{"required and missing", true, x509.CertificateRequest{}, -7942},
		{"not required", false, x509.CertificateRequest{}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := serve(t, openCA(t, ca.Config{RequireCreditCode: c.required}))
			client := server.client(t, newHolderOf(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}, c.template))
			got := server.enrol(t, client, "", est.OpSimpleReenroll, newCSR(t, keytest.EC(t), c.template))
			if c.code == 0 {
				got.certificate(t)
			} else if p := got.problem(t); p.Code != c.code {
				t.Errorf("got %+v", p)
			}
		})
	}
}
