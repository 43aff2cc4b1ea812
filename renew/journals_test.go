package renew

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"
	"time"

	"ukey/renew/internal/keytest"
	"ukey/token"
)

var now = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

func certificate(t testing.TB, notBefore, notAfter time.Time) *token.Certificate {
	t.Helper()
	k := keytest.EC(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "甲公司"},
		NotBefore: notBefore, NotAfter: notAfter, KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	c := token.ParseCertificate(der)
	c.ID, c.Label = "\x01\xff", "签名证书"
	return &c
}

func begun(t *testing.T, s *Journals, serial string) *Journal {
	t.Helper()
	c := certificate(t, now.AddDate(-1, 0, 0), now.AddDate(0, 0, 27))
	j, err := s.Begin(token.ID{Driver: "/lib/x.so", Serial: serial, Label: "单位证书"}, "https://ca", c, c)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestJournalIsReadBackAsItWasSaved(t *testing.T) {
	s := OpenJournals(filepath.Join(t.TempDir(), "new", "folder"), clock)
	j := begun(t, s, "1")
	j.Envelope = &token.Envelope{Format: token.EnvelopeOAEP, SessionKey: []byte{1}, Key: []byte{2, 255}}
	if err := s.save(j); err != nil {
		t.Fatal(err)
	}
	got, err := s.Unfinished(token.ID{Driver: "/another/driver.so", Serial: "1", Label: "单位证书"})
	if err != nil {
		t.Fatal(err)
	}
	j.fresh = false
	if !reflect.DeepEqual(got, j) {
		t.Errorf("read\n%+v, saved\n%+v", got, j)
	}
	if info, err := os.Stat(j.path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want it for its owner only", info.Mode(), err)
	}
}

func TestUnfinishedIsAboutOneKeyAndNotOver(t *testing.T) {
	s := OpenJournals(t.TempDir(), clock)
	for serial, state := range map[string]State{"done": Active, "refused": Rejected, "other": Issued} {
		j := begun(t, s, serial)
		j.State = state
		if err := s.save(j); err != nil {
			t.Fatal(err)
		}
	}
	for serial, want := range map[string]bool{"done": false, "refused": false, "other": true, "never": false} {
		j, err := s.Unfinished(token.ID{Serial: serial, Label: "单位证书"})
		if err != nil || (j != nil) != want {
			t.Errorf("%s: %v, %v", serial, j, err)
		}
	}
}

// TestJournalThatCannotBeReadIsReportedAndLeft: a journal is never guessed at,
// and what is lost is said instead of beginning again beside it.
func TestJournalThatCannotBeReadIsReportedAndLeft(t *testing.T) {
	for name, content := range map[string]string{
		"empty":     "",
		"cut off":   `{"version":1,"id":"ab","state":"iss`,
		"no state":  `{"version":1,"id":"ab"}`,
		"newer":     `{"version":2,"token":{"Serial":"2"},"signature":["of another","format"]}`,
		"bad bytes": `{"version":1,"id":"ab","state":"issued","signature":{"keyId":"zz"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := OpenJournals(dir, clock)
			good := begun(t, s, "1")
			if err := s.save(good); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, "bad.json")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			all, err := s.List()
			bad, ok := errors.AsType[*JournalError](err)
			if !ok || bad.Path != path || len(all) != 1 {
				t.Errorf("listed %d, %v", len(all), err)
			}
			if b, err := os.ReadFile(path); err != nil || string(b) != content {
				t.Errorf("the file is now %q, %v", b, err)
			}
			if j, err := s.Unfinished(good.Token); err != nil || j == nil {
				t.Errorf("the good journal is not found: %v", err)
			}
			_, err = s.Unfinished(token.ID{Serial: "2"})
			bad, ok = errors.AsType[*JournalError](err)
			if !ok {
				t.Fatalf("a renewal would begin although one may be under way: %v", err)
			}
			_, again := s.Unfinished(token.ID{Serial: "2"})
			if name == "newer" {
				if !bad.Newer || bad.SetAside != "" || again == nil {
					t.Errorf("a newer version's journal was set aside as %q; then %v", bad.SetAside, again)
				}
				if _, err := s.Unfinished(token.ID{Serial: "3"}); err != nil {
					t.Errorf("it is in the way of another key: %v", err)
				}
				return
			}
			if b, err := os.ReadFile(bad.SetAside); err != nil || string(b) != content {
				t.Errorf("set aside: %q, %v", b, err)
			}
			if again != nil {
				t.Errorf("told of twice: %v", again)
			}
		})
	}
}

func TestOnlyACertificateInItsPeriodIsRenewable(t *testing.T) {
	day := 24 * time.Hour
	if err := Renewable(certificate(t, now.Add(-365*day), now.Add(day)), now); err != nil {
		t.Errorf("valid: %v", err)
	}
	err := Renewable(certificate(t, now.Add(-365*day), now.Add(-3*day)), now)
	if e, ok := errors.AsType[*ExpiredError](err); !ok || e.Days != 3 {
		t.Errorf("expired: %v", err)
	}
	err = Renewable(certificate(t, now.Add(day), now.Add(365*day)), now)
	if _, ok := errors.AsType[*NotYetValidError](err); !ok {
		t.Errorf("not yet valid: %v", err)
	}
}

func FuzzJournal(f *testing.F) {
	f.Add([]byte(`{"version":1,"id":"ab","state":"issued","signature":{"keyId":"01","label":"x","certificate":"AQ=="}}`))
	f.Add([]byte(`{"version":1}`))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(dir, "fuzz.json")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := load(path)
		if err == nil && (j.ID == "" || j.State == "" || j.Signature.KeyID == "" || j.Version != journalVersion) {
			t.Errorf("accepted %q as %+v", content, j)
		}
	})
}
