package ui

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/est"
	"ukey/token"
	"ukey/ui/help/book"
)

// f1 presses F1 and says which article opens, by its title.
func (h *harness) f1() {
	h.T.Helper()
	h.Key(fyne.KeyF1)
	if h.title() != h.words.T("help.title") {
		h.T.Fatalf("F1 opens %q", h.title())
	}
}

// reads fails the test unless the help is open on an article.
func (h *harness) reads(article string) {
	h.T.Helper()
	b, err := book.Open(string(h.words.Language()))
	if err != nil {
		h.T.Fatal(err)
	}
	a := b.Article(article)
	if a == nil {
		h.T.Fatalf("there is no article %q", article)
	}
	beginning, _, _ := strings.Cut(a.Text(), "\n")
	h.Says(h.words.T("help.title"), a.Title, beginning)
}

func TestF1ExplainsWhatTheWindowShows(t *testing.T) {
	locked, blank := validKey(t), newKey("空白", "1")
	locked.PIN.State = token.PINLocked
	for want, s := range map[string]*app.Snapshot{
		"no-key":      snapshot(),
		"driver":      {At: today},
		"pin-locked":  snapshot(locked),
		"blank-key":   snapshot(blank),
		"key-trouble": snapshot(newKey("坏", "2", unreadableCertificate())),
		"expired":     snapshot(expiredKey(t)),
		"renew":       snapshot(companyKey(t)),
		"main-window": snapshot(validKey(t)),
	} {
		m := model{unfolded: map[token.ID]bool{}}
		m.update(s)
		if got := m.article(); got != want {
			t.Errorf("F1 opens %q, want %q", got, want)
		}
	}
}

func TestF1ExplainsTheDialogInFront(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	h.f1()
	h.reads("renew")
	h.Key(fyneEscape)

	h.openPIN()
	h.f1()
	h.reads("change-pin")
	h.Key(fyneEscape)
	if h.title() != h.words.T("ui.pin") {
		t.Errorf("Esc leads from the help to %q, not back to the PIN dialog", h.title())
	}
}

func TestAFailedRenewalLeadsToTheHelpAboutIt(t *testing.T) {
	h := open(t, chinese())
	h.desk.renew = func(context.Context, token.ID, app.Questions, func(renew.Event)) (*renew.Result, error) {
		return nil, &est.RefusedError{Problem: est.Problem{Status: 403, Code: -8001}}
	}
	h.plug(snapshot(companyKey(t)))
	h.renewNow()
	h.Until("the failure", func() bool { return h.title() == h.words.T("ui.renew.failed") })
	h.press("ui.see-help")
	h.reads("error-codes")
}

func TestTheHelpLeadsToScreensUnlessADialogIsOpen(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	h.openHelp("expired")
	h.Press("申请进度")
	if h.title() != h.words.T("ui.applications") {
		t.Fatalf("the link opens %q", h.title())
	}
	h.openHelp("expired") // over the applications
	if h.Button("申请进度") != nil {
		t.Error("a link leads away from a dialog that is still open")
	}
}

func TestTheHelpListsEveryShortcut(t *testing.T) {
	h := open(t, chinese())
	h.openHelp("shortcuts")
	for _, s := range shortcuts() {
		h.Says(string(s.key), h.words.T(s.name))
	}
}

// Every article that a screen names exists.
func TestEveryArticleThatScreensNameExists(t *testing.T) {
	b, err := book.Open("zh-Hans")
	if err != nil {
		t.Fatal(err)
	}
	for _, article := range pageArticles {
		if b.Article(article) == nil {
			t.Errorf("there is no article %q", article)
		}
	}
	for _, name := range articlesNamedInSource(t) {
		if b.Article(name) == nil {
			t.Errorf("there is no article %q", name)
		}
	}
	for _, name := range book.Screens() {
		h := open(t, chinese())
		h.plug(snapshot(companyKey(t)))
		if h.screens()[name] == nil {
			t.Errorf("the window does not open the screen %q", name)
		}
	}
}

// articlesNamedInSource are the IDs behind About and Article in the files of
// this package.
func articlesNamedInSource(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`(?:About\(|[aA]rticle: )"([a-z-]+)"`)
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(source), -1) {
			names = append(names, m[1])
		}
	}
	if len(names) < 5 {
		t.Fatalf("only %v", names)
	}
	return names
}
