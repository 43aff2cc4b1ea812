package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/segmenter"
)

// breaking is what the lines of a text depend on.
type breaking struct {
	text        string
	width, size float32
	style       fyne.TextStyle
	align       fyne.TextAlign
}

// broken returns the lines at a width. They are kept, since layouts ask for
// them several times and it takes long to measure text.
func (t *Text) broken(width float32) []string {
	if now := (breaking{t.text, width, theme.Size(t.size), t.style, t.align}); t.cut == nil || now != t.cutFor {
		t.cut, t.cutFor = t.breakLines(width), now
	}
	return t.cut
}

// breakLines breaks the text into lines. Centred lines are made about equally
// long, so that no single word is left over for the last one.
func (t *Text) breakLines(width float32) []string {
	lines := t.brokenAt(width)
	if t.align != fyne.TextAlignCenter || len(lines) == 1 {
		return lines
	}
	for narrower := width * 0.95; narrower > width/2; narrower -= width * 0.05 {
		even := t.brokenAt(narrower)
		if len(even) > len(lines) {
			break
		}
		lines = even
	}
	return lines
}

func (t *Text) brokenAt(width float32) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(t.text, "\n") {
		lines = append(lines, t.brokenParagraph(paragraph, width)...)
	}
	return lines
}

// brokenParagraph breaks at the last place that fits.
func (t *Text) brokenParagraph(paragraph string, width float32) []string {
	// A whole that fits, with a hair's breadth for rounding.
	if t.width(paragraph) <= width+0.5 {
		return []string{paragraph}
	}
	var lines []textLine
	var line textLine
	for _, piece := range pieces(paragraph) {
		if len(line) > 0 && t.width(append(line, piece).String()) > width {
			lines = append(lines, line)
			line = nil
		}
		// One piece alone that is too wide, such as a fingerprint, breaks
		// anywhere.
		for len(line) == 0 && t.width(textLine{piece}.String()) > width {
			head := t.fitting(piece, width)
			if strings.TrimRight(piece[len(head):], " ") == "" {
				break
			}
			lines = append(lines, textLine{head})
			piece = piece[len(head):]
		}
		line = append(line, piece)
	}
	lines = append(lines, line)
	t.fillLast(lines, width)
	texts := make([]string, len(lines))
	for i, line := range lines {
		texts[i] = line.String()
	}
	return texts
}

// textLine is what stands on one line, cut where it could have ended.
type textLine []string

// String is the line without the space at its end.
func (l textLine) String() string { return strings.TrimRight(strings.Join(l, ""), " ") }

// leastLast is how much the last line of a paragraph should have, in Chinese
// characters: the 有限公司 of a company's name, and no 司 by itself. They are as wide
// as the type is high. To measure one in a typeface that has none would have all
// the system's fonts read first.
const leastLast float32 = 4

// fillLast brings the end of the line before into a last line that has next to
// nothing, as long as that stays the shorter one.
func (t *Text) fillLast(lines []textLine, width float32) {
	end := len(lines) - 1
	if end < 1 {
		return
	}
	least := min(leastLast*theme.Size(t.size), width/3)
	for t.width(lines[end].String()) < least {
		kept := len(lines[end-1]) - 1
		before, last := lines[end-1][:kept], append(textLine{lines[end-1][kept]}, lines[end]...)
		if t.width(before.String()) < t.width(last.String()) {
			return
		}
		lines[end-1], lines[end] = before, last
	}
}

// fitting is the longest beginning that fits, at least one character. A name
// may be as long as somebody likes, and to measure all of it for each line would
// keep the window waiting: it begins with what a line usually has.
func (t *Text) fitting(s string, width float32) string {
	const usual = 64
	runes := []rune(s)
	low, high := 1, min(usual, len(runes))
	for high < len(runes) && t.width(string(runes[:high])) <= width {
		low, high = high, min(2*high, len(runes))
	}
	for low < high {
		if mid := (low + high + 1) / 2; t.width(string(runes[:mid])) <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return string(runes[:low])
}

func (t *Text) shortened(width float32) string {
	if t.width(t.text) <= width+0.5 {
		return t.text
	}
	const ellipsis = "…"
	return t.fitting(t.text, max(width-t.width(ellipsis), 0)) + ellipsis
}

// pieces cuts a paragraph at every place where a line may end, except inside of
// addresses and paths.
func pieces(paragraph string) []string {
	var s segmenter.Segmenter
	s.InitWithString(paragraph)
	var cut []string
	for lines := s.LineIterator(); lines.Next(); {
		piece := string(lines.Line().Text)
		if last := len(cut) - 1; last >= 0 && strings.HasSuffix(cut[last], "/") {
			cut[last] += piece
			continue
		}
		cut = append(cut, piece)
	}
	return cut
}
