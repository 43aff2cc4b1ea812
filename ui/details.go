package ui

import (
	"encoding/hex"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// section is a heading with facts under it.
type section struct {
	title string
	facts []fact
}

// viewDetails is everything that a certificate says.
func viewDetails(p *words.Printer, c *app.Certificate) []section {
	general := section{title: p.T("ui.details.general")}
	add := func(s *section, name, value string, mono bool) {
		if value != "" {
			s.facts = append(s.facts, fact{name: name, value: value, mono: mono, copied: true})
		}
	}
	if c.Err == nil {
		add(&general, p.T("field.type"), p.Use(c.Use), false)
	} else {
		add(&general, p.T("field.fault"), p.Fault(c.Err), false)
	}
	add(&general, p.T("field.status"), stateOf(p, c), false)
	if !c.NotBefore.IsZero() {
		add(&general, p.T("ui.details.from"), stamp(c.NotBefore), false)
		add(&general, p.T("ui.details.until"), stamp(c.NotAfter), false)
	}
	add(&general, p.T("field.credit-code"), c.CreditCode(), true)
	add(&general, p.T("field.serial"), hexSerial(c.Serial), true)

	technical := section{title: p.T("ui.details.technical")}
	add(&technical, p.T("field.public-key"), c.Algorithm(), false)
	add(&technical, p.T("field.signature-algorithm"), c.SignatureAlgorithm(), false)
	print := c.SHA256()
	add(&technical, p.T("field.sha256"), colons(print[:]), true)
	add(&technical, "CKA_ID", c.ID.String(), true)
	add(&technical, p.T("field.label"), c.Label, false)
	has := "field.private-key.no"
	if c.HasPrivateKey {
		has = "field.private-key.yes"
	}
	add(&technical, p.T("field.private-key"), p.T(has), false)

	if c.Err != nil {
		add(&technical, p.T("home.fault.parser"), c.Err.Error(), false)
	}

	extensions := section{title: p.T("field.extensions")}
	for _, e := range c.Extensions() {
		add(&extensions, p.Extension(e), e.Value, e.Name == "")
	}

	var sections []section
	for _, s := range []section{
		general, nameSection(p, "field.subject", c.Subject), nameSection(p, "field.issuer", c.Issuer), technical, extensions,
	} {
		if len(s.facts) > 0 {
			sections = append(sections, s)
		}
	}
	return sections
}

// nameSection lists a distinguished name's parts.
func nameSection(p *words.Printer, title string, n token.Name) section {
	s := section{title: p.T(title)}
	for _, a := range n.Attributes {
		name := a.Short
		if id := "ui.attribute." + a.Short; p.Has(id) {
			name = p.T(id) + " (" + a.Short + ")"
		}
		s.facts = append(s.facts, fact{name: name, value: a.Value, copied: true})
	}
	return s
}

// stamp is a moment to the second, with its zone.
func stamp(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05 MST") }

// colons writes a fingerprint as other programs do.
func colons(b []byte) string {
	var parts []string
	for _, x := range b {
		parts = append(parts, strings.ToUpper(hex.EncodeToString([]byte{x})))
	}
	return strings.Join(parts, ":")
}

// plainText is all of it as lines to be copied.
func plainText(sections []section) string {
	var b strings.Builder
	for i, s := range sections {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(s.title + "\n")
		for _, f := range s.facts {
			b.WriteString("  " + f.name + ": " + f.value + "\n")
		}
	}
	return b.String()
}

// openDetails shows everything of the selected certificate.
func (w *Window) openDetails() {
	key, c := w.model.key(), w.model.certificate()
	if c == nil || w.stage.Busy() {
		return
	}
	p := w.words
	sections := viewDetails(p, c)
	body := kit.Column(look.S4)
	for _, s := range sections {
		body.Add(kit.Column(look.S1, kit.Body(s.title).Bold(), kit.Rule(), factLines(w, s.facts, nil)))
	}
	d := w.stage.NewDialog(wide).About("main-window")
	name := fileName(p, key, c)
	save := func(label string, f format) *kit.Button {
		return kit.NewButton(label, kit.Secondary, func() { w.saveFile(label, name+"."+string(f), f.encode(c.DER)) })
	}
	done := kit.NewButton(p.T("ui.close"), kit.Primary, d.Close)
	all := kit.NewButton(p.T("ui.details.copy-all"), kit.Plain, nil)
	all.OnPress(func() {
		w.copy(p.T("ui.details.title"), plainText(sections))
		all.Set(p.T("ui.details.copied-all"), kit.Plain)
		d.Fit()
	})
	d.Present(kit.Content{
		Title:   p.T("ui.details.title"),
		Body:    fyne.CanvasObject(body),
		First:   done,
		Side:    all,
		Buttons: []*kit.Button{save(p.T("ui.details.save-pem"), formatPEM), save(p.T("ui.details.save-der"), formatDER), done},
		Enter:   d.Close, Escape: d.Close,
	})
}
