package app

import (
	"io"
	"strings"
	"time"

	"github.com/go-text/typesetting/segmenter"
	"github.com/signintech/gopdf"

	"ukey/assets"
)

// The layout of a printed page, in points.
const (
	pageWidth, pageHeight = 595.28, 841.89 // A4
	pageMargin            = 71
	pageInner             = pageWidth - 2*pageMargin
	titleSize             = 22
	textSize              = 12
	lineHeight            = 22
	paragraphGap          = 10
	labelWidth            = 110
	cellPadding           = 6
	rowHeight             = 28
	signatureLeft         = pageMargin + 190
	signatureGap          = 40
)

const pageFont = "UKeySansSC"

// page is a PDF in the making. Its errors are kept until the end.
type page struct {
	pdf gopdf.GoPdf
	y   float64
	// inTable is set behind a row, up to which the next one closes.
	inTable bool
	err     error
}

// printPage lays out the lines of a template (assets/templates/README.md).
func printPage(w io.Writer, lines []string, now time.Time) error {
	p := &page{y: pageMargin}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageWidth, H: pageHeight}})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: strings.TrimPrefix(lines[0], "# "), Creator: "UKey管家", CreationDate: now})
	p.pdf.AddPage()
	p.keep(p.pdf.AddTTFFontDataWithOption(pageFont, assets.FontPrint(), gopdf.TtfOption{
		OnGlyphNotFoundSubstitute: func(rune) rune { return '〓' }, // which printers set for what they lack
	}))
	for _, line := range lines {
		if p.err != nil {
			return p.err
		}
		switch kind, text, _ := strings.Cut(line, " "); kind {
		case "#":
			p.title(text)
		case "|":
			label, value, _ := strings.Cut(text, "|")
			p.row(strings.TrimSpace(label), strings.TrimSpace(value))
		case ">":
			p.signature(text)
		default:
			p.paragraph(line)
		}
	}
	if p.err != nil {
		return p.err
	}
	_, err := p.pdf.WriteTo(w)
	return err
}

func (p *page) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

// room begins a new page unless that height is left on this one.
func (p *page) room(height float64) {
	if p.y+height > pageHeight-pageMargin {
		p.pdf.AddPage()
		p.y = pageMargin
	}
}

// put writes a line of text whose box is that high, and stands in its middle.
func (p *page) put(x, width, height float64, text string, align int) {
	if text == "" || p.err != nil {
		return
	}
	p.pdf.SetXY(x, p.y)
	p.keep(p.pdf.CellWithOption(&gopdf.Rect{W: width, H: height}, text, gopdf.CellOption{Align: align | gopdf.Middle}))
}

// split breaks a text into lines of at most that width, where Unicode allows it
// (UAX #14): no line begins with a comma.
func (p *page) split(text string, width float64) []string {
	if text == "" || p.err != nil {
		return []string{""}
	}
	var s segmenter.Segmenter
	s.InitWithString(text)
	var lines []string
	line := ""
	for pieces := s.LineIterator(); pieces.Next(); {
		piece := string(pieces.Line().Text)
		if line != "" && p.width(line+piece) > width {
			lines = append(lines, line)
			line = ""
		}
		line += piece
		if p.width(line) > width { // one piece alone: it breaks anywhere
			parts, err := p.pdf.SplitText(line, width)
			p.keep(err)
			if last := len(parts) - 1; last > 0 {
				lines, line = append(lines, parts[:last]...), parts[last]
			}
		}
	}
	return append(lines, line)
}

func (p *page) width(text string) float64 {
	width, err := p.pdf.MeasureTextWidth(strings.TrimRight(text, " "))
	p.keep(err)
	return width
}

func (p *page) title(text string) {
	p.keep(p.pdf.SetFont(pageFont, "", titleSize))
	p.put(pageMargin, pageInner, titleSize*2, text, gopdf.Center)
	p.y += titleSize*2 + paragraphGap
	p.keep(p.pdf.SetFont(pageFont, "", textSize))
}

// paragraph is indented by two characters, unless it is a salutation.
func (p *page) paragraph(text string) {
	if p.inTable {
		p.y += paragraphGap
		p.inTable = false
	}
	if !strings.HasSuffix(text, "：") {
		text = "　　" + text
	}
	for _, line := range p.split(text, pageInner) {
		p.room(lineHeight)
		p.put(pageMargin, pageInner, lineHeight, line, gopdf.Left)
		p.y += lineHeight
	}
	p.y += paragraphGap
}

// row is one of a table with borders.
func (p *page) row(label, value string) {
	lines := p.split(value, pageInner-labelWidth-2*cellPadding)
	height := max(rowHeight, float64(len(lines))*lineHeight)
	p.room(height)
	p.pdf.SetLineWidth(0.5)
	p.pdf.RectFromUpperLeft(pageMargin, p.y, labelWidth, height)
	p.pdf.RectFromUpperLeft(pageMargin+labelWidth, p.y, pageInner-labelWidth, height)
	p.put(pageMargin+cellPadding, labelWidth, height, label, gopdf.Left)
	top := p.y
	for _, line := range lines {
		p.put(pageMargin+labelWidth+cellPadding, pageInner-labelWidth, height/float64(len(lines)), line, gopdf.Left)
		p.y += height / float64(len(lines))
	}
	p.y = top + height
	p.inTable = true
}

// signature leaves room above it to sign and to seal.
func (p *page) signature(text string) {
	p.room(signatureGap)
	p.put(signatureLeft, pageWidth-signatureLeft, signatureGap, text, gopdf.Left)
	p.y += signatureGap
}
