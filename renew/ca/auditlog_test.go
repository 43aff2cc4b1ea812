package ca_test

import (
	"bytes"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// actions lists what the audit log has, with who did it to what.
func actions(t testing.TB, c *ca.CA) (all []string) {
	t.Helper()
	_, err := c.VerifyAudit(t.Context(), func(r ca.AuditRecord) error {
		all = append(all, strings.Join([]string{r.Role, r.Actor, string(r.Action), r.Subject}, " "))
		return nil
	})
	must(t, err)
	return all
}

func TestWhatIsDoneWithCertificatesIsInTheAuditLog(t *testing.T) {
	opened := openCA(t, ca.Config{Operator: "root"})
	server := serve(t, opened)
	old := newHolder(t, opened, keytest.EC(t), ca.Sign, ca.Validity{})
	csr := newCSR(t, keytest.EC(t), x509.CertificateRequest{})
	var fresh string
	for range 2 { // the second time nothing is issued
		fresh = server.enrol(t, server.client(t, old), "", est.OpSimpleReenroll, csr).certificate(t).SerialNumber.Text(16)
	}
	must(t, opened.Revoke(t.Context(), old.Cert.SerialNumber, ca.CertificateHold))
	must(t, opened.Release(t.Context(), old.Cert.SerialNumber))
	must(t, opened.Revoke(t.Context(), old.Cert.SerialNumber, ca.KeyCompromise))
	must(t, opened.Revoke(t.Context(), old.Cert.SerialNumber, ca.Superseded)) // changes nothing
	serial := old.Cert.SerialNumber.Text(16)
	want := []string{
		"console root certificate.issue " + serial,
		"client " + serial + " certificate.issue " + fresh,
		"console root certificate.revoke " + serial,
		"console root certificate.release " + serial,
		"console root certificate.revoke " + serial,
	}
	if got := actions(t, opened); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheFolderRemembersTheHeadOfTheAuditLog(t *testing.T) {
	dir := caFolder(t)
	head := filepath.Join(dir, "audit.head")
	issueThree := func() ca.AuditHead {
		opened := openCA(t, ca.Config{Dir: dir})
		for range 3 {
			newHolder(t, opened, keytest.EC(t), ca.Sign, ca.Validity{})
		}
		got, err := opened.VerifyAudit(t.Context(), nil)
		must(t, err)
		return got
	}
	first := issueThree()
	if content, err := os.ReadFile(head); err != nil || strings.TrimSpace(string(content)) != first.String() {
		t.Errorf("kept %q, %v; want %s", content, err, first)
	}

	// Another database, say an older copy, takes the place of this one.
	for _, name := range []string{"ca.db", "ca.db-wal", "ca.db-shm"} {
		must(t, os.RemoveAll(filepath.Join(dir, name)))
	}
	opened := openCA(t, ca.Config{Dir: dir})
	broken := new(ca.AuditError)
	if _, err := opened.VerifyAudit(t.Context(), nil); !errors.As(err, &broken) || broken.Seq != 1 {
		t.Errorf("got %v, want a break at record 1", err)
	}
	for range 4 {
		newHolder(t, opened, keytest.EC(t), ca.Sign, ca.Validity{})
	}
	if _, err := opened.VerifyAudit(t.Context(), nil); !errors.As(err, &broken) || broken.Seq != 3 {
		t.Errorf("got %v, want a break at record 3", err)
	}
	if content, err := os.ReadFile(head); err != nil || strings.TrimSpace(string(content)) != first.String() {
		t.Errorf("the head was moved to %q: %v", content, err)
	}
}

func TestAServedCAKeepsTheHeadOfTheAuditLogWhenItStops(t *testing.T) {
	r := newCaseRig(t)
	newHolder(t, r.CA, keytest.EC(t), ca.Sign, ca.Validity{})
	r.stop()
	content, err := os.ReadFile(filepath.Join(r.config.Dir, "audit.head"))
	must(t, err)
	if head, err := ca.ParseAuditHead(string(content)); err != nil || head.Seq != 1 {
		t.Errorf("kept %q: %v", content, err)
	}
	// One whose log has become shorter does not make the folder forget that.
	must(t, os.RemoveAll(filepath.Join(r.config.Dir, "ca.db")))
	r.start(t)
	r.stop()
	if later, err := os.ReadFile(filepath.Join(r.config.Dir, "audit.head")); err != nil || !bytes.Equal(later, content) {
		t.Errorf("kept %q afterwards: %v", later, err)
	}
}

func TestHeadsOfTheAuditLogThatAreNoneAreRefused(t *testing.T) {
	for _, text := range []string{"", "1", "1:", "x:" + strings.Repeat("0", 64), "-1:" + strings.Repeat("0", 64), "1:" + strings.Repeat("0", 63)} {
		if head, err := ca.ParseAuditHead(text); err == nil {
			t.Errorf("%q is read as %v", text, head)
		}
	}
}
