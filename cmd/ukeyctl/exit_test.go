package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"ukey/app"
	"ukey/app/settings"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
	"ukey/ui/words"
)

func faults() map[string]struct {
	err  error
	want fault
} {
	failed := []app.Problem{{Driver: "/lib/two.so", Err: &token.LibraryError{Path: "/lib/two.so", Fault: token.LibraryMissing}}}
	return map[string]struct {
		err  error
		want fault
	}{
		"bad flag":               {&usageError{err: errors.New("x")}, fault{"usage", 2}},
		"no --yes":               {errNeedsYes, fault{"usage", 2}},
		"settings":               {&settings.Error{Source: "f", Option: "o", Err: errors.New("x")}, fault{"settings", 2}},
		"settings file":          {&settings.Error{Source: "f", Err: errors.New("x")}, fault{"settings", 2}},
		"file not read":          {&readError{"/x.json", fs.ErrNotExist}, fault{"file-not-read", 1}},
		"scan not to be sent":    {&readError{"/x.png", &cases.ScanError{Flaw: cases.ScanTooLarge}}, fault{"scan", 1}},
		"form incomplete":        {&app.FlawsError{}, fault{"incomplete", 1}},
		"not where that begins":  {&app.StageError{Stage: app.StageReview}, fault{"stage", 1}},
		"no draft":               {apply.ErrNoDraft, fault{"no-application", 1}},
		"no application":         {errNoApplication, fault{"no-application", 1}},
		"draft damaged":          {&apply.DraftError{Path: "/x", Err: fs.ErrInvalid}, fault{"application-record", 1}},
		"nothing has expired":    {app.ErrNotExpired, fault{"not-expired", 1}},
		"certificate gone":       {app.ErrCertificateGone, fault{"certificate-gone", 1}},
		"access lost":            {app.ErrAccessLost, fault{"access-lost", 1}},
		"another renewal":        {app.ErrOtherRenewal, fault{"other-renewal", 1}},
		"no code":                {&renew.InterruptedError{State: renew.Submitted, Err: errNoCode}, fault{"no-code", 1}},
		"under review":           {inState(cases.Review), fault{"review", 9}},
		"to be corrected":        {inState(cases.NeedMore), fault{"to-be-corrected", 1}},
		"rejected":               {inState(cases.Rejected), fault{"rejected", 7}},
		"file not saved":         {&saveError{"/x/y.pem", fs.ErrPermission}, fault{"file-not-saved", 1}},
		"other CA":               {&renew.OtherCAError{Begun: "https://a", Set: "https://b"}, fault{"settings", 2}},
		"no CA":                  {renew.ErrCANotConfigured, fault{"settings", 2}},
		"no root":                {app.ErrNoRoot, fault{"settings", 2}},
		"bad root":               {&app.RootsError{Path: "p", Err: fs.ErrNotExist}, fault{"settings", 2}},
		"no key":                 {&app.NoTokenError{}, fault{"no-key", 3}},
		"no driver at all":       {&app.NoTokenError{NoDriver: true}, fault{"no-key", 3}},
		"other key":              {&app.NoTokenError{Selector: "x"}, fault{"no-key", 3}},
		"other, driver failed":   {&app.NoTokenError{Selector: "x", Problems: failed}, fault{"no-key", 3}},
		"no key, driver failed":  {&app.NoTokenError{Problems: failed}, fault{"driver", 6}},
		"two keys":               {&app.AmbiguousTokenError{Keys: []token.ID{{Serial: "1"}, {Serial: "2"}}}, fault{"ambiguous-key", 3}},
		"no certificate":         {&noCertificateError{"x"}, fault{"no-certificate", 3}},
		"two certificates":       {&ambiguousCertificateError{name: "x"}, fault{"ambiguous-certificate", 3}},
		"unplugged":              {&token.CallError{Call: "C_Sign", Code: 0x32, Err: token.ErrRemoved}, fault{"removed", 3}},
		"unplugged in a renewal": {&renew.InterruptedError{State: renew.KeyGenerated, Err: token.ErrRemoved}, fault{"removed", 3}},
		"wrong PIN":              {&token.CallError{Err: &token.PINIncorrectError{Tries: 3}}, fault{"pin-incorrect", 4}},
		"last try":               {token.ErrLastTry, fault{"last-try", 4}},
		"busy key":               {&renew.BusyError{}, fault{"busy", 1}},
		"clock":                  {&app.PreflightError{Err: &app.ClockError{}}, fault{"clock", 1}},
		"locked":                 {&token.PINLockedError{}, fault{"pin-locked", 5}},
		"wrong PUK":              {&token.PINIncorrectError{Tries: 3, PUK: true}, fault{"puk-incorrect", 4}},
		"last try of the PUK":    {errLastPUKTry, fault{"last-puk-try", 4}},
		"PUK locked":             {&token.PINLockedError{PUK: true}, fault{"puk-locked", 5}},
		"nothing to unlock with": {app.ErrNotUnblockable, fault{"not-unblockable", 1}},
		"new PIN too short":      {&token.PINLengthError{Min: 6, Max: 16}, fault{"pin-length", 1}},
		"same PIN":               {app.ErrSamePIN, fault{"pin-same", 1}},
		"PIN of full width":      {app.ErrPINCharacters, fault{"pin-characters", 1}},
		"PIN too simple":         {app.ErrPINTooSimple, fault{"pin-simple", 1}},
		"PINs differ":            {app.ErrPINMismatch, fault{"pin-mismatch", 1}},
		"initial PIN":            {token.ErrPINToBeChanged, fault{"pin-to-be-changed", 1}},
		"no PIN":                 {errNoPIN, fault{"no-pin", 1}},
		"PIN line too long":      {errPINTooLong, fault{"pin-length", 1}},
		"full":                   {token.ErrFull, fault{"full", 1}},
		"read-only":              {token.ErrReadOnly, fault{"read-only", 1}},
		"unsupported":            {token.ErrUnsupported, fault{"unsupported", 1}},
		"driver":                 {&token.CallError{Code: 5, Err: token.ErrDriver}, fault{"driver", 6}},
		"driver crashed":         {token.ErrDriverCrashed, fault{"driver", 6}},
		"driver hung":            {token.ErrDriverHung, fault{"driver", 6}},
		"set aside":              {&token.SetAsideError{Library: "/x.so", Crashes: 3, Last: token.ErrDriverHung}, fault{"driver-set-aside", 6}},
		"library missing":        {failed[0].Err, fault{"driver", 6}},
		"CA says no":             {&est.RefusedError{Problem: est.Problem{Status: 403}}, fault{"ca-refused", 7}},
		"CA rejects our cert":    {&est.ClientCertificateError{}, fault{"ca-refused", 7}},
		"not offered":            {est.ErrNotOffered, fault{"ca-refused", 7}},
		"other public key":       {&renew.AnswerError{Flaw: renew.FlawOtherKey}, fault{"ca-answer", 7}},
		"CA busy":                {&est.RefusedError{Problem: est.Problem{Status: 503}}, fault{"ca-busy", 8}},
		"proxy":                  {&est.ProxyError{Fault: est.ProxyWantsPassword}, fault{"proxy", 8}},
		"unreachable":            {&est.UnreachableError{URL: "https://x", Err: errors.New("refused")}, fault{"ca-unreachable", 8}},
		"wrong root":             {&est.UntrustedError{URL: "https://x", Err: errors.New("unknown authority")}, fault{"ca-untrusted", 8}},
		"lost in a renewal":      {&renew.InterruptedError{Err: &est.UnreachableError{URL: "https://x", Err: errors.New("x")}}, fault{"ca-unreachable", 8}},
		"waiting":                {&renew.InterruptedError{Err: &est.PendingError{}}, fault{"pending", 9}},
		"expired":                {&renew.ExpiredError{Days: 3}, fault{"expired", 1}},
		"nothing to renew":       {renew.ErrNothingToRenew, fault{"failed", 1}},
		"nothing to resume":      {errNothingToResume, fault{"failed", 1}},
		"cancelled":              {app.ErrCancelled, fault{"cancelled", 1}},
		"interrupted":            {context.Canceled, fault{"cancelled", 1}},
		"anything else":          {errors.New("disk on fire"), fault{"failed", 1}},
	}
}

func TestEveryFaultHasItsExitCode(t *testing.T) {
	for name, tt := range faults() {
		t.Run(name, func(t *testing.T) {
			if got := classify(tt.err); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if got := classify(fmt.Errorf("wrapped: %w", tt.err)); got != tt.want {
				t.Errorf("wrapped: got %v, want %v", got, tt.want)
			}
		})
	}
}

// A fault is told as a sentence in the person's language, not as the name of a
// text that does not exist or with a hole in it.
func TestEveryFaultIsASentenceInBothLanguages(t *testing.T) {
	for _, lang := range words.Languages() {
		for name, tt := range faults() {
			var out bytes.Buffer
			p := &program{streams: streams{err: &out}, say: words.New(lang)}
			p.finish(tt.err)
			text := out.String()
			if strings.Contains(text, "cli.error.") || strings.HasPrefix(text, "error.") || strings.Contains(text, ".next") || strings.Contains(text, "<no value>") {
				t.Errorf("%s: %s: %q", lang, name, text)
			}
			if lang == words.English && strings.ContainsAny(text, "。，") {
				t.Errorf("%s: %s: %q", lang, name, text)
			}
		}
	}
}

func TestErrorsAsJSONAreOneLineOnStandardError(t *testing.T) {
	var out, errs bytes.Buffer
	p := &program{streams: streams{out: &out, err: &errs}, say: words.New(words.English), flags: flags{json: true}}
	code := p.finish(&token.CallError{Call: "C_Login", Code: 0xA0, Err: &token.PINIncorrectError{Tries: 9, State: token.PINLow}})
	if code != 4 || out.Len() != 0 || strings.Count(errs.String(), "\n") != 1 {
		t.Fatalf("code %d, stdout %q, stderr %q", code, &out, &errs)
	}
	var got complaint
	if err := json.Unmarshal(errs.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	e := got.Error
	if e == nil || e.Code != "pin-incorrect" || e.Exit != 4 || !strings.Contains(e.Message, "9 tries") || e.Next == "" || !strings.Contains(e.Detail, "C_Login 0xA0") {
		t.Errorf("%s", &errs)
	}
}

func TestSettingsWithoutEffectAreTold(t *testing.T) {
	for _, lang := range words.Languages() {
		for _, kind := range []settings.NoticeKind{settings.Locked, settings.Unknown} {
			var errs bytes.Buffer
			p := &program{streams: streams{err: &errs}, say: words.New(lang)}
			p.warnOfSettings([]settings.Notice{{Kind: kind, Option: "ca.url", Source: "UKEY_CA_URL"}})
			if text := errs.String(); !strings.Contains(text, "ca.url") || !strings.Contains(text, "UKEY_CA_URL") || strings.Contains(text, "cli.") {
				t.Errorf("%s: %s: %q", lang, kind, text)
			}
		}
	}
}

func TestOutcomesAreSilent(t *testing.T) {
	var errs bytes.Buffer
	p := &program{streams: streams{err: &errs}, say: words.New(words.Chinese)}
	if code := p.finish(outcome(exitExpired)); code != 11 || errs.Len() != 0 {
		t.Errorf("%d, %q", code, &errs)
	}
}

// inState is an application that the CA has that to say of.
func inState(s cases.State) error {
	return &applicationError{&app.Application{Case: &cases.Case{State: s}}}
}
