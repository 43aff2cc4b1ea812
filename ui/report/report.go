// Package report writes what the environment check has found: as a document
// for programs, and as a text for people. Window and command line write the
// same.
//
// Either is personal as it stands. Before it is given to anybody, it is
// masked: Document.Masked, and the Masker's Text for a text.
package report

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"time"

	"ukey/app"
	"ukey/app/discovery"
	"ukey/app/mask"
	"ukey/ui/words"
)

// Document is a report in the form in which programs read it. The checks are
// in the order of the layers.
type Document struct {
	Version string     `json:"version"` // of the program
	At      string     `json:"at"`
	Result  app.Result `json:"result"` // the worst of all
	Checks  []Check    `json:"checks"`
}

// Check is one thing that was looked at. Layer, Result and Finding are words
// that stay the same in every language; Cause and Next are sentences, Detail
// is for support.
type Check struct {
	Layer   app.Layer   `json:"layer"`
	Subject string      `json:"subject"`
	Result  app.Result  `json:"result"`
	Finding app.Finding `json:"finding"`
	Cause   string      `json:"cause"`
	Next    string      `json:"next,omitempty"`
	Detail  string      `json:"detail,omitempty"`
	Fixes   []Fix       `json:"fixes,omitempty"`

	Driver      *Driver `json:"driver,omitempty"`
	Token       *Token  `json:"token,omitempty"`
	Certificate string  `json:"certificate,omitempty"` // SHA-256 of the DER
	// Also are drivers through which the same key is seen once more.
	Also []string `json:"also,omitempty"`
}

// Fix is something that can be done about it; see app.Fix.
type Fix struct {
	Kind   app.FixKind `json:"kind"`
	Target string      `json:"target,omitempty"`
}

// Driver is the driver that was looked at.
type Driver struct {
	Path    string           `json:"path"`
	Vendor  string           `json:"vendor"`
	Source  discovery.Source `json:"source"`
	State   app.DriverState  `json:"state"`
	Machine string           `json:"machine,omitempty"` // that the file is for
	Bits    int              `json:"bits,omitempty"`
	Package string           `json:"package,omitempty"`
}

// Token is the key that was looked at.
type Token struct {
	Label  string `json:"label"`
	Serial string `json:"serial"`
}

// New returns the document of a report, in the printer's language.
func New(p *words.Printer, r *app.Report, version string) Document {
	doc := Document{Version: version, At: r.At.UTC().Format(time.RFC3339), Result: r.Result(), Checks: []Check{}}
	for i := range r.Checks {
		doc.Checks = append(doc.Checks, newCheck(p, &r.Checks[i]))
	}
	return doc
}

func newCheck(p *words.Printer, c *app.Check) Check {
	m := p.Check(c)
	out := Check{
		Layer: c.Layer, Subject: p.Subject(c), Result: c.Result, Finding: c.Finding,
		Cause: m.Text, Next: m.Next, Detail: m.Detail,
	}
	for _, f := range c.Fixes {
		out.Fixes = append(out.Fixes, Fix(f))
	}
	if d := c.Driver; d != nil {
		out.Driver = &Driver{d.Path, d.Vendor, d.Source, d.State, c.Library.Machine, c.Library.Bits, c.Library.Package}
	}
	if c.Key != nil {
		out.Token = &Token{c.Key.ID.Label, c.Key.ID.Serial}
	}
	if c.Certificate != nil {
		sum := c.Certificate.SHA256()
		out.Certificate = hex.EncodeToString(sum[:])
	}
	if c.Layer == app.LayerToken && c.Key != nil {
		out.Also = c.Key.Also
	}
	return out
}

// Masked returns the document without what is personal in it.
func (d Document) Masked(m *mask.Masker) Document {
	masked := d
	masked.Checks = nil
	for _, c := range d.Checks {
		c.Subject, c.Cause, c.Next, c.Detail = m.Text(c.Subject), m.Text(c.Cause), m.Text(c.Next), m.Text(c.Detail)
		c.Certificate = m.Text(c.Certificate)
		if c.Token != nil {
			c.Token = &Token{m.Text(c.Token.Label), m.Text(c.Token.Serial)}
		}
		if c.Driver != nil {
			driver := *c.Driver
			driver.Path, driver.Vendor = m.Text(driver.Path), m.Text(driver.Vendor)
			c.Driver = &driver
		}
		c.Fixes, c.Also = maskedFixes(m, c.Fixes), maskedTexts(m, c.Also)
		masked.Checks = append(masked.Checks, c)
	}
	return masked
}

func maskedFixes(m *mask.Masker, fixes []Fix) (masked []Fix) {
	for _, f := range fixes {
		masked = append(masked, Fix{f.Kind, m.Text(f.Target)})
	}
	return masked
}

func maskedTexts(m *mask.Masker, texts []string) (masked []string) {
	for _, text := range texts {
		masked = append(masked, m.Text(text))
	}
	return masked
}

// JSON writes the document as people can still read it.
func (d Document) JSON() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		panic(err) // strings and numbers alone: it cannot be
	}
	return b.Bytes()
}
