package book

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Hit is an article that a query found.
type Hit struct {
	Article *Article
	// Excerpt is the passage with the query's words, or how the article begins.
	Excerpt string

	score float64
}

// How much a word counts by where it is found. A heading says nothing new where
// the title says it.
const (
	inTitle   = 100
	inKeyword = 60
	inForeign = 50 // in the other language's title or keywords
	inHeading = 30
	inBody    = 10
	// forAdmins is how much less an article counts that few readers are for.
	forAdmins = 0.7
)

// entry is one article as the search sees it: folded, so that only the letters
// count.
type entry struct {
	article               *Article
	title, headings, body string
	keywords, foreign     []string
	text                  string // the body as it is read
	sentences             string // of it, without the headings
	names                 string // title and keywords
	everything            string
}

// index is what the search looks things up in.
type index struct {
	entries []entry
	// rarity weighs a pair of characters by how few articles have it: 怎么 and 办
	// are everywhere and tell nothing.
	rarity map[string]float64
}

func newIndex(articles []*Article, foreign map[string][]string) index {
	x := index{rarity: map[string]float64{}}
	seen := map[string]int{}
	for _, a := range articles {
		e := entry{article: a, title: fold(a.Title), text: a.Text(), keywords: folded(a.Keywords), foreign: folded(foreign[a.ID])}
		e.body = fold(e.text)
		for _, b := range a.Blocks {
			switch b.Kind {
			case Heading:
				e.headings += fold(b.text()) + "\n"
			case Insert:
			default:
				e.sentences += b.text() + "\n"
			}
		}
		e.names = strings.Join(slices.Concat([]string{e.title}, e.keywords, e.foreign), "\n")
		e.everything = e.names + "\n" + e.body
		x.entries = append(x.entries, e)
		for pair := range pairs(e.everything) {
			seen[pair]++
		}
	}
	for pair, n := range seen {
		x.rarity[pair] = math.Log(1 + float64(len(articles))/float64(n))
	}
	return x
}

// Find looks for articles by what a person types, the best first. Words are
// separated by spaces and must all be found, but for those that say nothing (how,
// my); Chinese needs no spaces. A question that stands nowhere finds what has
// most of its pairs of characters. A query without a letter finds nothing.
func (b *Book) Find(query string) []Hit {
	terms, phrase := terms(query)
	if len(terms) == 0 {
		return nil
	}
	var hits []Hit
	for i := range b.index.entries {
		e := &b.index.entries[i]
		if score := b.index.score(e, terms); score > 0 {
			if phrase != "" {
				score += e.scoreWhole(phrase) // log in is more than log
			}
			if e.article.Topic == Admin {
				score *= forAdmins
			}
			hits = append(hits, Hit{Article: e.article, Excerpt: e.excerpt(terms), score: score})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.score, a.score) })
	return hits
}

// score is 0 unless every term is found.
func (x *index) score(e *entry, terms []string) float64 {
	var total float64
	for _, t := range terms {
		s := e.scoreWhole(t)
		if s == 0 {
			s = x.scorePairs(e, t)
		}
		if s == 0 {
			return 0
		}
		total += s
	}
	return total
}

// scoreWhole looks for the term as it is.
func (e *entry) scoreWhole(term string) float64 {
	var score float64
	if strings.Contains(e.title, term) {
		// Of two titles the one that says little else fits better.
		score += inTitle * (1 + share(term, e.title))
	} else if strings.Contains(e.headings, term) {
		score += inHeading
	}
	score += best(e.keywords, term, inKeyword)
	score += best(e.foreign, term, inForeign)
	if n := strings.Count(e.body, term); n > 0 {
		score += inBody + float64(min(n, 5))
	}
	return score
}

// best is the worth of the word in a list that fits the term best.
func best(list []string, term string, worth float64) float64 {
	var most float64
	for _, word := range list {
		if strings.Contains(word, term) {
			most = max(most, worth*(1+share(term, word)))
		}
	}
	return most
}

// share is how much of a text the term is, up to 1.
func share(term, text string) float64 { return float64(len(term)) / float64(len(text)) }

// scorePairs looks for the term in pieces, as people type whole questions. Two
// fifths of it have to be there, by weight; what names the article counts more.
func (x *index) scorePairs(e *entry, term string) float64 {
	var found, all float64
	for pair := range pairs(term) {
		rarity, known := x.rarity[pair]
		if !known {
			rarity = 1 // a word that no article has says little about which one is meant
		}
		all += rarity
		if !strings.Contains(e.everything, pair) {
			continue
		}
		found += rarity
		if strings.Contains(e.names, pair) {
			found += rarity / 2
		}
	}
	if all == 0 || found < all*2/5 {
		return 0
	}
	return inBody * found / all
}

// pairs are the pairs of neighbouring characters of which at least one is
// Chinese. Latin words are looked for as they are.
func pairs(s string) map[string]bool {
	set := map[string]bool{}
	var before rune
	for _, r := range s {
		if isLetter(before) && isLetter(r) && (unicode.Is(unicode.Han, before) || unicode.Is(unicode.Han, r)) {
			set[string([]rune{before, r})] = true
		}
		before = r
	}
	return set
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// minus is every sign that people and programs write before -8001.
var minus = strings.NewReplacer("−", "-", "–", "-", "—", "-", "－", "-")

// fold makes texts that read alike the same: case, full-width forms, signs.
func fold(s string) string { return strings.ToLower(minus.Replace(width.Fold.String(s))) }

func folded(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = fold(s)
	}
	return out
}
