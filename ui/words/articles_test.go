package words_test

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
	"ukey/ui/help/book"
	"ukey/ui/words"
)

// explained are errors that a person may not get over without help, and the
// article that has it.
func explained() map[string][]error {
	refused := func(code int) error { return &est.RefusedError{Problem: est.Problem{Status: 403, Code: code}} }
	return map[string][]error{
		"pin-forgotten": {&token.PINIncorrectError{Tries: 3}, &token.PINIncorrectError{State: token.PINFinal}, token.ErrLastTry},
		"pin-locked":    {&token.PINLockedError{}, &token.PINLockedError{PUK: true}, &token.PINIncorrectError{PUK: true, Tries: 2}, app.ErrNotUnblockable},
		"pin-rules":     {&token.PINLengthError{Min: 6, Max: 8}, token.ErrPINRefused},
		"change-pin":    {token.ErrPINToBeChanged},
		"no-key":        {&app.NoTokenError{}},
		"driver": {
			&app.NoTokenError{NoDriver: true}, &token.SetAsideError{Last: token.ErrDriverCrashed}, token.ErrDriverHung,
			&token.LibraryError{Fault: token.LibraryMissing}, &token.LibraryError{Fault: token.LibraryWrongArchitecture},
		},
		"key-trouble": {token.ErrFull, token.ErrReadOnly, token.ErrKeyNotFound, &renew.InterruptedError{Err: token.ErrFull}},
		"expired":     {&renew.ExpiredError{Days: 3}},
		"clock":       {&renew.NotYetValidError{}, &app.ClockError{}},
		"ca-unreachable": {
			&est.UnreachableError{}, &est.UntrustedError{}, renew.ErrCANotConfigured, app.ErrNoRoot,
			&est.RefusedError{Op: est.OpCACerts, Problem: est.Problem{Status: 404}},
		},
		"renewal-interrupted": {
			&renew.BusyError{}, &renew.AnswerError{Flaw: renew.FlawChain}, &renew.SelfTestError{},
			&renew.InterruptedError{Err: app.ErrCancelled},
		},
		"error-codes":       {refused(-8001), refused(-7999), refused(-7456), refused(-7942), refused(1005)},
		"error-codes-apply": {refused(cases.ProblemNoCase), refused(cases.ProblemOtherCertificate)},
		"review":            {&est.PendingError{}, &renew.InterruptedError{Err: &est.PendingError{}}},
		"scans":             {&cases.ScanError{Flaw: cases.ScanTooLarge}},
		"support":           {errors.New("odd"), refused(9999)},
	}
}

func TestErrorsLeadToTheArticleThatExplainsThem(t *testing.T) {
	p := words.New(words.Chinese)
	for article, list := range explained() {
		for _, err := range list {
			if got := p.Error(err).Article; got != article {
				t.Errorf("%T %v leads to %q, want %q", err, err, got, article)
			}
		}
	}
}

func TestACancelledTaskNeedsNoHelp(t *testing.T) {
	if got := words.New(words.Chinese).Error(app.ErrCancelled).Article; got != "" {
		t.Errorf("it leads to %q", got)
	}
}

// self are errors whose sentence says all there is.
var self = regexp.MustCompile(`^error\.(cancelled|removed|pin-same|pin-mismatch)$`)

func TestEveryErrorHasAnArticle(t *testing.T) {
	b, err := book.Open("zh-Hans")
	if err != nil {
		t.Fatal(err)
	}
	for id := range read(t, words.Chinese, "words") {
		if !strings.HasPrefix(id, "error.") || self.MatchString(strings.TrimSuffix(id, ".next")) {
			continue
		}
		if article := words.ArticleOf(id); b.Article(article) == nil {
			t.Errorf("%s leads to the article %q, which there is not", id, article)
		}
	}
}

// Each code that the programs have words for is in its article, in both
// languages.
func TestEveryCodeIsExplained(t *testing.T) {
	code := regexp.MustCompile(`^error\.ca-refused\.(-?\d+)$`)
	for _, l := range words.Languages() {
		b, err := book.Open(string(l))
		if err != nil {
			t.Fatal(err)
		}
		count := 0
		for id := range read(t, l, "words") {
			m := code.FindStringSubmatch(id)
			if m == nil {
				continue
			}
			count++
			number, _ := strconv.Atoi(m[1])
			text := words.New(l).Error(&est.RefusedError{Problem: est.Problem{Status: 403, Code: number}}).Article
			if a := b.Article(text); !strings.Contains(a.Text(), strings.TrimPrefix(m[1], "-")) {
				t.Errorf("%s: the article %q does not explain %s", l, text, m[1])
			}
			if hits := b.Find(m[1]); len(hits) == 0 || hits[0].Article.ID != text {
				t.Errorf("%s: looking for %s does not find %s first", l, m[1], text)
			}
		}
		if count < 20 {
			t.Errorf("%s: only %d codes", l, count)
		}
	}
}
