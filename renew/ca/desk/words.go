package desk

import (
	"fmt"
	"net/http"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"ukey/assets"
	"ukey/renew/ca/internal/store"
)

// The languages. Chinese is the default.
const (
	chinese = "zh-Hans"
	english = "en"
)

// languageCookie keeps the language that somebody chose, for a year.
const (
	languageCookie = "__Host-desk-language"
	languageKept   = 365 * 24 * time.Hour
)

// words speaks one language. It may be used from any goroutine.
type words struct {
	Language  string
	localizer *i18n.Localizer
	zone      *time.Location
}

func loadWords(lang string, zone *time.Location) (*words, error) {
	text, err := assets.Translation(lang, "desk")
	if err != nil {
		return nil, err
	}
	bundle := i18n.NewBundle(language.MustParse(lang))
	if _, err := bundle.ParseMessageFileBytes(text, lang+".json"); err != nil {
		return nil, fmt.Errorf("read the desk's texts: %w", err)
	}
	return &words{Language: lang, localizer: i18n.NewLocalizer(bundle, lang), zone: zone}, nil
}

// T returns the text of that ID. data are pairs of a name in the text's
// template and its value. A text that does not exist is shown as its ID, so
// that the gap is seen.
func (w *words) T(id string, data ...any) string {
	return w.localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: pairs(data)})
}

// N is T for a text that counts: n chooses the plural form and is {{.Count}}.
func (w *words) N(id string, n int) string {
	return w.localize(&i18n.LocalizeConfig{MessageID: id, PluralCount: n, TemplateData: map[string]any{"Count": n}})
}

func (w *words) localize(c *i18n.LocalizeConfig) string {
	text, err := w.localizer.Localize(c)
	if err != nil {
		return c.MessageID
	}
	return text
}

func pairs(data []any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(data); i += 2 {
		m[fmt.Sprint(data[i])] = data[i+1]
	}
	return m
}

// action says what an action of the audit log is; one that has no words is
// given by its name.
func (w *words) action(a store.Action) string {
	id := "desk.action." + string(a)
	if text := w.T(id); text != id {
		return text
	}
	return string(a)
}

// date is the day, where the staff are.
func (w *words) date(t time.Time) string { return t.In(w.zone).Format(time.DateOnly) }

// clock is the time of day, where the staff are.
func (w *words) clock(t time.Time) string { return t.In(w.zone).Format("15:04") }

// moment is both.
func (w *words) moment(t time.Time) string { return t.In(w.zone).Format("2006-01-02 15:04") }

// wordsFor chooses the language: the one chosen on a page, else what the
// browser prefers, else Chinese.
func (d *desk) wordsFor(r *http.Request) *words {
	if cookie, err := r.Cookie(languageCookie); err == nil {
		if w, ok := d.pages.words[cookie.Value]; ok {
			return w
		}
	}
	preferred, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		preferred = nil
	}
	_, i, confidence := language.NewMatcher([]language.Tag{language.SimplifiedChinese, language.English}).Match(preferred...)
	if confidence != language.No && i == 1 {
		return d.pages.words[english]
	}
	return d.pages.words[chinese]
}

// chooseLanguage keeps a choice and goes back to the page that it was made on.
func (d *desk) chooseLanguage(x *exchange) error {
	if err := x.r.ParseForm(); err != nil {
		return &problem{status: http.StatusBadRequest, text: "desk.problem.form"}
	}
	chosen := x.r.PostForm.Get("language")
	if _, ok := d.pages.words[chosen]; !ok {
		return &problem{status: http.StatusBadRequest, text: "desk.problem.form"}
	}
	http.SetCookie(x.w, &http.Cookie{
		Name: languageCookie, Value: chosen, Path: "/", MaxAge: int(languageKept.Seconds()),
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	return x.redirect(ownPath(x.r.PostForm.Get("next")))
}
