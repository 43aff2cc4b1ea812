package ca_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"strings"
	"testing"
	"time"

	"ukey/renew/ca"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
)

func TestAnExpiredCertificateIsReplacedByWayOfACase(t *testing.T) {
	for kind, format := range map[string]token.EnvelopeFormat{"RSA-2048": token.EnvelopeOAEP, "P-256": token.EnvelopeECDH} {
		t.Run(kind, func(t *testing.T) {
			r := newCaseRig(t)
			a := r.newApplicant(t, kind)
			a.open(t)
			a.submit(t)

			waiting, wait, err := a.client.Get(t.Context(), a.ticket)
			must(t, err)
			if waiting.State != cases.Review || waiting.Expected.IsZero() || wait != 10*time.Minute {
				t.Errorf("waiting: %+v, ask again in %v", waiting, wait)
			}
			r.approve(t, a)
			secret := r.secret(t, a)

			csr := newCSR(t, a.fresh, x509.CertificateRequest{})
			signing := holder{a.fresh, r.simpleEnroll(t, a.ticket.Case, secret, csr).certificate(t)}
			if !bytes.Equal(signing.Cert.RawSubject, a.Cert.RawSubject) || !samePublic(signing.Cert.PublicKey, a.fresh.Public()) {
				t.Errorf("a certificate for %v", signing.Cert.Subject)
			}
			// The encryption pair comes as in every renewal, with the new
			// certificate.
			client, err := est.New(est.Config{
				URL: r.URL, Roots: r.Roots(),
				Certificate: &tls.Certificate{Certificate: [][]byte{signing.Cert.Raw}, PrivateKey: a.fresh},
			})
			must(t, err)
			defer func() { must(t, client.Close()) }()
			envelope, encryption, err := client.ServerKeyGen(t.Context(), csr, format)
			must(t, err)
			private := unwrap(t, est.KeyGenAnswer{Envelope: envelope}, signing)
			if !samePublic(private.Public(), encryption[0].PublicKey) {
				t.Error("the key in the envelope is not the certificate's")
			}

			done, err := a.client.Confirm(t.Context(), a.ticket, cases.Fingerprint(signing.Cert.Raw))
			must(t, err)
			if done.State != cases.Done {
				t.Errorf("state %s", done.State)
			}
			head, err := r.VerifyAudit(t.Context(), nil)
			must(t, err)
			if head.Seq == 0 {
				t.Error("nothing in the audit log")
			}
		})
	}
}

func TestARestartInTheMiddleOfACaseLosesNothing(t *testing.T) {
	r := newCaseRig(t)
	a := r.newApplicant(t, "P-256")
	csr := newCSR(t, a.fresh, x509.CertificateRequest{})
	var secret string
	var first *x509.Certificate
	for _, step := range []func(){
		func() { a.open(t) },
		func() { a.submit(t) },
		func() { r.approve(t, a) },
		func() { _, err := a.client.SendCode(t.Context(), a.ticket, a.fresh.Public()); must(t, err) },
		func() {
			bought, err := a.client.VerifyCode(t.Context(), a.ticket, a.fresh.Public(), r.messages.code(t))
			must(t, err)
			secret = bought.Secret
		},
		func() { first = r.simpleEnroll(t, a.ticket.Case, secret, csr).certificate(t) },
		func() {
			// The answer was lost; the same request again gets it.
			again := r.simpleEnroll(t, a.ticket.Case, secret, csr).certificate(t)
			if !again.Equal(first) {
				t.Error("another certificate")
			}
		},
		func() {
			_, err := a.client.Confirm(t.Context(), a.ticket, cases.Fingerprint(first.Raw))
			must(t, err)
		},
	} {
		step()
		r.stop()
		r.start(t)
		client, err := cases.NewClient(est.Config{URL: r.URL, Roots: r.Roots()})
		must(t, err)
		must(t, a.client.Close())
		a.client = client
	}
}

func TestTheSecretIsGoodForOneKeyOfTheHolder(t *testing.T) {
	r := newCaseRig(t)
	a := r.approved(t, "P-256")
	secret := r.secret(t, a)
	csr := newCSR(t, a.fresh, x509.CertificateRequest{})
	for name, c := range map[string]struct {
		user, password string
		csr            []byte
		status         int
		code           ca.Code
	}{
		"another secret":     {a.ticket.Case, strings.Repeat("A", 43), csr, http.StatusUnauthorized, ca.CodeBadSecret},
		"no secret":          {a.ticket.Case, "", csr, http.StatusUnauthorized, ca.CodeBadSecret},
		"no such case":       {"aaaaaaaaaaaaaaaa", secret, csr, http.StatusUnauthorized, ca.CodeBadSecret},
		"the access token":   {a.ticket.Case, a.ticket.Access, csr, http.StatusUnauthorized, ca.CodeBadSecret},
		"another key":        {a.ticket.Case, secret, newCSR(t, keytest.EC(t), x509.CertificateRequest{}), http.StatusUnauthorized, ca.CodeBadSecret},
		"not a request":      {a.ticket.Case, secret, []byte("rubbish"), http.StatusBadRequest, ca.CodeMalformed},
		"a broken signature": {a.ticket.Case, secret, tampered(csr), http.StatusBadRequest, ca.CodeBadSignature},
		"another subject": {
			a.ticket.Case, secret,
			newCSR(t, a.fresh, x509.CertificateRequest{DNSNames: []string{"a.example"}}), http.StatusBadRequest, ca.CodeOtherSubject,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := r.simpleEnroll(t, c.user, c.password, c.csr)
			got.refused(t, c.status, c.code)
			if c.status == http.StatusUnauthorized && !strings.HasPrefix(got.Header.Get("WWW-Authenticate"), "Basic ") {
				t.Errorf("challenge %q", got.Header.Get("WWW-Authenticate"))
			}
		})
	}
	t.Run("no Basic at all", func(t *testing.T) {
		got := r.enrol(t, r.client(t, holder{}), "", est.OpSimpleEnroll, csr)
		got.refused(t, http.StatusUnauthorized, ca.CodeNeedsReview)
		if !strings.HasPrefix(got.Header.Get("WWW-Authenticate"), "Basic ") {
			t.Errorf("challenge %q", got.Header.Get("WWW-Authenticate"))
		}
	})
	t.Run("after all that a good one is granted", func(t *testing.T) {
		r.simpleEnroll(t, a.ticket.Case, secret, csr).certificate(t)
	})
}

func TestTheSameRequestAtOnceGetsOneCertificate(t *testing.T) {
	r := newCaseRig(t)
	a := r.approved(t, "P-256")
	secret := r.secret(t, a)
	csr := newCSR(t, a.fresh, x509.CertificateRequest{})
	const askers = 8
	answers := make(chan answer, askers)
	for range askers {
		go func() { answers <- r.simpleEnroll(t, a.ticket.Case, secret, csr) }()
	}
	first := (<-answers).certificate(t)
	for range askers - 1 {
		if got := (<-answers).certificate(t); !got.Equal(first) {
			t.Error("two certificates")
		}
	}
}

func TestAKeyThatHasACertificateGetsNoneByACase(t *testing.T) {
	r := newCaseRig(t)
	a := r.approved(t, "P-256")
	a.fresh = a.Key // the old one
	secret := r.secret(t, a)
	r.simpleEnroll(t, a.ticket.Case, secret, newCSR(t, a.fresh, x509.CertificateRequest{})).
		refused(t, http.StatusForbidden, ca.CodeKeyReused)
}

func TestARenewalIsDueFromNinetyToThirtyDaysBeforeTheEnd(t *testing.T) {
	r := newCaseRig(t)
	client := r.newApplicant(t, "P-256").client
	end := r.clock.Now().AddDate(1, 0, 0).Truncate(time.Second)
	h := newHolder(t, r.CA, keytest.EC(t), ca.Sign, ca.Validity{NotAfter: end})
	info, err := client.RenewalInfo(t.Context(), h.Cert.Raw)
	must(t, err)
	if !info.Start.Equal(end.Add(-90*day)) || !info.End.Equal(end.Add(-30*day)) || info.Revoked {
		t.Errorf("got %+v", info)
	}
	must(t, r.Revoke(t.Context(), h.Cert.SerialNumber, ca.Superseded))
	info, err = client.RenewalInfo(t.Context(), h.Cert.Raw)
	must(t, err)
	if !info.Revoked {
		t.Error("not revoked")
	}
	t.Run("in proportion if its life is short", func(t *testing.T) {
		end := r.clock.Now().Add(9 * day).Truncate(time.Second)
		h := newHolder(t, r.CA, keytest.EC(t), ca.Sign, ca.Validity{NotBefore: end.Add(-9 * day), NotAfter: end})
		info, err := client.RenewalInfo(t.Context(), h.Cert.Raw)
		must(t, err)
		if !info.Start.Equal(end.Add(-3*day)) || !info.End.Equal(end.Add(-day)) {
			t.Errorf("got %+v", info)
		}
	})
	t.Run("and nothing is known of others", func(t *testing.T) {
		for _, name := range []string{cases.Fingerprint([]byte("x")), "x", strings.ToUpper(cases.Fingerprint(h.Cert.Raw))} {
			r.call(t, http.MethodGet, "/v1/renewal-info/"+name, "", "", nil).refused(t, http.StatusNotFound, ca.CodeNotFound)
		}
	})
}
