package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"ukey/renew/ca/sms"
	"ukey/renew/cases"
	"ukey/renew/est"
)

// ukeyca runs the program and returns what it printed; it must end well.
func ukeyca(t *testing.T, args ...string) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "ukeyca", args...)
	cmd.Stderr = &stderr
	stdout, err := cmd.Output()
	if err != nil {
		t.Fatalf("ukeyca %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return string(stdout)
}

// applicant has a certificate that expired yesterday, and a case about it.
type applicant struct {
	client *cases.Client
	who    cases.Applicant
	key    *ecdsa.PrivateKey
	ticket cases.Ticket
}

// apply opens a case at a server.
func apply(t *testing.T, p *process, dir string, issueFlags ...string) *applicant {
	t.Helper()
	key, csr := request(t)
	file := filepath.Join(t.TempDir(), "csr.der")
	must(t, os.WriteFile(file, csr, 0o600))
	yesterday := time.Now().AddDate(0, 0, -1).UTC().Format(time.RFC3339)
	args := append([]string{"issue", "--data", dir, "--csr", file, "--profile", "sign", "--not-after", yesterday}, issueFlags...)
	block, _ := pem.Decode([]byte(ukeyca(t, args...)))
	cert, err := x509.ParseCertificate(block.Bytes)
	must(t, err)
	root, err := os.ReadFile(filepath.Join(dir, "root.pem"))
	must(t, err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(root)
	a := &applicant{who: cases.Applicant{Certificate: cert, Key: key}, key: key}
	a.client, err = cases.NewClient(est.Config{URL: p.url, Roots: roots})
	must(t, err)
	t.Cleanup(func() { must(t, a.client.Close()) })
	_, a.ticket, err = a.client.Open(t.Context(), a.who)
	must(t, err)
	return a
}

func (a *applicant) submit(t *testing.T) {
	t.Helper()
	var scan bytes.Buffer
	must(t, png.Encode(&scan, image.NewGray(image.Rect(0, 0, 40, 30))))
	hashes := make(map[cases.Kind]string)
	for _, kind := range cases.Kinds() {
		_, err := a.client.PutDocument(t.Context(), a.ticket, kind, cases.PNG, scan.Bytes())
		must(t, err)
		hashes[kind] = cases.Fingerprint(scan.Bytes())
	}
	_, err := a.client.Submit(t.Context(), a.ticket, a.who, cases.Form{
		IDNumber: "11010519491231002X", Name: "王小明", Address: "深圳市福田区", Phone: "13812345678", Email: "wang@example.com",
	}, hashes)
	must(t, err)
}

func (a *applicant) state(t *testing.T) *cases.Case {
	t.Helper()
	got, _, err := a.client.Get(t.Context(), a.ticket)
	must(t, err)
	return got
}

// messages reads the outbox.
func messages(t *testing.T, dir string) (all []sms.Message) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "outbox", "*.json"))
	must(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		must(t, err)
		var m sms.Message
		must(t, json.Unmarshal(content, &m))
		all = append(all, m)
	}
	return all
}

func TestCasesAreDecidedOnTheConsoleWhileTheCAServes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	server := start(t, dir)
	a := apply(t, server, dir, "--phone", "136 1111 2222")
	a.submit(t)

	var line struct{ ID, State, Applicant string }
	must(t, json.Unmarshal([]byte(ukeyca(t, "cases", "--data", dir, "--state", "review", "--json")), &line))
	if line.ID != a.ticket.Case || line.State != "review" || line.Applicant != "王小明" {
		t.Errorf("listed %+v", line)
	}
	ukeyca(t, "need-more", a.ticket.Case, "--data", dir, "--field", "address=写到门牌号, 谢谢", "--document", "id-card=缺=反面", "--note", "请补正")
	reasons := a.state(t).Reasons
	if reasons.Fields[cases.FieldAddress] != "写到门牌号, 谢谢" || reasons.Documents[cases.IDCard] != "缺=反面" || reasons.Note != "请补正" {
		t.Errorf("reasons %+v", reasons)
	}
	a.submit(t)
	// The number on record goes before the form's.
	if said := ukeyca(t, "approve", "--data", dir, a.ticket.Case); !strings.Contains(said, "136****2222, which is on record") {
		t.Errorf("said %s", said)
	}
	fresh, _ := request(t)
	_, err := a.client.SendCode(t.Context(), a.ticket, fresh.Public())
	must(t, err)
	sent := messages(t, dir)
	if len(sent) != 1 || sent[0].To != "13611112222" {
		t.Fatalf("sent %+v", sent)
	}
	_, err = a.client.VerifyCode(t.Context(), a.ticket, fresh.Public(), regexp.MustCompile(`\d{6}`).FindString(sent[0].Text))
	must(t, err)
	ukeyca(t, "reject", "--data", dir, a.ticket.Case, "--reason", "误批准")
	if got := a.state(t); got.State != cases.Rejected || got.Reasons.Note != "误批准" {
		t.Errorf("state %+v", got)
	}
	if listed := ukeyca(t, "cases", "--data", dir); !strings.Contains(listed, a.ticket.Case+"  rejected") {
		t.Errorf("listed %s", listed)
	}
	log := ukeyca(t, "audit", "--data", dir)
	for _, want := range []string{"contact.set", "case.submit", "case.need-more", "case.approve", "case.code-verify", "case.reject"} {
		if !strings.Contains(log, want) {
			t.Errorf("%s is not in the audit log:\n%s", want, log)
		}
	}
}

func TestABrokenAuditLogEndsTheProgramWithOneAndNamesThePlace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	server := start(t, dir)
	for range 3 {
		issueWith(t, dir)
	}
	server.kill()
	sound, err := exec.CommandContext(t.Context(), "ukeyca", "audit", "--data", dir, "--json").CombinedOutput()
	must(t, err)
	head := regexp.MustCompile(`3 records, head (3:[0-9a-f]{64})`).FindSubmatch(sound)
	if head == nil || bytes.Count(sound, []byte("certificate.issue")) != 3 {
		t.Fatalf("said %s", sound)
	}
	ukeyca(t, "audit", "--data", dir, "--head", string(head[1]))

	broken := func(want string, args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "ukeyca", append([]string{"audit", "--data", dir}, args...)...)
		said, _ := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != exitFailed || !bytes.Contains(said, []byte(want)) {
			t.Errorf("exit code %d, said %s; want %q", cmd.ProcessState.ExitCode(), said, want)
		}
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "ca.db"))
	must(t, err)
	defer db.Close()
	change := func(statement string) {
		t.Helper()
		_, err := db.ExecContext(context.Background(), statement)
		must(t, err)
	}
	// Cut off without a trace in the database: the folder remembers.
	change(`DELETE FROM audit WHERE seq = 3`)
	change(`UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit WHERE seq = 2)`)
	broken("the audit log is broken at record 3: the log ends here, but went on to record 3")
	must(t, os.Remove(filepath.Join(dir, "audit.head")))
	broken("broken at record 3", "--head", string(head[1]))
	change(`UPDATE audit SET actor = 'nobody' WHERE seq = 2`)
	broken("broken at record 2: the record or the one before it is not as it was written")
}
