package ca

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"

	"golang.org/x/text/language"
)

// What problem documents tell a person, a file for each language.
//
//go:embed texts/*.json
var textFiles embed.FS

// explanation is what a person is told about one kind of refusal.
type explanation struct {
	Title string `json:"title"`
	// Cause says, in a sentence, what is the matter.
	Cause string `json:"cause"`
	// Next says what the person can do about it.
	Next string `json:"next"`
}

// texts are the texts of one language.
type texts struct {
	tag      language.Tag
	problems map[Code]explanation
	contact  string
}

// phrasebook has the texts of all languages.
type phrasebook struct {
	languages []texts
	matcher   language.Matcher
}

// openPhrasebook reads the texts. Chinese comes first, and is what everybody
// gets who asks for no language that there is. The contact replaces that of
// the texts unless it is empty.
func openPhrasebook(contact string) (*phrasebook, error) {
	book := new(phrasebook)
	var tags []language.Tag
	for _, tag := range []language.Tag{language.SimplifiedChinese, language.English} {
		t, err := readTexts(tag)
		if err != nil {
			return nil, fmt.Errorf("read the texts in %v: %w", tag, err)
		}
		if contact != "" {
			t.contact = contact
		}
		tags, book.languages = append(tags, tag), append(book.languages, t)
	}
	book.matcher = language.NewMatcher(tags)
	return book, nil
}

func readTexts(tag language.Tag) (texts, error) {
	t := texts{tag: tag, problems: map[Code]explanation{}}
	content, err := fs.ReadFile(textFiles, "texts/"+tag.String()+".json")
	if err != nil {
		return t, err
	}
	var file struct {
		Contact  string                 `json:"contact"`
		Problems map[string]explanation `json:"problems"`
	}
	if err := json.Unmarshal(content, &file); err != nil {
		return t, err
	}
	t.contact = file.Contact
	for name, told := range file.Problems {
		code, err := strconv.Atoi(name)
		if err != nil {
			return t, err
		}
		t.problems[Code(code)] = told
	}
	return t, nil
}

// in returns the texts in the language that suits an Accept-Language header
// best (RFC 9110, 12.5.4).
func (b *phrasebook) in(acceptLanguage string) texts {
	_, i := language.MatchStrings(b.matcher, acceptLanguage)
	return b.languages[i]
}
