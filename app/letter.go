package app

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/template"
	"time"

	"ukey/assets"
	"ukey/renew/est"
)

// letterFacts is what the letter of authority is filled in with. What is empty
// is left for a pen.
type letterFacts struct {
	Authority                             string // that issued the old certificate
	Organisation, CreditCode              string
	Serial, Validity                      string // of the old certificate
	Name, IDNumber, Address, Phone, Email string
}

// Letter writes the letter of authority (法人授权书) of an application as a
// PDF, filled in from the certificate and from what has been typed so far, to
// be printed, signed and sealed. It is in Chinese whatever the screen is in.
func (a *App) Letter(ctx context.Context, application string, w io.Writer) error {
	d, err := a.Drafts.Get(ctx, application)
	if err != nil {
		return err
	}
	text, err := fillIn(a.application(d))
	if err != nil {
		return err
	}
	if err := printPage(w, text, a.Clock()); err != nil {
		return fmt.Errorf("letter of authority: %w", err)
	}
	return nil
}

// fillIn makes the lines of the letter.
func fillIn(s *Application) ([]string, error) {
	letter, err := template.New("authorisation").Parse(assets.Authorisation())
	if err != nil {
		return nil, err
	}
	form := s.Form.Normal()
	c := &s.Certificate
	facts := letterFacts{
		Authority: c.Issuer.Organization(), Organisation: ownerOf(c), CreditCode: c.CreditCode(),
		Validity: day(c.NotBefore) + " 至 " + day(c.NotAfter),
		Name:     form.Name, IDNumber: form.IDNumber, Address: form.Address, Phone: form.Phone, Email: form.Email,
	}
	if c.Serial != nil {
		facts.Serial = strings.ToUpper(c.Serial.Text(16))
	}
	var b strings.Builder
	if err := letter.Execute(&b, facts.printable()); err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSpace(b.String()), "\n"), nil
}

// printable makes sure that no text of a certificate or a form adds lines to
// the letter.
func (f letterFacts) printable() letterFacts {
	for _, text := range []*string{
		&f.Authority, &f.Organisation, &f.CreditCode, &f.Serial, &f.Validity,
		&f.Name, &f.IDNumber, &f.Address, &f.Phone, &f.Email,
	} {
		*text = est.Printable(*text)
	}
	return f
}

func day(t time.Time) string { return t.Local().Format("2006年1月2日") }
