// Package words is what the programs say to a person, in each language: the
// texts of the translation files, and for every error of packages app, token
// and renew a sentence with the next step.
//
// It draws nothing, so that the window and the command line say the same.
package words

import (
	"fmt"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"ukey/assets"
)

// Language is one that the programs speak.
type Language string

// The languages. Chinese is the default.
const (
	Chinese Language = "zh-Hans"
	English Language = "en"
)

// Languages lists all languages.
func Languages() []Language { return []Language{Chinese, English} }

// areas are the translation files of each language.
var areas = []string{"words", "ui", "cli", "environment", "help", "preferences", "tray", "home", "about", "files", "remind"}

// Printer speaks one language. It may be used from any goroutine.
type Printer struct {
	lang      Language
	localizer *i18n.Localizer
}

// New returns a printer for a language that is listed by Languages; any other
// one is taken as Chinese. A program that says little names the areas of the
// texts that it needs, and does not carry the others about in its memory.
func New(lang Language, only ...string) *Printer {
	if lang != English {
		lang = Chinese
	}
	bundle := i18n.NewBundle(language.MustParse(string(lang)))
	if len(only) == 0 {
		only = areas
	}
	for _, area := range only {
		text, err := assets.Translation(string(lang), area)
		if err != nil {
			continue // a program that has no window needs no texts for one
		}
		bundle.MustParseMessageFileBytes(text, string(lang)+".json")
	}
	return &Printer{lang: lang, localizer: i18n.NewLocalizer(bundle, string(lang))}
}

// Language is the one that the printer speaks.
func (p *Printer) Language() Language { return p.lang }

// T returns the text of that ID. data are pairs of a name in the text's
// template and its value. A text that does not exist is shown as its ID, so
// that the gap is seen.
func (p *Printer) T(id string, data ...any) string {
	return p.localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: templateData(data)})
}

// N is T for a text that counts: n chooses the plural form and is {{.Count}}.
func (p *Printer) N(id string, n int, data ...any) string {
	d := templateData(data)
	d["Count"] = n
	return p.localize(&i18n.LocalizeConfig{MessageID: id, PluralCount: n, TemplateData: d})
}

// Has tells whether there is a text of that ID.
func (p *Printer) Has(id string) bool {
	_, err := p.localizer.Localize(&i18n.LocalizeConfig{MessageID: id, PluralCount: 2, TemplateData: map[string]any{}})
	return err == nil
}

func (p *Printer) localize(c *i18n.LocalizeConfig) string {
	text, err := p.localizer.Localize(c)
	if err != nil {
		return c.MessageID
	}
	return text
}

func templateData(pairs []any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m
}

// Date returns the day as people here write it, by this computer's time zone.
func (p *Printer) Date(t time.Time) string { return t.Local().Format(time.DateOnly) }

// Period returns a validity period such as 2021-07-01 到 2022-07-20.
func (p *Printer) Period(from, to time.Time) string {
	return p.T("validity.range", "From", p.Date(from), "To", p.Date(to))
}
