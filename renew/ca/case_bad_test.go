package ca_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"ukey/renew/ca"
	"ukey/renew/cases"
	"ukey/renew/cms"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// statement signs what the applicant says, with a fresh nonce, as it may have
// been changed.
func (r *caseRig) statement(t testing.TB, a *applicant, s cases.Statement, change ...func(*cases.Statement)) []byte {
	t.Helper()
	var nonce cases.Nonce
	r.call(t, http.MethodPost, "/v1/nonce", "", "", nil).into(t, &nonce)
	s.Nonce, s.Audience = nonce.Nonce, r.Addr
	for _, c := range change {
		c(&s)
	}
	message, err := s.Sign(a.Cert, a.Key)
	must(t, err)
	return message
}

func (r *caseRig) openWith(t testing.TB, statement []byte) answer {
	t.Helper()
	return r.call(t, http.MethodPost, "/v1/cases", "", cases.MediaStatement, statement)
}

// below is a path of the applicant's case.
func (a *applicant) below(path string) string { return "/v1/cases/" + a.ticket.Case + path }

func TestReplayedAndReusedStatementsAreRefused(t *testing.T) {
	r := newCaseRig(t)
	a, b := r.newApplicant(t, "P-256"), r.newApplicant(t, "P-256")
	toOpen := cases.Statement{Purpose: cases.ToOpen}
	heard := r.statement(t, a, toOpen)
	var opened cases.Opened
	r.openWith(t, heard).into(t, &opened)
	r.openWith(t, heard).refused(t, http.StatusConflict, ca.CodeNonce)

	var nonce cases.Nonce
	r.call(t, http.MethodPost, "/v1/nonce", "", "", nil).into(t, &nonce)
	reuse := func(s *cases.Statement) { s.Nonce = nonce.Nonce }
	r.openWith(t, r.statement(t, a, toOpen, reuse)).into(t, &opened)
	r.openWith(t, r.statement(t, b, toOpen, reuse)).refused(t, http.StatusConflict, ca.CodeNonce)

	late := r.statement(t, a, toOpen)
	r.clock.Advance(10 * time.Minute)
	r.openWith(t, late).refused(t, http.StatusConflict, ca.CodeNonce)
}

// Somebody who is asked for certificates as well could fetch our nonce, have
// it signed for themselves, and pass the statement on.
func TestAStatementToSomebodyElseIsNotHeardHere(t *testing.T) {
	r := newCaseRig(t)
	a := r.newApplicant(t, "P-256")
	elsewhere := r.statement(t, a, cases.Statement{Purpose: cases.ToOpen}, func(s *cases.Statement) { s.Audience = "evil.example" })
	r.openWith(t, elsewhere).refused(t, http.StatusBadRequest, ca.CodeMisdirected)

	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL+"/v1/cases", bytes.NewReader(elsewhere))
	must(t, err)
	req.Header.Set("Content-Type", cases.MediaStatement)
	req.Host = "evil.example"
	do(t, r.client(t, holder{}), req).refused(t, http.StatusBadRequest, ca.CodeMisdirected)
}

func TestStatementsByThoseWhoNeedNoCaseAreRefused(t *testing.T) {
	r := newCaseRig(t)
	now := r.clock.Now()
	revoked := r.newApplicant(t, "P-256").holder
	must(t, r.Revoke(t.Context(), revoked.Cert.SerialNumber, ca.KeyCompromise))
	for name, c := range map[string]struct {
		who    holder
		status int
		code   ca.Code
	}{
		"a stranger":             {foreign(t, r.CA), http.StatusForbidden, ca.CodeForeignCertificate},
		"a valid certificate":    {newHolder(t, r.CA, keytest.EC(t), ca.Sign, ca.Validity{}), http.StatusConflict, ca.CodeStillValid},
		"one from the future":    {newHolder(t, r.CA, keytest.EC(t), ca.Sign, ca.Validity{NotBefore: now.Add(time.Hour)}), http.StatusForbidden, ca.CodeNotYetValid},
		"a revoked one":          {revoked, http.StatusForbidden, ca.CodeRevoked},
		"encryption certificate": {newHolder(t, r.CA, keytest.RSA(t), ca.Encrypt, ca.Validity{NotAfter: now.AddDate(0, 0, -1)}), http.StatusForbidden, ca.CodeNotForSigning},
	} {
		t.Run(name, func(t *testing.T) {
			r.openWith(t, r.statement(t, &applicant{holder: c.who}, cases.Statement{Purpose: cases.ToOpen})).refused(t, c.status, c.code)
		})
	}
}

func TestThePolicyOnContentsIsToldBeforeAnythingIsFilledIn(t *testing.T) {
	r := &caseRig{clock: newClock(), messages: new(messages)}
	r.config = ca.Config{Dir: caFolder(t), Clock: r.clock.Now, Messages: r.messages, RequireCreditCode: true}
	r.start(t)
	a := r.newApplicant(t, "P-256")
	r.openWith(t, r.statement(t, a, cases.Statement{Purpose: cases.ToOpen})).refused(t, http.StatusForbidden, ca.CodeNoCreditCode)
}

func TestStepsOutOfOrderAreRefused(t *testing.T) {
	r := newCaseRig(t)
	a := r.newApplicant(t, "P-256")
	a.open(t)
	form := applicationForm()
	submission := func() []byte {
		return r.statement(t, a, cases.Statement{Purpose: cases.ToSubmit, Case: a.ticket.Case, Form: &form, Documents: map[cases.Kind]string{}})
	}
	key := fmt.Sprintf(`{"publicKey":%q}`, cases.Fingerprint([]byte("key")))
	confirmation := fmt.Sprintf(`{"certificate":%q}`, cases.Fingerprint(a.Cert.Raw))
	post := func(path, contentType string, body []byte) answer {
		return r.call(t, http.MethodPost, a.below(path), a.ticket.Access, contentType, body)
	}
	post("/submit", cases.MediaStatement, submission()).refused(t, http.StatusConflict, ca.CodeDocuments)
	post("/otp", cases.MediaJSON, []byte(key)).refused(t, http.StatusConflict, ca.CodeWrongState)
	post("/confirm", cases.MediaJSON, []byte(confirmation)).refused(t, http.StatusConflict, ca.CodeWrongState)
	r.simpleEnroll(t, a.ticket.Case, "x", newCSR(t, a.fresh, x509.CertificateRequest{})).
		refused(t, http.StatusUnauthorized, ca.CodeBadSecret)
	a.submit(t)
	r.call(t, http.MethodPut, a.below("/documents/id-card"), a.ticket.Access, "image/png", picture(t)).
		refused(t, http.StatusConflict, ca.CodeWrongState)
	post("/confirm", cases.MediaJSON, []byte(confirmation)).refused(t, http.StatusConflict, ca.CodeWrongState)
	r.approve(t, a)
	post("/submit", cases.MediaStatement, submission()).refused(t, http.StatusConflict, ca.CodeWrongState)
	post("/confirm", cases.MediaJSON, []byte(confirmation)).refused(t, http.StatusConflict, ca.CodeWrongState)
	post("/otp/verify", cases.MediaJSON, []byte(strings.TrimSuffix(key, "}")+`,"code":"000000"}`)).
		refused(t, http.StatusForbidden, ca.CodeNoCode)
}

func TestSomebodyElsesCaseLooksLikeNoneOverHTTP(t *testing.T) {
	r := newCaseRig(t)
	victim, thief := r.approved(t, "P-256"), r.newApplicant(t, "P-256")
	thief.open(t)
	thief.submit(t)
	key := fmt.Sprintf(`{"publicKey":%q}`, cases.Fingerprint([]byte("key")))
	answered := strings.TrimSuffix(key, "}") + `,"code":"000000"}`
	form := applicationForm()
	var first []byte
	for _, id := range []string{victim.ticket.Case, "aaaaaaaaaaaaaaaa", "%2e%2e", "'%20OR%201=1"} {
		for _, access := range []string{thief.ticket.Access, "", "nonsense"} {
			submission := r.statement(t, thief, cases.Statement{Purpose: cases.ToSubmit, Case: id, Form: &form})
			for _, c := range []struct {
				method, path, contentType string
				body                      []byte
			}{
				{http.MethodGet, "", "", nil},
				{http.MethodPut, "/documents/id-card", "image/png", picture(t)},
				{http.MethodPost, "/submit", cases.MediaStatement, submission},
				{http.MethodPost, "/otp", cases.MediaJSON, []byte(key)},
				{http.MethodPost, "/otp/verify", cases.MediaJSON, []byte(answered)},
				{http.MethodPost, "/confirm", cases.MediaJSON, []byte(`{"certificate":""}`)},
			} {
				got := r.call(t, c.method, "/v1/cases/"+id+c.path, access, c.contentType, c.body)
				got.refused(t, http.StatusNotFound, ca.CodeNoCase)
				if first == nil {
					first = got.Body
				}
				if !bytes.Equal(got.Body, first) {
					t.Errorf("%s %s tells more than others: %s", c.method, c.path, got.Body)
				}
			}
		}
	}
}

func TestGuessingAtACodeIsCutOff(t *testing.T) {
	r := newCaseRig(t)
	a := r.approved(t, "P-256")
	_, err := a.client.SendCode(t.Context(), a.ticket, a.fresh.Public())
	must(t, err)
	right, err := strconv.Atoi(r.messages.code(t))
	must(t, err)
	refused := func(code int) est.Problem {
		t.Helper()
		_, err := a.client.VerifyCode(t.Context(), a.ticket, a.fresh.Public(), fmt.Sprintf("%06d", code%1_000_000))
		problem, ok := errors.AsType[*est.RefusedError](err)
		if !ok {
			t.Fatalf("got %v", err)
		}
		return problem.Problem
	}
	for n := range 4 {
		if p := refused(right + n + 1); p.Code != int(ca.CodeWrongCode) || p.TriesLeft != 4-n {
			t.Errorf("guess %d: %+v", n+1, p)
		}
	}
	for _, code := range []int{right + 5, right, right} {
		if p := refused(code); p.Code != int(ca.CodeNoCode) {
			t.Errorf("%+v", p)
		}
	}
}

func TestCodesArePacedAndFailuresToSendAreTold(t *testing.T) {
	r := newCaseRig(t)
	a := r.approved(t, "P-256")
	body := fmt.Appendf(nil, `{"publicKey":%q}`, publicKey(t, a))
	ask := func() answer {
		return r.call(t, http.MethodPost, a.below("/otp"), a.ticket.Access, cases.MediaJSON, body)
	}
	var sent cases.CodeSent
	ask().into(t, &sent)
	if sent.SentTo != "138****5678" {
		t.Errorf("sent to %s", sent.SentTo)
	}
	r.clock.Advance(20 * time.Second)
	got := ask()
	got.refused(t, http.StatusTooManyRequests, ca.CodeTooSoon)
	if wait, err := strconv.Atoi(got.Header.Get("Retry-After")); err != nil || wait < 39 || wait > 41 {
		t.Errorf("Retry-After %q", got.Header.Get("Retry-After"))
	}
	r.clock.Advance(time.Minute)
	r.messages.fail = errors.New("no route to 13812345678")
	got = ask()
	if p := got.refused(t, http.StatusServiceUnavailable, ca.CodeNotSent); strings.Contains(p.Detail, "138") {
		t.Errorf("tells %q", p.Detail)
	}
}

func publicKey(t testing.TB, a *applicant) string {
	t.Helper()
	spki, err := x509.MarshalPKIXPublicKey(a.fresh.Public())
	must(t, err)
	return cases.Fingerprint(spki)
}

func TestBodiesThatAreNoneAreRefused(t *testing.T) {
	r := newCaseRig(t)
	a := r.newApplicant(t, "P-256")
	a.open(t)
	key := cases.Fingerprint([]byte("key"))
	zipped := new(bytes.Buffer)
	archive := zip.NewWriter(zipped)
	_, err := archive.Create("id-card.png")
	must(t, err)
	must(t, archive.Close())
	notJSON, err := cms.Sign([]byte("{"), a.Cert, a.Key, false)
	must(t, err)
	for name, c := range map[string]struct {
		method, path, contentType string
		body                      []byte
		status                    int
		code                      ca.Code
	}{
		"a statement without a type":      {"POST", "/v1/cases", "", []byte("x"), 415, ca.CodeMediaType},
		"a statement as JSON":             {"POST", "/v1/cases", cases.MediaJSON, []byte("{}"), 415, ca.CodeMediaType},
		"a statement that is none":        {"POST", "/v1/cases", cases.MediaStatement, []byte("x"), 400, ca.CodeBadStatement},
		"a statement in broken JSON":      {"POST", "/v1/cases", cases.MediaStatement, notJSON, 400, ca.CodeBadStatement},
		"a statement of nested BER":       {"POST", "/v1/cases", cases.MediaStatement, bytes.Repeat([]byte{0x30, 0x80}, 30_000), 400, ca.CodeBadStatement},
		"8 MB of nested BER":              {"POST", "/v1/cases", cases.MediaStatement, bytes.Repeat([]byte{0x30, 0x80}, 4<<20), 413, ca.CodeTooLarge},
		"a submission as text":            {"POST", a.below("/submit"), "text/plain", []byte("x"), 415, ca.CodeMediaType},
		"a scan as text":                  {"PUT", a.below("/documents/id-card"), "text/plain", picture(t), 415, ca.CodeMediaType},
		"a scan as a form's file":         {"PUT", a.below("/documents/id-card"), "multipart/form-data; boundary=x", []byte("--x--"), 415, ca.CodeMediaType},
		"a scan as a drawing":             {"PUT", a.below("/documents/id-card"), "image/svg+xml", []byte("<svg/>"), 415, ca.CodeMediaType},
		"a zip that is called a picture":  {"PUT", a.below("/documents/id-card"), "image/png", zipped.Bytes(), 422, ca.CodeScan},
		"a picture of 50,000 pixels":      {"PUT", a.below("/documents/id-card"), "image/png", hugePicture(), 422, ca.CodeScan},
		"a scan of 1024 KB":               {"PUT", a.below("/documents/id-card"), "image/png", append(picture(t), make([]byte, cases.MaxScan)...), 413, ca.CodeTooLarge},
		"an empty scan":                   {"PUT", a.below("/documents/id-card"), "image/png", nil, 422, ca.CodeScan},
		"a scan of no known kind":         {"PUT", a.below("/documents/passport"), "image/png", picture(t), 404, ca.CodeNotFound},
		"JSON as text":                    {"POST", a.below("/otp"), "text/plain", []byte(`{}`), 415, ca.CodeMediaType},
		"broken JSON":                     {"POST", a.below("/otp"), cases.MediaJSON, []byte(`{"publicKey":`), 400, ca.CodeMalformed},
		"an empty body":                   {"POST", a.below("/otp"), cases.MediaJSON, nil, 400, ca.CodeMalformed},
		"another kind of JSON":            {"POST", a.below("/otp"), cases.MediaJSON, []byte(`[]`), 400, ca.CodeMalformed},
		"a member too many":               {"POST", a.below("/otp"), cases.MediaJSON, fmt.Appendf(nil, `{"publicKey":%q,"phone":"1"}`, key), 400, ca.CodeMalformed},
		"something behind":                {"POST", a.below("/otp"), cases.MediaJSON, fmt.Appendf(nil, `{"publicKey":%q} {}`, key), 400, ca.CodeMalformed},
		"a key that is none":              {"POST", a.below("/otp"), cases.MediaJSON, []byte(`{"publicKey":"00"}`), 400, ca.CodeMalformed},
		"a key in capitals":               {"POST", a.below("/otp"), cases.MediaJSON, fmt.Appendf(nil, `{"publicKey":%q}`, strings.ToUpper(key)), 400, ca.CodeMalformed},
		"an answer without a key":         {"POST", a.below("/otp/verify"), cases.MediaJSON, []byte(`{"code":"000000"}`), 400, ca.CodeMalformed},
		"JSON of 5 KB":                    {"POST", a.below("/confirm"), cases.MediaJSON, fmt.Appendf(nil, `{"certificate":%q}`, strings.Repeat("0", 5<<10)), 413, ca.CodeTooLarge},
		"a confirmation that is a number": {"POST", a.below("/confirm"), cases.MediaJSON, []byte(`{"certificate":1}`), 400, ca.CodeMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			r.call(t, c.method, c.path, a.ticket.Access, c.contentType, c.body).refused(t, c.status, c.code)
		})
	}
	seen, _, err := a.client.Get(t.Context(), a.ticket)
	must(t, err)
	if seen.State != cases.Draft || len(seen.Documents) != 0 {
		t.Errorf("after all that: %+v", seen)
	}
}

// hugePicture is the beginning of one that would take 7.5 GB.
func hugePicture() []byte {
	head := []byte("IHDR")
	head = binary.BigEndian.AppendUint32(head, 50_000)
	head = binary.BigEndian.AppendUint32(head, 50_000)
	head = append(head, 8, 2, 0, 0, 0)
	data := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(head))
}

func TestAScanCountsByItsContentsNotByItsType(t *testing.T) {
	r := newCaseRig(t)
	a := r.newApplicant(t, "P-256")
	a.open(t)
	var seen cases.Case
	r.call(t, http.MethodPut, a.below("/documents/id-card"), a.ticket.Access, "image/jpeg", picture(t)).into(t, &seen)
	if seen.Documents[cases.IDCard].Format != cases.PNG {
		t.Errorf("taken for %+v", seen.Documents[cases.IDCard])
	}
}

func TestMethodsThatAreNotThereAreRefused(t *testing.T) {
	r := newCaseRig(t)
	for path, allowed := range map[string]string{
		"/v1/nonce": "POST", "/v1/cases": "POST", "/v1/cases/x": "GET", "/v1/cases/x/documents/id-card": "PUT",
		"/v1/cases/x/submit": "POST", "/v1/cases/x/otp": "POST", "/v1/cases/x/otp/verify": "POST", "/v1/cases/x/confirm": "POST",
		"/v1/renewal-info/x": "GET",
	} {
		got := r.call(t, http.MethodDelete, path, "", "", nil)
		got.refused(t, http.StatusMethodNotAllowed, ca.CodeMethod)
		if got.Header.Get("Allow") != allowed {
			t.Errorf("%s: Allow %q", path, got.Header.Get("Allow"))
		}
	}
	r.call(t, http.MethodGet, "/v1/cases/x/documents", "", "", nil).refused(t, http.StatusNotFound, ca.CodeNotFound)
}

func TestScansOfTwoGigabytesAreRefusedUnread(t *testing.T) {
	r := newCaseRig(t)
	a := r.newApplicant(t, "P-256")
	a.open(t)
	put := func(access, length string) *http.Response {
		t.Helper()
		conn := r.dial(t, holder{})
		_, err := io.WriteString(conn, "PUT "+a.below("/documents/id-card")+" HTTP/1.1\r\nHost: "+r.Addr+
			"\r\nContent-Type: image/png\r\nAuthorization: Bearer "+access+"\r\n"+length+"\r\n\r\n") // and nothing follows
		must(t, err)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		must(t, err)
		t.Cleanup(func() { _ = resp.Body.Close() })
		return resp
	}
	if resp := put(a.ticket.Access, "Content-Length: 2147483648"); resp.StatusCode != http.StatusRequestEntityTooLarge || !resp.Close {
		t.Errorf("status %d, closes: %v", resp.StatusCode, resp.Close)
	}
	// Strangers are not even waited for.
	if resp := put("x", "Transfer-Encoding: chunked"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestAScanWithoutAnEndIsCutOff(t *testing.T) {
	r := newCaseRig(t)
	a := r.newApplicant(t, "P-256")
	a.open(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, r.URL+a.below("/documents/id-card"),
		io.MultiReader(bytes.NewReader(picture(t)), endlessly{}))
	must(t, err)
	req.Header.Set("Content-Type", "image/png")
	req.Header.Set("Authorization", "Bearer "+a.ticket.Access)
	do(t, r.client(t, holder{}), req).refused(t, http.StatusRequestEntityTooLarge, ca.CodeTooLarge)
}

func TestMaintenanceStopsCasesButTellsHowTheyStand(t *testing.T) {
	r := newCaseRig(t)
	a := r.newApplicant(t, "P-256")
	a.open(t)
	must(t, r.SetMaintenance(true))
	_, _, err := a.client.Get(t.Context(), a.ticket)
	must(t, err)
	r.call(t, http.MethodPost, "/v1/nonce", "", "", nil).refused(t, http.StatusServiceUnavailable, ca.CodeMaintenance)
	r.simpleEnroll(t, a.ticket.Case, "x", nil).refused(t, http.StatusServiceUnavailable, ca.CodeMaintenance)
}

func TestRequestsAboutOneCaseArePaced(t *testing.T) {
	r := &caseRig{clock: newClock(), messages: new(messages)}
	r.config = ca.Config{Dir: caFolder(t), Clock: r.clock.Now, Messages: r.messages, Limits: ca.Limits{PerCertificate: 0.1}}
	r.start(t)
	a := r.newApplicant(t, "P-256")
	a.open(t)
	got := r.call(t, http.MethodGet, a.below(""), a.ticket.Access, "", nil)
	for n := 0; got.Status == http.StatusOK && n < 100; n++ {
		got = r.call(t, http.MethodGet, a.below(""), a.ticket.Access, "", nil)
	}
	got.refused(t, http.StatusTooManyRequests, ca.CodeTooMany)
	if got.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestTheLogTellsOfCasesAndNothingOfApplicants(t *testing.T) {
	log := new(records)
	r := &caseRig{clock: newClock(), messages: new(messages)}
	r.config = ca.Config{Dir: caFolder(t), Clock: r.clock.Now, Messages: r.messages, Log: log.logger(), Limits: ca.Limits{PerCertificate: -1}}
	r.start(t)
	a := r.approved(t, "P-256")
	secret := r.secret(t, a)
	code := r.messages.code(t)
	csr := newCSR(t, a.fresh, x509.CertificateRequest{})
	r.simpleEnroll(t, secret, a.ticket.Case, csr).refused(t, http.StatusUnauthorized, ca.CodeBadSecret) // the wrong way round
	fresh := r.simpleEnroll(t, a.ticket.Case, secret, csr).certificate(t)
	_, err := a.client.Confirm(t.Context(), a.ticket, cases.Fingerprint(fresh.Raw))
	must(t, err)
	r.stop()
	written := log.String()
	if !strings.Contains(written, a.ticket.Case) || !strings.Contains(written, "case-confirm") {
		t.Errorf("the log does not tell of the case: %s", written)
	}
	form := applicationForm()
	for _, private := range []string{
		form.IDNumber, form.Name, form.Address, form.Phone, form.Email, a.ticket.Access, secret, `"` + code + `"`, code + "，",
	} {
		if strings.Contains(written, private) {
			t.Errorf("%q is in the log", private)
		}
	}
}
