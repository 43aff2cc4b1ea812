package main

import (
	"context"
	"encoding/pem"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"ukey/app"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/ui/words"
)

// showDocument is a certificate of list --json and more about it.
type showDocument struct {
	certificateDocument
	Token              tokenName           `json:"token"`
	Superseded         bool                `json:"superseded"`
	IsCA               bool                `json:"isCA"`
	PublicKey          string              `json:"publicKey"`
	SignatureAlgorithm string              `json:"signatureAlgorithm"`
	CreditCode         string              `json:"creditCode"`
	Extensions         []extensionDocument `json:"extensions"`
	Error              string              `json:"error,omitempty"`
}

// tokenName is how a key is named to --token.
type tokenName struct {
	Label  string `json:"label"`
	Serial string `json:"serial"`
}

// extensionDocument has the extension's standard name where it is known, and
// its value as text where it is understood, else as hex.
type extensionDocument struct {
	OID      string `json:"oid"`
	Name     string `json:"name"`
	Critical bool   `json:"critical"`
	Value    string `json:"value"`
}

func (p *program) showCommand() *cobra.Command {
	var asPEM, asDER string
	c := &cobra.Command{
		Use:   "show " + p.say.T("cli.show.argument"),
		Short: p.say.T("cli.show.short"),
		Long:  p.say.T("cli.show.long"),
		Args:  p.oneArg,
		RunE: func(c *cobra.Command, args []string) error {
			return p.withKeys(c.Context(), nil, func(ctx context.Context, _ *settings.Settings, desk *setup.Desk) error {
				return p.show(ctx, desk, args[0], asPEM, asDER)
			})
		},
	}
	c.Flags().StringVar(&asPEM, "pem", "", p.say.T("cli.show.pem"))
	c.Flags().StringVar(&asDER, "der", "", p.say.T("cli.show.der"))
	return c
}

func (p *program) show(ctx context.Context, desk *setup.Desk, name, asPEM, asDER string) error {
	s, err := p.choose(desk.List(ctx))
	if err != nil {
		return err
	}
	p.warnOfProblems(s.Problems)
	f, err := findCertificate(s, name)
	if is[*noCertificateError](err) && unreadable(s) != nil {
		return unreadable(s) // it may be there
	}
	if err != nil {
		return err
	}
	if asDER != "" {
		if err := saveFile(asDER, f.certificate.DER, forAll); err != nil {
			return err
		}
	}
	if asPEM != "" {
		block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.certificate.DER})
		if err := saveFile(asPEM, block, forAll); err != nil {
			return err
		}
	}
	if p.flags.json {
		return writeJSON(p.out, newShowDocument(f, p.reason))
	}
	return writeCertificate(p.out, f, p.say)
}

func newShowDocument(f found, reason func(error) string) showDocument {
	c := f.certificate
	doc := showDocument{
		certificateDocument: newCertificateDocument(c),
		Token:               tokenName{f.key.ID.Label, f.key.ID.Serial},
		Superseded:          c.Superseded,
		IsCA:                c.IsCA,
		PublicKey:           c.Algorithm(),
		SignatureAlgorithm:  c.SignatureAlgorithm(),
		CreditCode:          c.CreditCode(),
		Extensions:          []extensionDocument{},
	}
	for _, e := range c.Extensions() {
		doc.Extensions = append(doc.Extensions, extensionDocument(e))
	}
	if c.Err != nil {
		doc.Error = reason(c.Err)
	}
	return doc
}

// writeCertificate writes all there is to know of a certificate for people.
// Lines about things that it does not have are left out.
func writeCertificate(w io.Writer, f found, say *words.Printer) error {
	c := f.certificate
	t := table{}
	line := func(id, value string) {
		if value != "" {
			t.row(say.T("field."+id), value)
		}
	}
	line("type", say.Use(c.Use))
	line("status", state(c, say))
	line("validity", period(c, say))
	line("owner", c.Owner())
	line("credit-code", c.CreditCode())
	line("subject", c.Subject.String())
	line("issuer", c.Issuer.String())
	if c.Serial != nil {
		line("serial", hexSerial(c.Serial))
	}
	line("public-key", c.Algorithm())
	line("signature-algorithm", c.SignatureAlgorithm())
	line("sha256", fmt.Sprintf("%x", c.SHA256()))
	line("label", c.Label)
	t.row("CKA_ID", c.ID.String())
	line("private-key", say.T("field.private-key."+yesNo(c.HasPrivateKey)))
	t.row(say.T("cli.show.key"), say.T("cli.key", "Label", f.key.ID.Label, "Serial", f.key.ID.Serial))
	if c.Err != nil {
		line("fault", say.Fault(c.Err))
	}
	if err := t.write(w); err != nil {
		return err
	}
	return writeExtensions(w, c, say)
}

func writeExtensions(w io.Writer, c *app.Certificate, say *words.Printer) error {
	extensions := c.Extensions()
	if len(extensions) == 0 {
		return nil
	}
	if _, err := fmt.Fprintf(w, "%s\n", say.T("field.extensions")); err != nil {
		return err
	}
	t := table{indent: 2}
	for _, e := range extensions {
		t.row(say.Extension(e), e.Value)
	}
	return t.write(w)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
