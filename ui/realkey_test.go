package ui

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/ca"
	"ukey/renew/ca/casework"
	"ukey/renew/cases"
	"ukey/token"
	"ukey/token/pkcs11"
	"ukey/token/softkey"
	"ukey/ui/uitest"
)

// realKey is a window over a SoftHSM key and the CA that issued its
// certificates.
type realKey struct {
	*harness
	store *softkey.Store
	ukey  *softkey.Token
	ca    *ca.CA
	codes chan string // that the CA has sent by SMS
}

// Send takes a message to the applicant's phone.
func (r *realKey) Send(_ context.Context, _, text string) error {
	r.codes <- regexp.MustCompile(`\d{6}`).FindString(text)
	return nil
}

// openRealKey opens it on certificates that end in 20 days.
func openRealKey(t *testing.T) *realKey {
	t.Helper()
	return openRealKeyUntil(t, time.Now().Add(20*24*time.Hour+time.Hour))
}

func openRealKeyUntil(t *testing.T, end time.Time) *realKey {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	r := &realKey{codes: make(chan string, 8)}
	authority, err := ca.Open(t.Context(), ca.Config{Dir: filepath.Join(t.TempDir(), "ca"), Messages: r})
	check(err)
	r.ca = authority
	t.Cleanup(func() { _ = authority.Close() })
	server := httptest.NewUnstartedServer(authority.Handler())
	server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := authority.Roots()
	roots.AddCert(server.Certificate())

	r.store, err = softkey.New(t.TempDir())
	check(err)
	r.ukey, err = r.store.AddToken(softkey.TokenSpec{Label: "单位证书"})
	check(err)
	for _, pair := range []struct {
		id, label string
		profile   ca.Profile
	}{{"\x01", "签名证书", ca.Sign}, {"\x02", "加密证书", ca.Encrypt}} {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		check(err)
		csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
			Subject: pkix.Name{Country: []string{"CN"}, Organization: []string{softkey.ExampleName}, CommonName: softkey.ExampleName},
		}, key)
		check(err)
		der, err := authority.Issue(t.Context(), csr, pair.profile, ca.Validity{NotBefore: end.AddDate(-1, 0, 0), NotAfter: end})
		check(err)
		check(r.ukey.AddPair(softkey.PairSpec{ID: []byte(pair.id), Label: pair.label, Key: key, Certificate: der}))
	}
	module, err := r.store.Module()
	check(err)
	driver, err := pkcs11.Load(module)
	check(err)
	t.Cleanup(func() { _ = driver.Close() })

	desk := app.New(app.Config{
		Drivers: []token.Driver{driver}, WarnDays: 30,
		CA:       app.CA{URL: server.URL, Roots: roots},
		Journals: renew.OpenJournals(filepath.Join(t.TempDir(), "renewals"), time.Now),
		Drafts:   apply.OpenStore(filepath.Join(t.TempDir(), "applications"), time.Now),
	})
	opts := chinese()
	opts.Clock = time.Now // as the CA's and the key's
	r.harness = openOn(t, desk, opts)
	r.Until("the key", func() bool { return r.model.key() != nil })
	return r
}

func TestARealKeyIsListedUnpluggedAndPluggedInAgain(t *testing.T) {
	r := openRealKey(t)
	r.Says(softkey.ExampleName, "还有 20 天到期", "单位证书")
	if err := r.ukey.Unplug(); err != nil {
		t.Fatal(err)
	}
	r.Until("the empty screen", func() bool { return uitest.Contains(r.Text(), "“单位证书”已拔出。") })
	if err := r.ukey.Plug(); err != nil {
		t.Fatal(err)
	}
	r.Until("the certificate", func() bool { return uitest.Contains(r.Text(), "还有 20 天到期") })
}

func TestThePINOfARealKeyIsChanged(t *testing.T) {
	r := openRealKey(t)
	r.openPIN()
	r.fillPIN("00000000", "87654321", "87654321")
	r.declare()
	r.press("ui.pin.change")
	r.Until("the refusal", func() bool { return uitest.Contains(r.Text(), "密码不正确") })

	r.fillPIN(softkey.DefaultPIN, "87654321", "87654321")
	r.press("ui.pin.change")
	r.Until("the change", func() bool { return uitest.Contains(r.Text(), "PIN码已修改。") })
	r.Key(fyneReturn)

	// Only the new one is right from now on.
	r.openPIN()
	r.fillPIN("87654321", "12345678", "12345678")
	r.declare()
	r.press("ui.pin.change")
	r.Until("the second change", func() bool { return uitest.Contains(r.Text(), "PIN码已修改。") })
}

func TestARealKeyThatIsSlowDoesNotHoldUpTheWindow(t *testing.T) {
	r := openRealKey(t)
	if err := r.store.SetLatency(500 * time.Millisecond); err != nil {
		t.Fatal(err)
	}
	r.openPIN()
	r.fillPIN(softkey.DefaultPIN, "87654321", "87654321")
	r.declare()
	r.press("ui.pin.change")
	r.Says("正在修改PIN码，请勿拔出UKey。") // the key has not answered yet
	r.press("ui.cancel")
	if err := r.store.SetLatency(0); err != nil {
		t.Fatal(err)
	}
	// Cancelled in time, or else told that it was too late.
	r.Until("the end", func() bool { return r.title() == "" || uitest.Contains(r.Text(), "PIN码已修改。") })
}

func TestARealKeyIsRenewedByARealCA(t *testing.T) {
	r := openRealKey(t)
	r.press("ui.renew-now")
	r.Until("the plan", func() bool { return r.Button(r.words.T("ui.plan.begin")) != nil })
	r.declare()
	r.Key(fyneReturn)
	r.Until("the PIN question", func() bool { return r.title() == "请输入PIN码" })
	r.Write(softkey.DefaultPIN)
	r.Key(fyneReturn)
	r.Until("the end", func() bool { return r.Button(r.words.T("ui.close")) != nil })
	r.Says("您的新证书已安装成功！")
	r.Until("the new certificates", func() bool {
		c := r.model.certificate()
		return c != nil && c.Status == token.Valid && !c.Superseded
	})
}

func TestAnExpiredRealKeyIsAppliedForAtARealCA(t *testing.T) {
	r := openRealKeyUntil(t, time.Now().Add(-72*time.Hour))
	r.Until("the offer", func() bool { return r.title() == "数字证书已过期" })
	r.Key(fyneReturn)
	r.Until("the form", func() bool { return r.title() == "经办人资料" })
	form := aForm()
	for _, field := range cases.Fields() {
		r.fill(field, form.Get(field))
	}
	r.Key(fyneReturn)
	r.Until("the scans", func() bool { return r.title() == "盖章的扫描件" })
	scan := r.file("scan.jpg", aScan(t))
	r.dropped(fyne.Position{}, []fyne.URI{scan, scan, scan})
	r.settled()
	r.press("ui.wizard.next")
	r.press("ui.wizard.submit")
	r.Until("the PIN question", func() bool { return r.title() == "请输入PIN码" })
	r.Write(softkey.DefaultPIN)
	r.Key(fyneReturn)
	r.Until("the review", func() bool { return r.title() == "等待审核" })
	r.Key(fyneEscape) // nothing is lost by it

	id := r.wizardless().Case.ID
	file, err := r.ca.Cases().Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if file.Form != form {
		t.Errorf("the CA has %+v", file.Form)
	}
	if _, err := r.ca.Cases().Approve(t.Context(), casework.Actor{Name: "李审核", Role: "reviewer"}, id, file.Version, casework.Approval{}); err != nil {
		t.Fatal(err)
	}

	r.press("ui.application.act.review")
	r.press("ui.review.ask")
	r.Until("the approval", func() bool { return r.title() == "安装新证书" })
	r.press("ui.install")
	r.Until("the plan", func() bool { return r.Button(r.words.T("ui.plan.begin")) != nil })
	r.declare()
	r.press("ui.plan.begin")
	r.Until("the PIN question", func() bool { return r.title() == "请输入PIN码" })
	r.Write(softkey.DefaultPIN)
	r.Key(fyneReturn)
	r.Until("the code question", func() bool { return r.title() == "输入短信验证码" })
	r.Write("000000")
	r.Key(fyneReturn)
	r.Until("the refusal", func() bool { return uitest.Contains(r.Text(), "请核对短信后重新输入") })
	r.Write(<-r.codes)
	r.Key(fyneReturn)
	r.Until("the new certificates", func() bool { return uitest.Contains(r.Text(), "您的新证书已安装成功！") })
	r.Key(fyneReturn)
	r.Until("the end", func() bool { return r.title() == "新证书已安装" })
	r.Until("the new certificate", func() bool {
		c := r.model.certificate()
		return c != nil && c.Status == token.Valid && !c.Superseded
	})
}

// wizardless waits until the wizard is closed and returns the one application.
func (r *realKey) wizardless() *app.Application {
	r.T.Helper()
	r.Until("the application", func() bool {
		return r.wizard == nil && len(r.model.applications) == 1 && r.model.applications[0].Case != nil && !r.follower.looking
	})
	return r.model.applications[0]
}
