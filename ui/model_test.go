package ui

import (
	"testing"
	"time"

	"ukey/app"
)

func TestTheFirstSnapshotSelectsTheSignatureCertificate(t *testing.T) {
	var m model
	m.update(snapshot(companyKey(t), expiredKey(t)))
	want := readCertificate(t, "signature")
	if c := m.certificate(); c == nil || c.SHA256() != want.SHA256() {
		t.Errorf("selected %+v", m.selected)
	}
}

func TestTheSelectionStaysWithItsKeyWhateverElseIsPluggedIn(t *testing.T) {
	var m model
	company, expired := companyKey(t), expiredKey(t)
	m.update(snapshot(company))
	m.selected = selection{key: company.ID, hash: hashOf(t, "encryption")}
	before := m.selected
	for _, s := range []*app.Snapshot{snapshot(expired, company), snapshot(expired), snapshot(), snapshot(company)} {
		m.update(s)
		if m.selected != before {
			t.Fatalf("selection moved to %+v", m.selected)
		}
	}
	if m.certificate() == nil {
		t.Error("the certificate of a key that came back is not shown")
	}
}

func TestTheSelectionStaysWithAKeyThatAnotherDriverShows(t *testing.T) {
	var m model
	quick, slow := companyKey(t), companyKey(t)
	slow.ID.Driver, slow.Also = "/slow.so", []string{quick.ID.Driver}
	m.update(snapshot(quick))
	m.selected.hash = hashOf(t, "encryption")
	m.update(snapshot(slow))
	if _, gone := m.gone(); gone || m.selected != (selection{key: slow.ID, hash: hashOf(t, "encryption")}) {
		t.Errorf("selected %+v, gone %v", m.selected, gone)
	}
}

func TestAnUnpluggedKeyIsKnownByItsName(t *testing.T) {
	var m model
	m.update(snapshot(companyKey(t)))
	if _, gone := m.gone(); gone {
		t.Error("a key that is there counts as gone")
	}
	m.update(snapshot(expiredKey(t)))
	if name, gone := m.gone(); !gone || name != "单位证书" {
		t.Errorf("gone() = %q, %v", name, gone)
	}
}

func TestARenewedCertificateGivesItsPlaceToTheNewOne(t *testing.T) {
	var m model
	m.update(snapshot(companyKey(t)))
	m.update(snapshot(renewedKey(t)))
	if m.selected.hash != hashOf(t, "signature-new") {
		t.Error("the old certificate is still selected")
	}
}

func TestAnOldCertificateThatWasChosenStays(t *testing.T) {
	var m model
	k := companyKey(t)
	m.update(snapshot(k))
	m.selected = selection{key: k.ID, hash: hashOf(t, "signature-old")}
	m.update(snapshot(companyKey(t)))
	if m.selected.hash != hashOf(t, "signature-old") {
		t.Error("the selection was taken away from an old certificate")
	}
}

func TestASnapshotThatWasOvertakenIsIgnored(t *testing.T) {
	var m model
	late := snapshot()
	late.At = today.Add(-time.Second)
	m.update(snapshot(companyKey(t)))
	m.update(late)
	if m.key() == nil {
		t.Error("an older snapshot replaced a newer one")
	}
}

func hashOf(t *testing.T, name string) [32]byte {
	t.Helper()
	c := readCertificate(t, name)
	return c.SHA256()
}

func TestAKeyWithoutALabelIsNamedAlsoWhenItIsGone(t *testing.T) {
	k := newKey("", "7A21-0049-3381-5526", readCertificate(t, "signature"))
	var m model
	m.update(snapshot(k))
	m.update(snapshot())
	if name, gone := m.gone(); !gone || name != "SoftHSM project SoftHSM v2" {
		t.Errorf("%q is gone: %v", name, gone)
	}
}

func TestAKeyWithNothingButItsCAsCertificateIsSelectedAsAKey(t *testing.T) {
	ca := readCertificate(t, "signature-valid")
	ca.IsCA = true
	var m model
	m.update(snapshot(newKey("单位证书", "1", ca)))
	if !m.selected.isKey() {
		t.Error("a certificate is selected that the tree does not list")
	}
}
