package book

import "strings"

// Block is one part of an article, from top to bottom.
type Block struct {
	Kind Kind
	// Spans are the text of a heading, a paragraph or a note.
	Spans []Span
	// Items are the lines of a list or the steps, each drawn as one paragraph.
	Items [][]Span
	// Name says what stands in the place of an insert.
	Name string
}

// Kind is what a block looks like.
type Kind int

// The kinds.
const (
	Paragraph Kind = iota
	Heading
	List   // in any order
	Steps  // in this order, numbered
	Note   // set off, not to be overlooked
	Insert // something that the program knows: see the Insert constants
)

// What an Insert stands for.
const (
	InsertShortcuts = "shortcuts" // the table of keyboard shortcuts
	InsertContacts  = "contacts"  // who helps, from the settings
)

// Span is text in one style.
type Span struct {
	Text string
	// Bold is what stands on a button or over a field of this program, to the
	// letter.
	Bold bool
	// Code is typed or read letter by letter: a path, an option.
	Code bool
	// Link is where a click leads, see [Span.Target]; "" for nowhere.
	Link string
}

// Target takes a link apart: the ID of an article or the name of a screen.
// Both are empty if the span leads nowhere.
func (s Span) Target() (article, screen string) {
	if name, ok := strings.CutPrefix(s.Link, screenScheme); ok {
		return "", name
	}
	return s.Link, ""
}

// screenScheme begins the link to a screen of the program.
const screenScheme = "screen:"

// Screens lists the screens that an article may lead to.
func Screens() []string {
	return []string{"renew", "pin", "environment", "applications", "settings", "about"}
}

// text is a block's text without its styles.
func (b Block) text() string {
	var out strings.Builder
	for _, s := range b.Spans {
		out.WriteString(s.Text)
	}
	for i, item := range b.Items {
		if i > 0 {
			out.WriteByte('\n')
		}
		for _, s := range item {
			out.WriteString(s.Text)
		}
	}
	return out.String()
}

// spans calls visit with every span of the article.
func (a *Article) spans(visit func(Span)) {
	for _, b := range a.Blocks {
		for _, line := range append([][]Span{b.Spans}, b.Items...) {
			for _, s := range line {
				visit(s)
			}
		}
	}
}

// Bold lists what the article says stands on the screen.
func (a *Article) Bold() (names []string) {
	a.spans(func(s Span) {
		if s.Bold {
			names = append(names, s.Text)
		}
	})
	return names
}

// Links lists where the article's links lead.
func (a *Article) Links() (targets []string) {
	a.spans(func(s Span) {
		if s.Link != "" {
			targets = append(targets, s.Link)
		}
	})
	return targets
}

// Text is the article without its title, a line for each block.
func (a *Article) Text() string {
	lines := make([]string, 0, len(a.Blocks))
	for _, b := range a.Blocks {
		if b.Kind != Insert {
			lines = append(lines, b.text())
		}
	}
	return strings.Join(lines, "\n")
}
