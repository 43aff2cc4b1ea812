package report

import (
	"fmt"
	"strings"

	"ukey/app"
	"ukey/ui/words"
)

// Text is a report for people: a heading for each layer, a line for each
// check, and under it what to do. At the end stands the verdict. With detail
// it has what support wants to know as well.
func Text(p *words.Printer, r *app.Report, detail bool) string {
	var b strings.Builder
	var layer app.Layer
	for i := range r.Checks {
		c := &r.Checks[i]
		if c.Layer != layer {
			layer = c.Layer
			fmt.Fprintln(&b, p.Layer(layer))
		}
		writeCheck(&b, p, c, detail)
	}
	fmt.Fprintf(&b, "\n%s\n", verdict(p, r))
	return b.String()
}

// Headed is Text with all detail, under a heading that says whose it is and
// from when: what is saved, or given to support.
func Headed(p *words.Printer, r *app.Report, version string) string {
	when := r.At.Local().Format("2006-01-02 15:04")
	return p.T("report.heading", "Version", version, "When", when) + "\n" + p.T("report.masked") + "\n\n" + Text(p, r, true)
}

func verdict(p *words.Printer, r *app.Report) string {
	switch r.Result() {
	case app.ResultFailed:
		failed := 0
		for i := range r.Checks {
			if r.Checks[i].Result == app.ResultFailed {
				failed++
			}
		}
		return p.N("report.failed", failed)
	case app.ResultWarning:
		return p.T("report.warning")
	default:
		return p.T("report.ok")
	}
}

func writeCheck(b *strings.Builder, p *words.Printer, c *app.Check, detail bool) {
	m := p.Check(c)
	fmt.Fprintf(b, "  %s\n", p.T("report.line", "Result", p.Result(c.Result), "Text", Sentence(p, c)))
	lines := []string{also(p, c), m.Next}
	for _, f := range c.Fixes {
		if f.Kind == app.FixCommand && c.Result != app.ResultOK {
			lines = append(lines, f.Target)
		}
	}
	if detail && m.Detail != "" {
		lines = append(lines, p.T("report.detail", "Detail", m.Detail))
	}
	for _, line := range lines {
		if line != "" {
			fmt.Fprintf(b, "    %s\n", line)
		}
	}
}

// Sentence is what a check found, and of what, if the sentence does not say so
// itself.
func Sentence(p *words.Printer, c *app.Check) string {
	text := p.Check(c).Text
	if subject := p.Subject(c); subject != "" && !strings.Contains(text, subject) {
		return p.T("report.subject", "Subject", subject, "Text", text)
	}
	return text
}

// also names the drivers through which the same key is seen once more.
func also(p *words.Printer, c *app.Check) string {
	if c.Layer != app.LayerToken || c.Key == nil || len(c.Key.Also) == 0 {
		return ""
	}
	return p.T("report.also", "Driver", c.Key.ID.Driver, "Drivers", strings.Join(c.Key.Also, ", "))
}
