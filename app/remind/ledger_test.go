package remind_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ukey/app"
	"ukey/app/remind"
	"ukey/token"
)

// desk is a computer on which keys are plugged in and out.
type desk struct {
	t      *testing.T
	dir    string
	ledger *remind.Ledger
	now    time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, dir: filepath.Join(t.TempDir(), "reminders"), now: at(t, zone(t, "Asia/Shanghai"), "2026-11-20 09:00")}
	d.ledger = remind.OpenLedger(d.dir, func() time.Time { return d.now })
	return d
}

func (d *desk) file() string { return filepath.Join(d.dir, "certificates.json") }

// certificate is one of the company's; der stands for its bytes.
func certificate(der string, use token.Use, end time.Time) app.Certificate {
	name := func(o string) token.Name {
		return token.Name{Attributes: []token.Attribute{{Short: "O", Value: o}, {Short: "CN", Value: o}}}
	}
	return app.Certificate{Certificate: token.Certificate{
		DER: []byte(der), Use: use, HasPrivateKey: true, Subject: name("深圳市示例科技有限公司"), Issuer: name("Test CA"),
		NotBefore: end.AddDate(-1, 0, 0), NotAfter: end,
	}}
}

func keyWith(serial string, certificates ...app.Certificate) app.Key {
	return app.Key{
		Info:         token.Info{ID: token.ID{Driver: "d", Serial: serial, Label: "单位证书"}},
		Certificates: certificates,
	}
}

func (d *desk) plug(keys ...app.Key) *app.Snapshot {
	d.t.Helper()
	s := &app.Snapshot{At: d.now, Keys: keys}
	if err := d.ledger.Note(d.t.Context(), s); err != nil {
		d.t.Fatal(err)
	}
	return s
}

func (d *desk) entries() []remind.Entry {
	d.t.Helper()
	entries, err := d.ledger.Entries(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return entries
}

// expect holds the list against keys and uses, as "1 signature".
func (d *desk) expect(want ...string) {
	d.t.Helper()
	got := []string{}
	for _, e := range d.entries() {
		got = append(got, fmt.Sprint(e.Serial, " ", e.Use))
	}
	slices.Sort(got)
	if !slices.Equal(got, append([]string{}, want...)) {
		d.t.Errorf("in the list: %q, want %q", got, want)
	}
}

func TestAKeyInADrawerIsRemembered(t *testing.T) {
	d := newDesk(t)
	end := d.now.AddDate(0, 1, 0)
	d.expect()
	d.plug(keyWith("1", certificate("s", token.Signature, end), certificate("e", token.Encryption, end)), keyWith("2", certificate("b", token.Both, end)))
	d.plug()
	d.expect("1 encryption", "1 signature", "2 both")
	e := d.entries()[0]
	if e.Owner != "深圳市示例科技有限公司" || e.Issuer != "Test CA" || e.Label != "单位证书" || !e.NotAfter.Equal(end) || e.Seen != "2026-11-20" {
		t.Errorf("kept: %+v", e)
	}
}

func TestWhatNobodyCanRenewIsNotRemembered(t *testing.T) {
	d := newDesk(t)
	end := d.now.AddDate(0, 1, 0)
	authority, others, broken, old := certificate("a", token.Signature, end), certificate("o", token.Signature, end),
		certificate("b", token.Signature, end), certificate("s", token.Signature, end)
	authority.IsCA, others.HasPrivateKey, broken.Err, old.Superseded = true, false, errors.New("broken"), true
	d.plug(keyWith("1", authority, others, broken, old))
	d.expect()
}

func TestARenewedCertificateIsForgotten(t *testing.T) {
	for name, after := range map[string]func(old, fresh app.Certificate) []app.Certificate{
		"both on the key": func(old, fresh app.Certificate) []app.Certificate {
			old.Superseded = true
			return []app.Certificate{old, fresh}
		},
		"the new one alone": func(_, fresh app.Certificate) []app.Certificate { return []app.Certificate{fresh} },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			old, encrypt := certificate("s", token.Signature, d.now.AddDate(0, 1, 0)), certificate("e", token.Encryption, d.now.AddDate(0, 1, 0))
			d.plug(keyWith("1", old, encrypt), keyWith("2", old))
			fresh := certificate("s2", token.Signature, d.now.AddDate(1, 0, 0).Add(-time.Hour))
			d.plug(keyWith("1", append(after(old, fresh), encrypt)...))
			d.expect("1 encryption", "1 signature", "2 signature")
			for _, e := range d.entries() {
				if e.Serial == "1" && e.Use == token.Signature && !e.NotAfter.Equal(fresh.NotAfter) {
					t.Errorf("the old one is still there: %+v", e)
				}
			}
		})
	}
}

func TestOnlyASuccessorEndsAReminder(t *testing.T) {
	d := newDesk(t)
	old := certificate("s", token.Signature, d.now.AddDate(0, 1, 0))
	d.plug(keyWith("1", old))
	colleague := certificate("c", token.Signature, d.now.AddDate(0, 11, 0))
	colleague.Subject.Attributes = append(slices.Clone(colleague.Subject.Attributes), token.Attribute{Short: "OU", Value: "财务部"})
	tomorrow := certificate("t", token.Signature, d.now.AddDate(2, 0, 0)) // not valid yet
	d.plug(keyWith("1", colleague, tomorrow))
	unreadable := keyWith("1")
	unreadable.Err = errors.New("removed")
	d.plug(unreadable)
	d.plug(keyWith("1"))
	d.expect("1 signature", "1 signature", "1 signature")
}

func TestToldAndPutOffOutlastTheProgramAndTheNextSight(t *testing.T) {
	d := newDesk(t)
	old := certificate("s", token.Signature, d.now.AddDate(0, 0, -3))
	key := keyWith("1", old)
	d.plug(key)
	due := remind.Due(d.entries(), usual(), d.now)
	if len(due) != 1 {
		t.Fatalf("due: %v", due)
	}
	if err := errors.Join(d.ledger.Told(t.Context(), due[0]), d.ledger.PutOff(t.Context(), due[0].Key)); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(time.Hour)
	d.plug(key)
	d.ledger = remind.OpenLedger(d.dir, func() time.Time { return d.now })
	if e := d.entries()[0]; !e.Told.Equal(due[0].At) || e.Later != "2026-11-21" {
		t.Errorf("kept: %+v", e)
	}
	d.now = d.now.AddDate(0, 0, 1)
	due = remind.Due(d.entries(), usual(), d.now)
	if err := d.ledger.Told(t.Context(), due[0]); err != nil {
		t.Fatal(err)
	}
	if e := d.entries()[0]; !e.Told.Equal(d.now) || e.Later != "" {
		t.Errorf("kept: %+v", e)
	}
}

func TestAKeyThatIsHereIsNotForgotten(t *testing.T) {
	d := newDesk(t)
	old := certificate("s", token.Signature, d.now.AddDate(0, 0, -3))
	here := d.plug(keyWith("1", old), keyWith("2", old))
	gone := d.plug(keyWith("2", old))
	key := remind.Key{Serial: "1", Label: "单位证书"}
	if err := d.ledger.Forget(t.Context(), key, here); !errors.Is(err, remind.ErrPluggedIn) {
		t.Errorf("error %v", err)
	}
	d.expect("1 signature", "2 signature")
	if err := d.ledger.Forget(t.Context(), key, gone); err != nil {
		t.Error(err)
	}
	d.expect("2 signature")
	both := d.plug(keyWith("1", old))
	d.expect("1 signature", "2 signature")

	typed := remind.Key{Serial: "1"}
	if err := d.ledger.Forget(t.Context(), typed, both); !errors.Is(err, remind.ErrPluggedIn) {
		t.Errorf("error %v", err)
	}
	for _, nothing := range []remind.Key{{}, {Label: "单位证书"}, {Serial: "3"}} {
		if err := d.ledger.Forget(t.Context(), nothing, nil); err != nil {
			t.Error(err)
		}
	}
	d.expect("1 signature", "2 signature")
	if err := d.ledger.Forget(t.Context(), typed, gone); err != nil {
		t.Error(err)
	}
	d.expect("2 signature")
}

func TestTheSameKeysAgainAreNotWrittenAgain(t *testing.T) {
	d := newDesk(t)
	key := keyWith("1", certificate("s", token.Signature, d.now.AddDate(0, 1, 0)))
	d.plug(key)
	before, err := os.Stat(d.file())
	if err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(time.Hour)
	d.plug(key)
	if after, err := os.Stat(d.file()); err != nil || !os.SameFile(before, after) {
		t.Errorf("replaced: %v", err)
	}
	if runtime.GOOS != "windows" && before.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", before.Mode())
	}
}

func TestTheListDoesNotGrowForEver(t *testing.T) {
	d := newDesk(t)
	var all []app.Certificate
	for i := range 700 {
		c := certificate(fmt.Sprint(i), token.Signature, d.now.AddDate(0, 1, 0))
		c.Subject.Attributes = []token.Attribute{{Short: "O", Value: fmt.Sprint(i, strings.Repeat("长", 5000))}}
		all = append(all, c)
	}
	d.plug(keyWith("old", all[:400]...))
	d.now = d.now.AddDate(0, 0, 1)
	d.plug(keyWith("new", all[400:]...))
	newer := 0
	for _, e := range d.entries() {
		if e.Serial == "new" {
			newer++
		}
	}
	if n := len(d.entries()); n != 500 || newer != 300 {
		t.Errorf("%d, of which %d new", n, newer)
	}
	if info, err := os.Stat(d.file()); err != nil || info.Size() > 1<<20 {
		t.Errorf("size %v, %v", info.Size(), err)
	}
}

func TestADamagedListIsSetAsideAndBegunAnew(t *testing.T) {
	for name, damage := range map[string]string{
		"cut off":          `{"version": 1, "certificates": [{"sha`,
		"empty":            ``,
		"a list":           `[]`,
		"no version":       `{"certificates": []}`,
		"no fingerprint":   `{"version": 1, "certificates": [{"sha256": "ab", "use": "both", "notAfter": "2026-01-01T00:00:00Z", "seen": "2026-01-01"}]}`,
		"a use unheard of": `{"version": 1, "certificates": [{"sha256": "` + strings.Repeat("ab", 32) + `", "use": "x", "notAfter": "2026-01-01T00:00:00Z", "seen": "2026-01-01"}]}`,
		"no day":           `{"version": 1, "certificates": [{"sha256": "` + strings.Repeat("ab", 32) + `", "use": "both", "notAfter": "2026-01-01T00:00:00Z", "seen": "9"}]}`,
		"far too large":    strings.Repeat(" ", 5<<20),
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			key := keyWith("1", certificate("s", token.Signature, d.now.AddDate(0, 1, 0)))
			d.plug(key)
			if err := os.WriteFile(d.file(), []byte(damage), 0o600); err != nil {
				t.Fatal(err)
			}
			err := d.ledger.Note(t.Context(), &app.Snapshot{Keys: []app.Key{key}})
			bad, ok := errors.AsType[*remind.LedgerError](err)
			if !ok || bad.Newer || bad.SetAside != d.file()+".damaged" {
				t.Fatalf("error %v", err)
			}
			if kept, err := os.ReadFile(bad.SetAside); err != nil || string(kept) != damage {
				t.Errorf("set aside: %d bytes, %v", len(kept), err)
			}
			d.expect("1 signature")
		})
	}
}

func TestAListOfANewerVersionStaysAsItIs(t *testing.T) {
	d := newDesk(t)
	key := keyWith("1", certificate("s", token.Signature, d.now.AddDate(0, 1, 0)))
	d.plug(key)
	newer := `{"version": 2, "certificates": {}}`
	if err := os.WriteFile(d.file(), []byte(newer), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := d.ledger.Entries(t.Context())
	for _, err := range []error{err, d.ledger.Note(t.Context(), &app.Snapshot{Keys: []app.Key{key}})} {
		if bad, ok := errors.AsType[*remind.LedgerError](err); !ok || !bad.Newer || bad.SetAside != "" {
			t.Errorf("error %v", err)
		}
	}
	if text, err := os.ReadFile(d.file()); err != nil || string(text) != newer {
		t.Errorf("now it is %s, %v", text, err)
	}
}

func TestSeveralProgramsKeepOneList(t *testing.T) {
	d := newDesk(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			ledger := remind.OpenLedger(d.dir, func() time.Time { return d.now })
			key := keyWith(fmt.Sprint(i), certificate("s", token.Signature, d.now.AddDate(0, 1, 0)))
			if err := ledger.Note(t.Context(), &app.Snapshot{Keys: []app.Key{key}}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(d.entries()); n != 8 {
		t.Errorf("%d entries", n)
	}
}

// FuzzListOnDisk: whatever lies there, it is read or set aside, and what is
// written afterwards can be read.
func FuzzListOnDisk(f *testing.F) {
	good, err := json.Marshal(map[string]any{"version": 1, "certificates": []remind.Entry{
		{SHA256: strings.Repeat("ab", 32), Use: token.Both, NotAfter: time.Unix(1e9, 0).UTC(), Seen: "2026-01-01", Later: "2026-01-02"},
	}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"version": 1, "certificates": null}`))
	f.Add([]byte(`{"version": 1, "certificates": [{"notAfter": "0001-01-01T00:00:00Z"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d := newDesk(t)
		if err := errors.Join(os.MkdirAll(d.dir, 0o700), os.WriteFile(d.file(), text, 0o600)); err != nil {
			t.Fatal(err)
		}
		before, err := d.ledger.Entries(t.Context())
		if bad, ok := errors.AsType[*remind.LedgerError](err); ok && bad.Newer {
			return
		} else if ok && (bad.SetAside == "" || len(before) > 0) {
			t.Fatalf("%v, %v", before, err)
		}
		remind.Due(before, usual(), d.now)
		d.plug(keyWith("1", certificate("s", token.Signature, d.now.AddDate(0, 1, 0))))
		if after := d.entries(); len(after) == 0 {
			t.Error("nothing was kept")
		}
	})
}
