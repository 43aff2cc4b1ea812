package words_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"ukey/app"
	"ukey/app/environment"
	"ukey/app/instance"
	"ukey/app/settings"
	"ukey/assets"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
	"ukey/ui/words"
)

// everyError is an error of each kind that a person may meet.
func everyError() map[string]error {
	return map[string]error{
		"removed":               token.ErrRemoved,
		"last try":              token.ErrLastTry,
		"PIN wrong, 5 left":     &token.PINIncorrectError{Tries: 5, State: token.PINLow},
		"PIN wrong, 1 left":     &token.PINIncorrectError{Tries: 1, State: token.PINFinal},
		"PIN wrong, unknown":    &token.PINIncorrectError{Tries: token.UnknownTries, State: token.PINLow},
		"PIN locked":            &token.PINLockedError{},
		"PUK wrong, 5 left":     &token.PINIncorrectError{Tries: 5, State: token.PINLow, PUK: true},
		"PUK wrong, 1 left":     &token.PINIncorrectError{Tries: 1, State: token.PINFinal, PUK: true},
		"PUK wrong, unknown":    &token.PINIncorrectError{Tries: token.UnknownTries, State: token.PINLow, PUK: true},
		"PUK locked":            &token.PINLockedError{PUK: true},
		"not unblockable":       app.ErrNotUnblockable,
		"set aside":             &token.SetAsideError{Library: "/lib/x.so", Crashes: 3, Last: token.ErrDriverHung},
		"setting":               &settings.Error{Source: "/c.yaml", Option: "theme", Err: &settings.ValueError{Fault: settings.NotChoice, Value: "pink"}},
		"no desktop":            environment.ErrNoDesktop,
		"running, but silent":   fmt.Errorf("%w: x", instance.ErrRefused),
		"settings file":         &settings.Error{Source: "/c.yaml", Err: &settings.SyntaxError{Line: 3, Err: errors.New("yaml: line 3: x")}},
		"other CA":              &renew.OtherCAError{Begun: "https://a", Set: "https://b"},
		"no root":               app.ErrNoRoot,
		"bad root":              &app.RootsError{Path: "/x.pem", Err: errors.New("x")},
		"PIN 6 to 16":           &token.PINLengthError{Min: 6, Max: 16},
		"PIN at least 6":        &token.PINLengthError{Min: 6},
		"PIN at most 16":        &token.PINLengthError{Max: 16},
		"PIN length unknown":    &token.PINLengthError{},
		"PIN same":              app.ErrSamePIN,
		"PIN mismatch":          app.ErrPINMismatch,
		"PIN to be changed":     token.ErrPINToBeChanged,
		"PIN refused":           token.ErrPINRefused,
		"full":                  token.ErrFull,
		"read-only":             token.ErrReadOnly,
		"unsupported":           token.ErrUnsupported,
		"no such key":           token.ErrKeyNotFound,
		"cancelled on the key":  token.ErrCancelled,
		"crashed":               token.ErrDriverCrashed,
		"hung":                  token.ErrDriverHung,
		"silent":                app.ErrDriverSilent,
		"driver":                token.ErrDriver,
		"library missing":       &token.LibraryError{Path: "/lib/x.so", Fault: token.LibraryMissing},
		"library architecture":  &token.LibraryError{Path: "/lib/x.so", Fault: token.LibraryWrongArchitecture},
		"library no PKCS#11":    &token.LibraryError{Path: "/lib/x.so", Fault: token.LibraryNotPKCS11},
		"library unusable":      &token.LibraryError{Path: "/lib/x.so", Fault: token.LibraryUnusable},
		"library without host":  &token.LibraryError{Path: `C:\x.dll`, Fault: token.LibraryNoHost, Detail: `C:\ukey-host32.exe`},
		"no key":                &app.NoTokenError{},
		"no driver":             &app.NoTokenError{NoDriver: true},
		"no key, driver failed": &app.NoTokenError{Problems: []app.Problem{{Driver: "/lib/x.so", Err: token.ErrDriver}}},
		"not the key named":     &app.NoTokenError{Selector: "123"},
		"named, driver failed":  &app.NoTokenError{Selector: "123", Problems: []app.Problem{{Driver: "/lib/x.so", Err: token.ErrDriver}}},
		"several keys":          &app.AmbiguousTokenError{Keys: []token.ID{{Serial: "1", Label: "甲"}, {Serial: "2", Label: "乙"}}},
		"cancelled":             app.ErrCancelled,
		"context cancelled":     context.Canceled,
		"timeout":               context.DeadlineExceeded,
		"nothing to renew":      renew.ErrNothingToRenew,
		"no CA":                 renew.ErrCANotConfigured,
		"expired":               &renew.ExpiredError{Days: 3},
		"not yet valid":         &renew.NotYetValidError{NotBefore: time.Unix(0, 0)},
		"other key":             &renew.AnswerError{Flaw: renew.FlawOtherKey},
		"other subject":         &renew.AnswerError{Flaw: renew.FlawOtherSubject},
		"chain":                 &renew.AnswerError{Flaw: renew.FlawChain},
		"usage":                 &renew.AnswerError{Flaw: renew.FlawUsage},
		"validity":              &renew.AnswerError{Flaw: renew.FlawValidity},
		"unreadable answer":     &renew.AnswerError{Flaw: renew.FlawUnreadable},
		"self-test":             &renew.SelfTestError{Test: "sign", Err: token.ErrDriver},
		"journal":               &renew.JournalError{Path: "/x.json", Err: errors.New("EOF")},
		"journal set aside":     &renew.JournalError{Path: "/x.json", SetAside: "/x.json.damaged", Err: errors.New("EOF")},
		"journal newer":         &renew.JournalError{Path: "/x.json", Newer: true, Err: errors.New("format 2")},
		"key busy":              &renew.BusyError{Holder: renew.Holder{PID: 7, Program: "ukeyctl", Since: time.Unix(0, 0)}},
		"key busy, unknown":     &renew.BusyError{},
		"clock":                 &app.ClockError{Here: time.Unix(0, 0), There: time.Unix(1e9, 0)},
		"program missing":       &app.ProgramError{Program: "ukeytray", Err: errors.New("x")},
		"interrupted":           &renew.InterruptedError{State: renew.Issued, Err: token.ErrFull},
		"unreachable":           &est.UnreachableError{URL: "https://ca", Kind: est.NoName, Err: errors.New("x")},
		"proxy away":            &est.ProxyError{Proxy: "http://proxy", Fault: est.ProxyAway, Err: errors.New("x")},
		"proxy password":        &est.ProxyError{Proxy: "http://proxy", Fault: est.ProxyWantsPassword},
		"proxy refuses":         &est.ProxyError{Proxy: "http://proxy", Fault: est.ProxyRefuses},
		"proxy unusable":        &est.ProxyError{Fault: est.ProxyUnusable},
		"untrusted":             &est.UntrustedError{URL: "https://ca", Err: errors.New("x")},
		"client certificate":    &est.ClientCertificateError{Err: errors.New("x")},
		"refused":               &est.RefusedError{Problem: est.Problem{Status: 403}},
		"refused with reason":   &est.RefusedError{Problem: est.Problem{Status: 403, Detail: "吊销"}},
		"revoked":               &est.RefusedError{Problem: est.Problem{Status: 403, Code: 1005, Detail: "x"}},
		"maintenance":           &est.RefusedError{Problem: est.Problem{Status: 503, Code: -7999}},
		"busy":                  &est.RefusedError{Problem: est.Problem{Status: 503}},
		"pending":               &est.PendingError{RetryAfter: time.Minute},
		"no CA there":           &est.RefusedError{Op: est.OpCACerts, Problem: est.Problem{Status: 404}},
		"protocol":              &est.ProtocolError{What: "x"},
		"not offered":           est.ErrNotOffered,
		"not expired":           app.ErrNotExpired,
		"certificate gone":      app.ErrCertificateGone,
		"access lost":           app.ErrAccessLost,
		"other renewal":         app.ErrOtherRenewal,
		"stage":                 &app.StageError{Stage: app.StageReview},
		"no draft":              apply.ErrNoDraft,
		"draft":                 &apply.DraftError{Path: "/x", Err: errors.New("EOF")},
		"draft set aside":       &apply.DraftError{Path: "/x", SetAside: "/x.damaged", Err: errors.New("EOF")},
		"draft newer":           &apply.DraftError{Path: "/x", Newer: true, Err: errors.New("2")},
		"flaws": &app.FlawsError{
			Fields: map[cases.Field]cases.Flaw{cases.FieldIDNumber: cases.CheckDigit, cases.FieldName: cases.Missing},
			Scans:  map[cases.Kind]cases.ScanFlaw{cases.IDCard: cases.ScanMissing},
		},
		"scan missing":    &cases.ScanError{Flaw: cases.ScanMissing},
		"scan too large":  &cases.ScanError{Flaw: cases.ScanTooLarge, Size: 1 << 20},
		"scan format":     &cases.ScanError{Flaw: cases.ScanFormat, Size: 1},
		"scan damaged":    &cases.ScanError{Flaw: cases.ScanDamaged, Size: 1},
		"scan dimensions": &cases.ScanError{Flaw: cases.ScanTooManyPx, Size: 1},
	}
}

func TestEveryErrorHasASentenceAndANextStepInBothLanguages(t *testing.T) {
	noNext := []string{"cancelled", "context cancelled", "cancelled on the key"}
	for _, lang := range words.Languages() {
		p := words.New(lang)
		unknown := p.Error(errors.New("something else")).Text
		for name, err := range everyError() {
			m := p.Error(fmt.Errorf("wrapped: %w", err))
			switch {
			case m.Text == "" || m.Text == unknown || strings.HasPrefix(m.Text, "error."):
				t.Errorf("%s, %s: no sentence of its own: %q", lang, name, m.Text)
			case m.Next == "" && !slices.Contains(noNext, name):
				t.Errorf("%s, %s: no next step", lang, name)
			case strings.Contains(m.Text+m.Next, "<no value>") || strings.Contains(m.Text+m.Next, "{{"):
				t.Errorf("%s, %s: unfilled: %q %q", lang, name, m.Text, m.Next)
			case strings.Contains(m.Text+m.Next, "CKR_"):
				t.Errorf("%s, %s: a code in a person's sentence: %q", lang, name, m.Text)
			case !strings.Contains(m.Detail, err.Error()):
				t.Errorf("%s, %s: support does not get the error: %q", lang, name, m.Detail)
			}
			if chinese := strings.ContainsFunc(m.Text, func(r rune) bool { return unicode.Is(unicode.Han, r) }); chinese != (lang == words.Chinese) && name != "refused with reason" && name != "several keys" {
				t.Errorf("%s, %s: not in that language: %q", lang, name, m.Text)
			}
		}
	}
}

func TestInterruptedRenewalSaysWhyAndHowToGoOn(t *testing.T) {
	m := words.New(words.English).Error(&renew.InterruptedError{State: renew.Issued, Err: token.ErrRemoved})
	if !strings.Contains(m.Text, "unplugged") || !strings.Contains(m.Next, "Plug it in") || !strings.Contains(m.Next, "continues where it stopped") {
		t.Errorf("%q %q", m.Text, m.Next)
	}
}

func TestAWaitIsToldOnceAndForHowLong(t *testing.T) {
	for after, want := range map[time.Duration]string{
		10 * time.Second: "in 1 minute;", 5 * time.Minute: "in 5 minutes;", 61 * time.Second: "in 2 minutes;",
		time.Hour: "in 1 hour;", 23*time.Hour + time.Second: "in 24 hours;",
	} {
		pending := &est.PendingError{RetryAfter: after}
		m := words.New(words.English).Error(&renew.InterruptedError{State: renew.Submitted, Err: pending})
		if !strings.Contains(m.Next, want) || strings.Count(m.Next, "as before") != 1 {
			t.Errorf("%v: %q", after, m.Next)
		}
	}
}

func TestAnEmptyFileIsNotOneThatNobodyChose(t *testing.T) {
	p := words.New(words.English)
	if chosen, none := p.Error(&cases.ScanError{Flaw: cases.ScanMissing}).Text, p.ScanFlaw(cases.ScanMissing); chosen == none {
		t.Errorf("both are %q", none)
	}
}

func TestAnAddressIsNamedByItsHost(t *testing.T) {
	for address, host := range map[string]string{
		"https://ca.example:8443/.well-known/est/cacerts": "ca.example:8443",
		"https://ca.example/":                             "ca.example",
		"https://[::1]:8443/x":                            "[::1]:8443",
		"%":                                               "%", // no address at all
	} {
		m := words.New(words.English).Error(&est.UnreachableError{URL: address, Err: errors.New("x")})
		if want := "The CA service " + host + " cannot be reached."; m.Text != want {
			t.Errorf("%s: %q", address, m.Text)
		}
	}
}

func TestWhomToCallComesLast(t *testing.T) {
	refused := &est.RefusedError{Problem: est.Problem{Status: 503, Code: -7999, Contact: "020-12345678", Language: "en"}}
	m := words.New(words.English).Error(&renew.InterruptedError{State: renew.Submitted, Err: refused})
	if !strings.HasSuffix(m.Next, "Contact: 020-12345678") || strings.Count(m.Next, "unchanged")+strings.Count(m.Next, "as before") != 1 {
		t.Errorf("%q", m.Next)
	}
}

func TestTheStatusSaysHowManyDaysAreLeft(t *testing.T) {
	for _, test := range []struct {
		validity token.Validity
		zh, en   string
	}{
		{token.Validity{Status: token.Valid, DaysLeft: 200}, "有效", "Valid"},
		{token.Validity{Status: token.Expiring, DaysLeft: 27}, "还有 27 天到期", "Expires in 27 days"},
		{token.Validity{Status: token.Expiring, DaysLeft: 1}, "还有 1 天到期", "Expires in 1 day"},
		{token.Validity{Status: token.Expiring, DaysLeft: 0}, "今天到期", "Expires today"},
		{token.Validity{Status: token.Expired, DaysLeft: -1}, "已过期 1 天", "Expired 1 day ago"},
		{token.Validity{Status: token.NotYetValid}, "尚未生效", "Not valid yet"},
		{token.Validity{Status: token.Unreadable}, "无法读取", "Unreadable"},
	} {
		c := &app.Certificate{Validity: test.validity}
		if zh, en := words.New(words.Chinese).Status(c), words.New(words.English).Status(c); zh != test.zh || en != test.en {
			t.Errorf("%+v: %q, %q", test.validity, zh, en)
		}
	}
}

// placeholder is one value that a text takes.
var placeholder = regexp.MustCompile(`{{\.\w+}}`)

func TestBothLanguagesHaveTheSameTextsWithTheSameValues(t *testing.T) {
	for _, area := range []string{"words", "ui", "cli"} {
		zh, en := read(t, words.Chinese, area), read(t, words.English, area)
		for id := range maps.Keys(zh) {
			if _, ok := en[id]; !ok {
				t.Errorf("%s: %q is not translated", area, id)
				continue
			}
			if a, b := values(zh[id]), values(en[id]); !slices.Equal(a, b) {
				t.Errorf("%s: %q takes %v in Chinese and %v in English", area, id, a, b)
			}
		}
		for id := range en {
			if _, ok := zh[id]; !ok {
				t.Errorf("%s: %q is not in Chinese", area, id)
			}
		}
	}
}

func values(text string) []string {
	v := placeholder.FindAllString(text, -1)
	slices.Sort(v)
	return slices.Compact(v)
}

func read(t *testing.T, lang words.Language, area string) map[string]string {
	t.Helper()
	b, err := assets.Translation(string(lang), area)
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		t.Fatalf("%s.%s: %v", area, lang, err)
	}
	texts := map[string]string{}
	for id, text := range raw {
		texts[id] = string(text)
	}
	return texts
}
