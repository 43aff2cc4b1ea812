package book_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/ui/help/book"
)

const head = "---\ntitle: T\ntopic: start\nkeywords: a, b，c\nrelated: x\n---\n"

func TestAnArticleIsReadIntoBlocks(t *testing.T) {
	got, err := book.Parse("07-some-id.md", []byte(head+
		"点**更新**，见[别处](other)。\n续行\n\n## 小标题\n\n1. 一\n2. 二 `a.b`\n\n- 项\n\n> 注意\n\n![](shortcuts)\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := &book.Article{
		ID: "some-id", Title: "T", Topic: book.Start, Keywords: []string{"a", "b", "c"}, Related: []string{"x"},
		Blocks: []book.Block{
			{Kind: book.Paragraph, Spans: []book.Span{
				{Text: "点"}, {Text: "更新", Bold: true}, {Text: "，见"}, {Text: "别处", Link: "other"}, {Text: "。续行"},
			}},
			{Kind: book.Heading, Spans: []book.Span{{Text: "小标题"}}},
			{Kind: book.Steps, Items: [][]book.Span{{{Text: "一"}}, {{Text: "二 "}, {Text: "a.b", Code: true}}}},
			{Kind: book.List, Items: [][]book.Span{{{Text: "项"}}}},
			{Kind: book.Note, Spans: []book.Span{{Text: "注意"}}},
			{Kind: book.Insert, Name: book.InsertShortcuts},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}

func TestALineBreakIsASpaceBetweenWordsAlone(t *testing.T) {
	for source, want := range map[string]string{"one\ntwo": "one two", "一\n二": "一二", "一\ntwo": "一two"} {
		a, err := book.Parse("01-a.md", []byte(head+source+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Text(); got != want {
			t.Errorf("%q reads %q, want %q", source, got, want)
		}
	}
}

func TestWhatCannotBeDrawnIsAnError(t *testing.T) {
	for what, body := range map[string]string{
		"a picture":       "![](cat.png)\n",
		"code":            "```\nx\n```\n",
		"HTML":            "<b>x</b>\n",
		"a block of HTML": "<div>\nx\n</div>\n",
		"italics":         "*x*\n",
		"a nested list":   "- a\n  - b\n",
		"nothing":         "",
	} {
		if a, err := book.Parse("01-a.md", []byte(head+body)); err == nil {
			t.Errorf("%s is taken: %+v", what, a.Blocks)
		}
	}
	for what, file := range map[string][2]string{
		"no number":     {"a.md", head + "x\n"},
		"no head":       {"01-a.md", "x\n"},
		"an open head":  {"01-a.md", "---\ntitle: T\n"},
		"no topic":      {"01-a.md", "---\ntitle: T\ntopic: nowhere\n---\nx\n"},
		"an odd line":   {"01-a.md", strings.Replace(head, "related", "relative", 1) + "x\n"},
		"without title": {"01-a.md", "---\ntopic: start\n---\nx\n"},
	} {
		if _, err := book.Parse(file[0], []byte(file[1])); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(head + "a **b** [c](d) `e`\n\n> f\n\n1. g\n")
	f.Add("---\n")
	f.Add(head + "> - x\n")
	f.Fuzz(func(t *testing.T, data string) {
		a, err := book.Parse("01-a.md", []byte(data))
		if (a == nil) == (err == nil) {
			t.Fatalf("article %v and error %v", a, err)
		}
		if a != nil {
			_ = a.Text()
		}
	})
}
