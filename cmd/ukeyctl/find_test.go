package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"ukey/app"
	"ukey/token"
)

func TestCertificateIsFoundByEachOfItsNames(t *testing.T) {
	other := signing()
	other.ID, other.Label, other.DER, other.Serial = "\x02", "加密", []byte("other"), nil
	s := &app.Snapshot{Keys: []app.Key{keyWith(signing(), other, garbage())}}
	sum := fmt.Sprintf("%x", prefix("signing"))
	for _, name := range []string{
		"01fe", "01FE", "01:fe", "签名", // CKA_ID and label
		"0abc", "abc", "0A:BC", "2748", // serial number
		sum, sum[:6], strings.ToUpper(sum),
	} {
		f, err := findCertificate(s, name)
		if err != nil || f.certificate.Label != "签名" || f.key != &s.Keys[0] {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", sum[:5], "签", "ffffff", "zz"} {
		if _, err := findCertificate(s, name); !is[*noCertificateError](err) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestUnreadableCertificateIsFoundToo(t *testing.T) {
	s := &app.Snapshot{Keys: []app.Key{keyWith(signing(), garbage())}}
	if f, err := findCertificate(s, "junk"); err != nil || f.certificate.Status != token.Unreadable {
		t.Errorf("%v", err)
	}
}

func TestNameOfSeveralIsAmbiguous(t *testing.T) {
	twin := signing()
	twin.DER = []byte("twin")
	s := &app.Snapshot{Keys: []app.Key{keyWith(signing()), keyWith(twin)}}
	_, err := findCertificate(s, "01fe")
	e, ok := errors.AsType[*ambiguousCertificateError](err)
	if !ok || len(e.all) != 2 {
		t.Fatalf("got %v", err)
	}
	if f, err := findCertificate(s, fmt.Sprintf("%x", prefix("twin"))); err != nil || f.key != &s.Keys[1] {
		t.Errorf("the fingerprint does not tell them apart: %v", err)
	}
}

func TestACertificateNamesTheHolderToRenew(t *testing.T) {
	k := keyWith(signing())
	if holder, err := holderNamed(&k, "01fe"); err != nil || holder != k.Certificates[0].Holder() {
		t.Errorf("holder %q, %v", holder, err)
	}
	if holder, err := holderNamed(&k, ""); err != nil || holder != "" {
		t.Errorf("none named: %q, %v", holder, err)
	}
	if _, err := holderNamed(&k, "ffffff"); !is[*noCertificateError](err) {
		t.Errorf("one that is not on the key: %v", err)
	}
}
