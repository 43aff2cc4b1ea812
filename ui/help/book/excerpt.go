package book

import (
	"strings"
	"unicode/utf8"
)

// How many characters an excerpt has before the word that was found, and in
// all.
const (
	excerptBefore = 8
	excerptLength = 48
)

// excerpt is the passage around the first term that the body has, or how the
// article begins. A heading says less than a sentence, and comes last.
func (e *entry) excerpt(terms []string) string {
	for _, t := range terms {
		for _, text := range []string{e.sentences, e.text} {
			for line := range strings.SplitSeq(text, "\n") {
				if at := strings.Index(fold(line), t); at >= 0 {
					return cut(line, utf8.RuneCountInString(fold(line)[:at]))
				}
			}
		}
	}
	beginning, _, _ := strings.Cut(e.text, "\n")
	return cut(beginning, 0)
}

// cut takes the passage of a line that has the character with that index.
// Folding keeps the number of characters but for a few rare letters, by which
// an excerpt may be off.
func cut(line string, at int) string {
	runes := []rune(line)
	from := max(min(at, len(runes))-excerptBefore, 0)
	// Not in the middle of a word.
	for from > 0 && runes[from-1] < utf8.RuneSelf && runes[from-1] != ' ' {
		from--
	}
	to := min(from+excerptLength, len(runes))
	out := strings.TrimSpace(string(runes[from:to]))
	if from > 0 {
		out = "…" + out
	}
	if to < len(runes) {
		out += "…"
	}
	return out
}
