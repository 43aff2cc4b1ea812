package ca_test

import (
	"crypto/tls"
	"errors"
	"testing"

	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
)

func TestOurOwnClientRenewsBothCertificates(t *testing.T) {
	for kind, format := range map[string]token.EnvelopeFormat{"RSA-2048": token.EnvelopeOAEP, "P-256": token.EnvelopeECDH} {
		t.Run(kind, func(t *testing.T) {
			server := serveNew(t)
			old := newHolder(t, server.CA, newKey(t, kind), ca.Sign, ca.Validity{})
			client, err := est.New(est.Config{
				URL: server.URL, Roots: server.Roots(),
				Certificate: &tls.Certificate{Certificate: [][]byte{old.Cert.Raw}, PrivateKey: old.Key},
			})
			must(t, err)
			defer func() { must(t, client.Close()) }()

			fresh := holder{Key: newKey(t, kind)}
			csr, err := est.NewCSR(old.Cert, fresh.Key)
			must(t, err)
			signing, err := client.SimpleReenroll(t.Context(), csr)
			must(t, err)
			fresh.Cert = signing[0]
			envelope, encryption, err := client.ServerKeyGen(t.Context(), csr, format)
			must(t, err)
			private := unwrap(t, est.KeyGenAnswer{Envelope: envelope}, fresh)
			if !samePublic(private.Public(), encryption[0].PublicKey) {
				t.Error("the key in the envelope is not the certificate's")
			}
		})
	}
}

func TestOurOwnClientIsToldWhyNot(t *testing.T) {
	clock := newClock()
	server := serve(t, openCA(t, ca.Config{Clock: clock.Now}))
	old := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{NotAfter: clock.Now().AddDate(0, 0, -1)})
	client, err := est.New(est.Config{
		URL: server.URL, Roots: server.Roots(),
		Certificate: &tls.Certificate{Certificate: [][]byte{old.Cert.Raw}, PrivateKey: old.Key},
	})
	must(t, err)
	defer func() { must(t, client.Close()) }()
	csr, err := est.NewCSR(old.Cert, keytest.EC(t))
	must(t, err)
	_, err = client.SimpleReenroll(t.Context(), csr)
	var refused *est.RefusedError
	if !errors.As(err, &refused) || refused.Problem.Code != int(ca.CodeExpired) {
		t.Errorf("got %v, want code %d", err, ca.CodeExpired)
	}
}
