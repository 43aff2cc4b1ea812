package book_test

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ukey/assets"
	"ukey/ui/help/book"
)

// open is the help in a language.
func open(t testing.TB, language string) *book.Book {
	t.Helper()
	b, err := book.Open(language)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// both calls visit with each article and its twin.
func both(t *testing.T, visit func(t *testing.T, chinese, english *book.Article)) {
	t.Helper()
	zh, en := open(t, "zh-Hans"), open(t, "en")
	for _, a := range zh.Articles() {
		twin := en.Article(a.ID)
		if twin == nil {
			t.Errorf("%s is in Chinese alone", a.ID)
			continue
		}
		t.Run(a.ID, func(t *testing.T) { visit(t, a, twin) })
	}
	if n, m := len(zh.Articles()), len(en.Articles()); n != m {
		t.Errorf("%d articles in Chinese, %d in English", n, m)
	}
}

// shape is an article without its words: what its blocks are, how many steps it
// has, where it leads.
func shape(a *book.Article) map[string]any {
	var blocks []any
	for _, b := range a.Blocks {
		blocks = append(blocks, []any{b.Kind, len(b.Items), b.Name})
	}
	links := a.Links()
	slices.Sort(links)
	return map[string]any{"topic": a.Topic, "related": a.Related, "blocks": blocks, "links": links}
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	both(t, func(t *testing.T, zh, en *book.Article) {
		a, _ := json.Marshal(shape(zh))
		b, _ := json.Marshal(shape(en))
		if string(a) != string(b) {
			t.Errorf("Chinese and English differ:\n%s\n%s", a, b)
		}
	})
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	b := open(t, "zh-Hans")
	for _, a := range b.Articles() {
		for _, link := range append(a.Links(), a.Related...) {
			article, screen := book.Span{Link: link}.Target()
			if screen != "" && !slices.Contains(book.Screens(), screen) {
				t.Errorf("%s leads to the screen %q, which there is not", a.ID, screen)
			}
			if article != "" && b.Article(article) == nil {
				t.Errorf("%s leads to the article %q, which there is not", a.ID, article)
			}
		}
		if slices.Contains(a.Related, a.ID) {
			t.Errorf("%s is related to itself", a.ID)
		}
	}
}

// What an article calls a button is what stands on it, in both languages.
func TestBoldWordsStandOnTheScreen(t *testing.T) {
	chinese, english := labels(t, "zh-Hans"), labels(t, "en")
	both(t, func(t *testing.T, zh, en *book.Article) {
		shown := map[string]bool{} // the IDs of what the English one names
		for _, name := range en.Bold() {
			if len(english[name]) == 0 {
				t.Errorf("nothing in the program says %q", name)
			}
			for _, id := range english[name] {
				shown[id] = true
			}
		}
		for _, name := range zh.Bold() {
			ids := chinese[name]
			if len(ids) == 0 {
				t.Errorf("nothing in the program says %q", name)
			} else if !slices.ContainsFunc(ids, func(id string) bool { return shown[id] }) {
				t.Errorf("the English article does not name %q (%v)", name, ids)
			}
		}
		if n, m := len(zh.Bold()), len(en.Bold()); n != m {
			t.Errorf("%d names in bold in Chinese, %d in English", n, m)
		}
	})
}

// labels are the IDs of all texts that the programs show, by what they say.
func labels(t *testing.T, language string) map[string][]string {
	t.Helper()
	ids := map[string][]string{}
	for _, area := range []string{"words", "ui", "environment", "help", "preferences", "tray", "home", "about", "remind"} {
		data, err := assets.Translation(language, area)
		if err != nil {
			continue // not written yet
		}
		var texts map[string]any
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatal(err)
		}
		for id, text := range texts {
			if s, ok := text.(string); ok {
				ids[s] = append(ids[s], id)
			}
		}
	}
	return ids
}

func TestArticlesAreShortAndWhole(t *testing.T) {
	both(t, func(t *testing.T, zh, en *book.Article) {
		if n := utf8.RuneCountInString(zh.Text()); n < 80 || n > 900 {
			t.Errorf("%d characters; a clerk reads 80 to 900", n)
		}
		for _, a := range []*book.Article{zh, en} {
			if stray := regexp.MustCompile("\\*\\*|`|\\]\\(|<[a-z]").FindString(a.Text()); stray != "" {
				t.Errorf("%q is shown as it is:\n%s", stray, a.Text())
			}
			if len(a.Keywords) < 3 || len(a.Related) == 0 {
				t.Errorf("%q has keywords %v and related articles %v", a.Title, a.Keywords, a.Related)
			}
		}
		if utf8.RuneCountInString(zh.Title) > 18 || len(en.Title) > 34 {
			t.Errorf("the title is too long for the list: %q, %q", zh.Title, en.Title)
		}
	})
}

// assets/translations/README.md lays down what things are called.
func TestTermsAreThoseOfTheProgram(t *testing.T) {
	wrong := regexp.MustCompile("持有者|密钥用途|USBKey|U盾")
	for _, a := range open(t, "zh-Hans").Articles() {
		if found := wrong.FindString(a.Title + a.Text()); found != "" {
			t.Errorf("%s: %s", a.ID, found)
		}
	}
}

func TestTheContentsHoldEveryArticleOnce(t *testing.T) {
	for _, language := range []string{"zh-Hans", "en"} {
		b := open(t, language)
		var listed []string
		for _, topic := range book.Topics() {
			of := b.Of(topic)
			if len(of) < 2 {
				t.Errorf("topic %s has %d articles", topic, len(of))
			}
			for _, a := range of {
				listed = append(listed, a.ID)
			}
		}
		var all []string
		for _, a := range b.Articles() {
			all = append(all, a.ID)
		}
		if !slices.Equal(listed, all) {
			t.Errorf("by topics: %v\nby files: %v", listed, all)
		}
	}
}

func TestALanguageWithoutHelpIsAnError(t *testing.T) {
	if b, err := book.Open("tlh"); err == nil {
		t.Errorf("a book of %d articles in Klingon", len(b.Articles()))
	}
}

func TestOnlyArticlesLieInTheFolder(t *testing.T) {
	for _, language := range []string{"zh-Hans", "en"} {
		folder, err := assets.Help(language)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := fs.ReadDir(folder, ".")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".md") {
				t.Errorf("%s/%s is no article", language, e.Name())
			}
		}
	}
}
