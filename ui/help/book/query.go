package book

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// terms are the words of a query that say what it is about. A query that has
// nothing else keeps the words of a question. If there are several words, phrase
// is all of them as they were typed.
func terms(query string) (telling []string, phrase string) {
	all := strings.Fields(fold(query))
	if len(all) > 1 {
		phrase = strings.Join(all, " ")
	}
	all = slices.DeleteFunc(all, func(t string) bool { return !strings.ContainsFunc(t, isLetter) })
	for _, t := range all {
		if t = withoutQuestion(t); t != "" && !slices.Contains(fillers, t) {
			telling = append(telling, t)
		}
	}
	if len(telling) == 0 {
		telling = all
	}
	return telling, phrase
}

// questions are the Chinese words that make a question of something; none is in
// another before it.
var questions = strings.NewReplacer("怎么办", "", "怎么", "", "如何", "", "为什么", "", "请问", "", "吗", "", "呢", "")

// withoutQuestion is what a Chinese term is about: 过期了怎么办 is about 过期.
func withoutQuestion(term string) string {
	term = questions.Replace(term)
	if rest := strings.TrimSuffix(term, "了"); utf8.RuneCountInString(rest) > 0 {
		return rest
	}
	return term
}

// fillers are English words that a question has and an article need not.
var fillers = []string{
	"a", "an", "and", "are", "can", "do", "does", "for", "have", "how", "i", "in", "is", "it", "my", "of", "on", "our",
	"the", "this", "to", "was", "we", "what", "where", "why", "with",
}
