package book

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// fileName is the place in the contents and the article's ID.
var fileName = regexp.MustCompile(`^\d\d-([a-z][a-z0-9-]*)\.md$`)

// Parse reads an article. The file's name has its ID; a head between two lines
// of "---" has title, topic, keywords and related; the rest is the part of
// Markdown that [Block] and [Span] can hold, anything else is an error.
func Parse(name string, data []byte) (*Article, error) {
	match := fileName.FindStringSubmatch(name)
	if match == nil {
		return nil, fmt.Errorf("the name %q is not of the form 01-id.md", name)
	}
	a := &Article{ID: match[1]}
	body, err := a.head(data)
	if err != nil {
		return nil, err
	}
	root := goldmark.DefaultParser().Parse(text.NewReader(body))
	for node := root.FirstChild(); node != nil; node = node.NextSibling() {
		b, err := block(node, body)
		if err != nil {
			return nil, err
		}
		a.Blocks = append(a.Blocks, b)
	}
	if len(a.Blocks) == 0 {
		return nil, errors.New("it is empty")
	}
	return a, nil
}

// head reads what stands before the text and returns the text.
func (a *Article) head(data []byte) ([]byte, error) {
	const rule = "---\n"
	data, ok := bytes.CutPrefix(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), []byte(rule))
	head, body, closed := bytes.Cut(data, []byte("\n"+rule))
	if !ok || !closed {
		return nil, errors.New(`there is no head between two lines of "---"`)
	}
	for line := range strings.Lines(string(head)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		switch key {
		case "title":
			a.Title = value
		case "topic":
			a.Topic = Topic(value)
		case "keywords":
			a.Keywords = list(value)
		case "related":
			a.Related = list(value)
		default:
			return nil, fmt.Errorf("the head has an unknown line %q", key)
		}
	}
	if a.Title == "" || !slices.Contains(Topics(), a.Topic) {
		return nil, fmt.Errorf("the head lacks a title or names no topic (%q, %q)", a.Title, a.Topic)
	}
	return body, nil
}

// list takes what is separated by commas, also full-width ones.
func list(value string) []string {
	items := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == '，' })
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return slices.DeleteFunc(items, func(s string) bool { return s == "" })
}

// block reads one block.
func block(node ast.Node, source []byte) (Block, error) {
	switch node := node.(type) {
	case *ast.Heading:
		spans, err := spansOf(node, source)
		return Block{Kind: Heading, Spans: spans}, err
	case *ast.Paragraph:
		if image, ok := node.FirstChild().(*ast.Image); ok && node.ChildCount() == 1 {
			return insert(string(image.Destination))
		}
		spans, err := spansOf(node, source)
		return Block{Kind: Paragraph, Spans: spans}, err
	case *ast.Blockquote:
		if node.ChildCount() != 1 {
			return Block{}, errors.New("a note is one paragraph")
		}
		spans, err := spansOf(node.FirstChild(), source)
		return Block{Kind: Note, Spans: spans}, err
	case *ast.List:
		return listOf(node, source)
	}
	return Block{}, fmt.Errorf("%s is nothing that can be drawn", node.Kind())
}

func insert(name string) (Block, error) {
	if name != InsertShortcuts && name != InsertContacts {
		return Block{}, fmt.Errorf("there is no insert %q", name)
	}
	return Block{Kind: Insert, Name: name}, nil
}

func listOf(node *ast.List, source []byte) (Block, error) {
	b := Block{Kind: List}
	if node.IsOrdered() {
		b.Kind = Steps
	}
	for item := node.FirstChild(); item != nil; item = item.NextSibling() {
		if item.ChildCount() != 1 {
			return Block{}, errors.New("an item of a list is one paragraph")
		}
		spans, err := spansOf(item.FirstChild(), source)
		if err != nil {
			return Block{}, err
		}
		b.Items = append(b.Items, spans)
	}
	return b, nil
}

// spansOf reads the text of a block.
func spansOf(block ast.Node, source []byte) ([]Span, error) {
	var spans []Span
	for node := block.FirstChild(); node != nil; node = node.NextSibling() {
		var s Span
		switch node := node.(type) {
		case *ast.Text:
			s.Text = string(node.Value(source))
			if node.SoftLineBreak() {
				s.Text += lineEnd(s.Text, node.NextSibling(), source)
			}
		case *ast.String:
			s.Text = string(node.Value)
		case *ast.CodeSpan:
			s = Span{Text: plain(node, source), Code: true}
		case *ast.Emphasis:
			if node.Level != 2 {
				return nil, errors.New("there is no italic type")
			}
			s = Span{Text: plain(node, source), Bold: true}
		case *ast.Link:
			s = Span{Text: plain(node, source), Link: string(node.Destination)}
		default:
			return nil, fmt.Errorf("%s is nothing that can be drawn", node.Kind())
		}
		if last := len(spans) - 1; last >= 0 && spans[last].style() == s.style() && s.Link == "" {
			spans[last].Text += s.Text
			continue
		}
		spans = append(spans, s)
	}
	return spans, nil
}

// style is the span without its text.
func (s Span) style() Span { s.Text = ""; return s }

// lineEnd is what a line break in the source stands for: a space between words,
// nothing between Chinese characters.
func lineEnd(before string, next ast.Node, source []byte) string {
	after := plain(next, source)
	if before == "" || after == "" {
		return " "
	}
	last, first := []rune(before), []rune(after)
	if last[len(last)-1] > 0x2E7F || first[0] > 0x2E7F {
		return ""
	}
	return " "
}

// plain is the text within a node.
func plain(node ast.Node, source []byte) string {
	if node == nil {
		return ""
	}
	if leaf, ok := node.(*ast.Text); ok {
		return string(leaf.Value(source))
	}
	var out strings.Builder
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		out.WriteString(plain(child, source))
	}
	return out.String()
}
