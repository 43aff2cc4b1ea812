package ca_test

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"testing"

	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// holderIdentifiers are extensions of all OIDs under which Chinese CAs keep
// what they say about a holder, in all encodings that are met with.
func holderIdentifiers() []pkix.Extension {
	utf8 := append([]byte{asn1.TagUTF8String, 7}, "示例1"...)
	printable := append([]byte{asn1.TagPrintableString, 3}, "A 1"...)
	ia5 := append([]byte{asn1.TagIA5String, 3}, "a@1"...)
	var all []pkix.Extension
	for i, id := range []asn1.ObjectIdentifier{
		{1, 2, 156, 10260, 4, 1, 1},
		{1, 2, 156, 10260, 4, 1, 2},
		{1, 2, 156, 10260, 4, 1, 3},
		{1, 2, 156, 10260, 4, 1, 4},
		{1, 2, 156, 10260, 4, 1, 5},
		{1, 2, 86, 11, 7, 1},
		{1, 2, 86, 11, 7, 2},
		{1, 2, 86, 11, 7, 3},
		{1, 2, 86, 11, 7, 4},
		{1, 2, 86, 11, 7, 5},
		{1, 2, 86, 11, 7, 7550243, 1},
		{1, 2, 86, 21, 1, 3},
		{1, 3, 6, 1, 4, 1, 18760, 1, 12, 11},
		{1, 3, 6, 1, 4, 1, 18760, 1, 12, 12, 2},
		{1, 3, 6, 1, 4, 1, 18760, 1, 12, 14},
		{2, 16, 156, 112548},
		{1, 2, 156, 112570, 11, 205},
		{1, 2, 156, 112570, 11, 210},
		{1, 2, 156, 112562, 2, 1, 1, 1},
		{2, 16, 840, 1, 113732, 2},
	} {
		values := [][]byte{utf8, printable, ia5, []byte("00011@0006PO1raw")}
		all = append(all, pkix.Extension{Id: id, Value: values[i%len(values)]})
	}
	return all
}

func TestEveryIdentifierSurvivesIssueAndRenewal(t *testing.T) {
	server := serveNew(t)
	template := x509.CertificateRequest{ExtraExtensions: holderIdentifiers()}
	old := newHolderOf(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}, template)
	client := server.client(t, old)
	// Our client repeats none of them in its request: the CA knows them.
	key := keytest.EC(t)
	csr := newCSR(t, key, x509.CertificateRequest{})
	signing := server.enrol(t, client, "", est.OpSimpleReenroll, csr).certificate(t)
	encryption := server.enrol(t, client, est.LabelKWP, est.OpServerKeyGen, csr).keyGenAnswer(t).Certificates[0]
	for name, cert := range map[string]*x509.Certificate{"issued": old.Cert, "renewed": signing, "for encryption": encryption} {
		for _, want := range holderIdentifiers() {
			if got := extension(cert, want.Id); !bytes.Equal(got, want.Value) {
				t.Errorf("%s: %v is %x, want %x", name, want.Id, got, want.Value)
			}
		}
		if len(cert.UnhandledCriticalExtensions) > 0 {
			t.Errorf("%s: critical: %v", name, cert.UnhandledCriticalExtensions)
		}
	}
}

func TestIdentifiersMayBeAddedButNotReplaced(t *testing.T) {
	authority := openCA(t, ca.Config{})
	code, err := ca.CreditCode(" 91440300ma5fd3em0n ")
	must(t, err)
	plain := newCSR(t, keytest.EC(t), x509.CertificateRequest{})
	der, err := authority.Issue(t.Context(), plain, ca.Sign, ca.Validity{}, code)
	must(t, err)
	cert, err := x509.ParseCertificate(der)
	must(t, err)
	if got := extension(cert, oidCreditCode()); !bytes.Equal(got, code.Value) {
		t.Errorf("the certificate has %x", got)
	}
	for name, added := range map[string]pkix.Extension{
		"another value": code,
		"no identifier": {Id: asn1.ObjectIdentifier{2, 5, 29, 19}, Value: []byte{0x30, 0x03, 1, 1, 0xff}},
	} {
		csr := newCSR(t, keytest.EC(t), x509.CertificateRequest{ExtraExtensions: []pkix.Extension{creditCode(t)}})
		var refusal *ca.Refusal
		if _, err := authority.Issue(t.Context(), csr, ca.Sign, ca.Validity{}, added); !errors.As(err, &refusal) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ca.CreditCode("91440300MA5FD3EM0X"); err == nil {
		t.Error("a wrong check character was taken")
	}
}
