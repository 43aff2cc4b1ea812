// Package mask takes what is personal out of a text before it leaves this
// computer: the names of owners, serial numbers, credit codes, numbers of
// identity cards, telephones, e-mail addresses, and the user's name in paths.
//
// Start with [New]. Some of it is known by where it stands (a certificate's
// subject) and is given as such; the rest is known by its form. What is masked
// stays apart from its likes: the second owner is another one than the first,
// and a long number keeps its end, so that support and the clerk can tell on
// the telephone which key they mean.
package mask

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is what a personal value is.
type Kind string

// The kinds, as they are written in the place of the value.
const (
	Owner  Kind = "owner"  // the name of an organisation or of a person
	Number Kind = "number" // of a key, a certificate, a card; its end is kept
	Label  Kind = "label"  // of a key, which somebody may have named after a person
	User   Kind = "user"   // of this computer
)

// Value is something that is known to be personal.
type Value struct {
	Kind Kind
	Text string
}

// Masker masks. It is never changed after New and may be used from any
// goroutine.
type Masker struct {
	known []replacement
}

type replacement struct{ old, new string }

// New returns a Masker that knows these values besides what shows by its form.
// Values that are everybody's (an empty one, a single character, the word
// UKey) are left alone: to replace them would garble the text and hide
// nothing.
func New(values ...Value) *Masker {
	m := &Masker{}
	counts := map[Kind]int{}
	for _, v := range values {
		text := strings.TrimSpace(v.Text)
		if common(text) || slices.ContainsFunc(m.known, func(r replacement) bool { return r.old == text }) {
			continue
		}
		counts[v.Kind]++
		written := fmt.Sprintf("[%s-%d]", v.Kind, counts[v.Kind])
		if v.Kind == Number {
			written = "…" + end(text)
		}
		m.known = append(m.known, replacement{text, written})
	}
	// A name may be part of a longer one.
	slices.SortStableFunc(m.known, func(a, b replacement) int { return cmp.Compare(len(b.old), len(a.old)) })
	return m
}

// everybodys are labels and names that tell nothing of anybody.
var everybodys = []string{
	"ukey", "usbkey", "usb key", "key", "token", "pin", "puk", "ca", "test",
	"单位证书", "机构证书", "个人证书", "业务证书", "签名证书", "加密证书", "证书",
}

func common(text string) bool {
	return utf8.RuneCountInString(text) < 2 || slices.Contains(everybodys, strings.ToLower(text))
}

// end is what a number keeps: its last four characters, if that is not most
// of it.
func end(number string) string {
	runes := []rune(number)
	if len(runes) < long {
		return ""
	}
	return string(runes[len(runes)-4:])
}

// Text returns the text without what is personal in it.
func (m *Masker) Text(text string) string {
	for _, r := range m.known {
		text = replaceWhole(text, r.old, r.new)
	}
	for _, f := range forms {
		text = f.pattern.ReplaceAllStringFunc(text, func(found string) string {
			return f.mask(f.pattern, found)
		})
	}
	return text
}

// long is from how many characters on a value is itself wherever it stands.
const long = 8

// replaceWhole replaces a value. A short one is replaced where it stands alone:
// inside of a longer run of letters or digits it is something else, as the
// serial number 12 is no part of 2012. Chinese has no such runs.
func replaceWhole(text, old, written string) string {
	if utf8.RuneCountInString(old) >= long {
		return strings.ReplaceAll(text, old, written)
	}
	var b strings.Builder
	rest := text
	for {
		i := strings.Index(rest, old)
		if i < 0 {
			b.WriteString(rest)
			return b.String()
		}
		before, _ := utf8.DecodeLastRuneInString(text[:len(text)-len(rest)+i])
		after, _ := utf8.DecodeRuneInString(rest[i+len(old):])
		first, _ := utf8.DecodeRuneInString(old)
		last, _ := utf8.DecodeLastRuneInString(old)
		b.WriteString(rest[:i])
		if joined(before, first) || joined(last, after) {
			b.WriteString(old)
		} else {
			b.WriteString(written)
		}
		rest = rest[i+len(old):]
	}
}

// joined tells whether two characters beside each other belong to one word.
func joined(a, b rune) bool {
	word := func(r rune) bool {
		return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
	}
	return word(a) && word(b)
}

// form is something personal that is known by how it looks.
type form struct {
	pattern *regexp.Regexp
	mask    func(pattern *regexp.Regexp, found string) string
}

// The forms, those first that others would take a part of.
var forms = []form{
	// A name and a password before a host.
	{regexp.MustCompile(`(://)[^/@\s"]+@`), keep(1, "[user]@")},
	{regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`), as("[email]")},
	// The user's folder, on each system.
	{regexp.MustCompile(`((?:/home|/Users|/var/home)/)[^/\s"'“”：，。]+`), keep(1, "[user]")},
	{regexp.MustCompile(`(?i)([A-Z]:[\\/]+(?:Users|Documents and Settings)[\\/]+)[^\\/"'“”：，。]+`), keep(1, "[user]")},
	// 统一社会信用代码 (GB 32100) and 公民身份号码 (GB 11643), whole or in groups
	// of four.
	{regexp.MustCompile(`\b[0-9A-HJ-NPQRTUWXY]{2}\d{2}(?:[ -]?[0-9A-HJ-NPQRTUWXY]{4}){3}[ -]?[0-9A-HJ-NPQRTUWXY]{2}\b`), ending},
	{regexp.MustCompile(`\b\d{6}[ -]?(?:18|19|20)\d{6}[ -]?\d{3}[\dXx]\b`), ending},
	{regexp.MustCompile(`\b\d{15}\b`), ending},
	// Telephones: a mobile one, one with its area.
	{regexp.MustCompile(`\b1[3-9]\d[ -]?\d{4}[ -]?\d{4}\b`), ending},
	{regexp.MustCompile(`\b0\d{2,3}-\d{7,8}\b`), ending},
}

// as writes the same for each.
func as(written string) func(*regexp.Regexp, string) string {
	return func(*regexp.Regexp, string) string { return written }
}

// keep writes a group of the pattern and a text after it.
func keep(group int, written string) func(*regexp.Regexp, string) string {
	return func(pattern *regexp.Regexp, found string) string {
		return pattern.FindStringSubmatch(found)[group] + written
	}
}

// ending keeps the end of a number.
func ending(_ *regexp.Regexp, found string) string { return "…" + end(found) }
