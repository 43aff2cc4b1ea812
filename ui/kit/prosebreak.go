package kit

import (
	"strings"

	"fyne.io/fyne/v2"

	"ukey/ui/look"
)

// prosePiece is a part of a line in one style.
type prosePiece struct {
	run   Run
	index int // of the run
	text  string
}

// proseLine is what stands side by side.
type proseLine []prosePiece

func (p prosePiece) style() fyne.TextStyle {
	return fyne.TextStyle{Bold: p.run.Bold, Monospace: p.run.Mono}
}

func (p prosePiece) width() float32 {
	size, _ := measure(p.text, look.Body, p.style())
	return size.Width
}

func textOf(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// breakRuns sets runs in lines of a width. A single word that is wider than the
// line, such as a path, is broken anywhere; a link is not.
func breakRuns(runs []Run, width float32) []proseLine {
	var lines []proseLine
	var line proseLine
	var used float32
	end := func() {
		lines = append(lines, line.trimmed())
		line, used = nil, 0
	}
	for _, word := range words(runs) {
		if used > 0 && used+word.trimmed().width() > width+0.5 {
			end()
		}
		for _, piece := range word {
			for piece.run.Act == nil && used+piece.trimmed().width() > width+0.5 {
				head := piece.fitting(width - used)
				if head == "" && used > 0 {
					end()
					continue
				}
				if head == "" || head == piece.text {
					break
				}
				rest := piece
				piece.text, rest.text = head, piece.text[len(head):]
				line = line.with(piece)
				end()
				piece = rest
			}
			line = line.with(piece)
			used = line.width()
		}
	}
	if len(line) > 0 || len(lines) == 0 {
		end()
	}
	return lines
}

// words cuts runs at every place where a line may end. A word may have several
// styles.
func words(runs []Run) []proseLine {
	var all []proseLine
	var word proseLine
	index, at := 0, 0 // the run, and how much of it has been dealt with
	for _, piece := range pieces(textOf(runs)) {
		for piece != "" {
			for at == len(runs[index].Text) {
				index, at = index+1, 0
			}
			take := min(len(piece), len(runs[index].Text)-at)
			word = word.with(prosePiece{run: runs[index], index: index, text: piece[:take]})
			piece, at = piece[take:], at+take
		}
		// A line does not end within a link.
		if runs[index].Act == nil || at == len(runs[index].Text) {
			all = append(all, word)
			word = nil
		}
	}
	if word != nil {
		all = append(all, word)
	}
	return all
}

// with adds a piece, or lengthens the last one if it is of the same run.
func (l proseLine) with(p prosePiece) proseLine {
	if last := len(l) - 1; last >= 0 && l[last].index == p.index {
		l[last].text += p.text
		return l
	}
	return append(l, p)
}

func (l proseLine) width() float32 {
	var width float32
	for _, p := range l {
		width += p.width()
	}
	return width
}

// trimmed is the line without the space at its end.
func (l proseLine) trimmed() proseLine {
	if len(l) == 0 {
		return l
	}
	out := append(proseLine(nil), l...)
	out[len(out)-1] = out[len(out)-1].trimmed()
	return out
}

func (p prosePiece) trimmed() prosePiece { p.text = strings.TrimRight(p.text, " "); return p }

// fitting is the longest beginning that fits, which may be nothing.
func (p prosePiece) fitting(width float32) string {
	runes := []rune(p.text)
	n := 0
	for n < len(runes) {
		p.text = string(runes[:n+1])
		if p.width() > width+0.5 {
			break
		}
		n++
	}
	return string(runes[:n])
}
