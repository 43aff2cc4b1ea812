// Package book is the help without a screen: the articles of one language, read
// from their Markdown files into blocks that a screen can draw ([Open]), and
// the search through them ([Book.Find]).
//
// A [Book] is read-only once it is open and may be used from any goroutine.
package book

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"ukey/assets"
)

// Article answers one question.
type Article struct {
	// ID names the article in both languages.
	ID    string
	Title string
	// Topic is the chapter that it stands in.
	Topic Topic
	// Keywords are other words that people look for it by, in this language.
	Keywords []string
	// Related are the IDs of articles to read next.
	Related []string
	Blocks  []Block
}

// Topic is a chapter of the help. Its name is the text help.topic.TOPIC.
type Topic string

// The topics.
const (
	Start    Topic = "start"    // first steps, what is what
	PIN      Topic = "pin"      // PIN and PUK
	Renew    Topic = "renew"    // while the certificate is valid
	Apply    Topic = "apply"    // after it has expired
	Use      Topic = "use"      // signing, and sites that want the key
	Trouble  Topic = "trouble"  // what went wrong, and codes
	Computer Topic = "computer" // the program on this computer
	Admin    Topic = "admin"    // for administrators
)

// Topics lists the topics in the order of the contents.
func Topics() []Topic {
	return []Topic{Start, PIN, Renew, Apply, Use, Trouble, Computer, Admin}
}

// Book is all articles in one language.
type Book struct {
	articles []*Article
	byID     map[string]*Article
	index    index
}

// Open reads the articles of a language, "zh-Hans" or "en". An article that
// cannot be read is an error: they are part of the program, and a test opens
// them all.
func Open(language string) (*Book, error) {
	own, err := read(language)
	if err != nil {
		return nil, err
	}
	b := &Book{articles: own, byID: map[string]*Article{}}
	for _, a := range own {
		b.byID[a.ID] = a
	}
	// People also type the words of the other language: "pin", "PUK", "scan".
	foreign := map[string][]string{}
	for _, other := range []string{"zh-Hans", "en"} {
		if other == language {
			continue
		}
		theirs, err := read(other)
		if err != nil {
			return nil, err
		}
		for _, a := range theirs {
			foreign[a.ID] = append(slices.Clone(a.Keywords), a.Title)
		}
	}
	b.index = newIndex(own, foreign)
	return b, nil
}

// read parses all files of a language, in the order of their names.
func read(language string) ([]*Article, error) {
	folder, err := assets.Help(language)
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(folder, "*.md")
	if err != nil {
		return nil, err
	}
	var list []*Article
	var faults []error
	for _, name := range files {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, err
		}
		a, err := Parse(name, data)
		if err != nil {
			faults = append(faults, fmt.Errorf("help article %s/%s: %w", language, name, err))
			continue
		}
		list = append(list, a)
	}
	return list, errors.Join(faults...)
}

// Articles lists all articles in the order of the contents.
func (b *Book) Articles() []*Article { return slices.Clone(b.articles) }

// Article returns the one with that ID, or nil.
func (b *Book) Article(id string) *Article { return b.byID[id] }

// Of lists the articles of a topic in order.
func (b *Book) Of(t Topic) []*Article {
	return slices.DeleteFunc(b.Articles(), func(a *Article) bool { return a.Topic != t })
}
