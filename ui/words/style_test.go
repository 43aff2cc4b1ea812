package words_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"ukey/assets"
	"ukey/ui/words"
)

// shown are the areas of what stands in the window and in reminders.
var shown = []string{"words", "ui", "environment", "help", "preferences", "tray", "home", "about", "remind"}

// sentences calls visit with every text of the areas, each plural form by
// itself.
func sentences(t *testing.T, lang words.Language, visit func(id, text string)) {
	t.Helper()
	for _, area := range shown {
		data, err := assets.Translation(string(lang), area)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]any
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatal(err)
		}
		for id, text := range texts {
			switch text := text.(type) {
			case string:
				visit(id, text)
			case map[string]any:
				for _, form := range text {
					visit(id, form.(string))
				}
			}
		}
	}
}

func TestEachLanguageHasItsOwnPunctuation(t *testing.T) {
	for lang, wrong := range map[words.Language]*regexp.Regexp{
		// Signs of the Latin script beside a Chinese character; room beside a
		// sign that has its own.
		words.Chinese: regexp.MustCompile(`\p{Han}\s*[,;:!?()"]|[,;:!?()"]\p{Han}|\p{Han}\.|\.\.\.|\s[，。；：！？、（）]|[，。；：！？、（）]\s[^·]`),
		words.English: regexp.MustCompile(`[，。；：！？、（）“”‘’]|\.\.\.|\s[,.;:!?](\s|$)`),
	} {
		sentences(t, lang, func(id, text string) {
			if found := wrong.FindString(text); found != "" {
				t.Errorf("%s, %s: %q in %q", lang, id, found, text)
			}
		})
	}
}

// What a sentence tells a person to press is called what stands on it.
func TestNamesInQuotationMarksStandOnTheScreen(t *testing.T) {
	quoted := map[words.Language]*regexp.Regexp{
		words.Chinese: regexp.MustCompile(`“([^”{]+)”`), words.English: regexp.MustCompile(`"([^"{]+)"`),
	}
	for lang, quotation := range quoted {
		labels := map[string]bool{}
		sentences(t, lang, func(_, text string) { labels[strings.TrimRight(text, "…？?")] = true })
		sentences(t, lang, func(id, text string) {
			for _, name := range quotation.FindAllStringSubmatch(text, -1) {
				if !labels[name[1]] {
					t.Errorf("%s, %s: nothing is called %q", lang, id, name[1])
				}
			}
		})
	}
}
