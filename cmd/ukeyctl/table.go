package main

import (
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
)

// gap is the space between two columns.
const gap = 2

// table aligns columns by how wide they are on a screen, where a Chinese
// character takes two columns.
type table struct {
	indent int
	rows   [][]string
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// write writes the rows, each a line without spaces at its end.
func (t *table) write(w io.Writer) error {
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], width(cell))
		}
	}
	var b strings.Builder
	for _, row := range t.rows {
		var line strings.Builder
		line.WriteString(strings.Repeat(" ", t.indent))
		for i, cell := range row {
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", widths[i]-width(cell)+gap))
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// width is the number of columns that a terminal needs for s. Characters whose
// width is ambiguous (● and the like) are taken as narrow, which is what
// terminals do by default; the environment is not asked, so that the output
// is the same everywhere.
func width(s string) int {
	c := runewidth.Condition{EastAsianWidth: false, StrictEmojiNeutral: true}
	return c.StringWidth(s)
}
