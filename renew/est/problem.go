package est

import (
	"encoding/json"
	"mime"
	"net/http"
	"strings"
	"unicode"
)

// maxTextRunes is how much of a server's text is shown.
const maxTextRunes = 500

// Problem is a refusal that explains itself (RFC 9457). Where a server sends
// plain text instead (RFC 7030, 4.2.3), that is the Detail.
type Problem struct {
	Type   string `json:"type,omitempty"` // a URI, or empty for about:blank
	Title  string `json:"title,omitempty"`
	Status int    `json:"status,omitempty"` // the HTTP status
	Detail string `json:"detail,omitempty"`
	// Code is the CA's own number for the reason, such as -8001; 0 if none.
	Code int `json:"code,omitempty"`
	// Cause, Next and Contact are for the person concerned, in the language
	// that was asked for: what is the matter, what to do about it, and whom
	// to turn to. Detail is for support.
	Cause   string `json:"cause,omitempty"`
	Next    string `json:"next,omitempty"`
	Contact string `json:"contact,omitempty"`
	// Language is that of the texts, if the server says so: the answer's
	// Content-Language.
	Language string `json:"-"`
	// TriesLeft is how often a wrong one-time code may be followed by another.
	TriesLeft int `json:"triesLeft,omitempty"`
}

// WriteProblem answers a request with p, whose Status is the answer's.
func WriteProblem(w http.ResponseWriter, p Problem) {
	w.Header().Set("Content-Type", MediaProblem)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // nobody is left to be told
}

// ParseProblem reads the body of a refusal. It never fails: what cannot be
// read leaves the fields empty, and Status is always the one given. The
// texts are cut to a length that can be shown and hold no control characters.
func ParseProblem(status int, contentType string, body []byte) Problem {
	var p Problem
	mediaType, _, _ := mime.ParseMediaType(contentType)
	switch {
	case len(body) > MaxBody:
	case mediaType == MediaProblem || mediaType == "application/json":
		if json.Unmarshal(body, &p) != nil {
			p = Problem{}
		}
	case mediaType == "text/plain":
		p.Detail = string(body)
	}
	p.Status = status
	for _, text := range []*string{&p.Type, &p.Title, &p.Detail, &p.Cause, &p.Next, &p.Contact} {
		*text = Printable(*text)
	}
	return p
}

// Printable makes foreign text safe for a dialog, a terminal and a log line: one
// line of limited length, without control characters.
func Printable(s string) string {
	var b strings.Builder
	runes := 0
	for _, word := range strings.Fields(strings.ToValidUTF8(s, "�")) {
		if runes > 0 {
			b.WriteByte(' ')
		}
		for _, r := range word {
			if runes++; runes > maxTextRunes {
				return b.String() + "…"
			}
			if unicode.IsPrint(r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}
