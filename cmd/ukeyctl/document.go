package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"time"

	"ukey/app"
	"ukey/token"
)

// listDocument is what list --json prints. Its field names, and those of what
// it holds, are a contract with other people's scripts: fields are added,
// never renamed. A list is never null.
type listDocument struct {
	Tokens   []tokenDocument   `json:"tokens"`
	Problems []problemDocument `json:"problems"`
}

type tokenDocument struct {
	Label        string                `json:"label"`
	Serial       string                `json:"serial"`
	Manufacturer string                `json:"manufacturer"`
	Model        string                `json:"model"`
	Driver       string                `json:"driver"`
	Slot         uint                  `json:"slot"`
	PIN          pinDocument           `json:"pin"`
	Certificates []certificateDocument `json:"certificates"`
}

// pinDocument has the state of the PIN and the range of its length in bytes, 0
// where the key does not tell.
type pinDocument struct {
	State token.PINState `json:"state"`
	Min   int            `json:"min"`
	Max   int            `json:"max"`
}

// certificateDocument describes a certificate. What cannot be made out of one
// that is unreadable is null or empty.
type certificateDocument struct {
	ID            string       `json:"id"` // CKA_ID in lower-case hex
	Label         string       `json:"label"`
	Use           *token.Use   `json:"use"`
	Subject       nameDocument `json:"subject"`
	Issuer        nameDocument `json:"issuer"`
	Serial        *string      `json:"serial"` // lower-case hex, whole bytes
	NotBefore     *string      `json:"notBefore"`
	NotAfter      *string      `json:"notAfter"`
	DaysLeft      *int         `json:"daysLeft"` // whole days, negative once expired
	Status        token.Status `json:"status"`
	SHA256        string       `json:"sha256"` // of the DER, lower-case hex
	HasPrivateKey bool         `json:"hasPrivateKey"`
}

// nameDocument is a distinguished name by short attribute names. The values of
// an attribute that occurs more than once, such as OU or DC, are joined by a
// comma and a space, so that every value is a string.
type nameDocument map[string]string

// problemDocument is a driver, or a key, that could not be read.
type problemDocument struct {
	Driver string `json:"driver"`
	Reason string `json:"reason"`
}

// newListDocument describes a snapshot. reason makes a sentence of an error.
func newListDocument(s *app.Snapshot, reason func(error) string) listDocument {
	doc := listDocument{Tokens: []tokenDocument{}, Problems: []problemDocument{}}
	for _, p := range s.Problems {
		doc.Problems = append(doc.Problems, problemDocument{p.Driver, reason(p.Err)})
	}
	for i := range s.Keys {
		k := &s.Keys[i]
		doc.Tokens = append(doc.Tokens, newTokenDocument(k))
		if k.Err != nil {
			doc.Problems = append(doc.Problems, problemDocument{k.ID.Driver, reason(k.Err)})
		}
	}
	return doc
}

func newTokenDocument(k *app.Key) tokenDocument {
	doc := tokenDocument{
		Label:        k.ID.Label,
		Serial:       k.ID.Serial,
		Manufacturer: k.Manufacturer,
		Model:        k.Model,
		Driver:       k.ID.Driver,
		Slot:         k.Slot,
		PIN:          pinDocument{k.PIN.State, k.PIN.Min, k.PIN.Max},
		Certificates: []certificateDocument{},
	}
	for i := range k.Certificates {
		doc.Certificates = append(doc.Certificates, newCertificateDocument(&k.Certificates[i]))
	}
	return doc
}

func newCertificateDocument(c *app.Certificate) certificateDocument {
	doc := certificateDocument{
		ID:            c.ID.String(),
		Label:         c.Label,
		Subject:       newNameDocument(c.Subject),
		Issuer:        newNameDocument(c.Issuer),
		NotBefore:     timestamp(c.NotBefore),
		NotAfter:      timestamp(c.NotAfter),
		Status:        c.Status,
		SHA256:        fmt.Sprintf("%x", c.SHA256()),
		HasPrivateKey: c.HasPrivateKey,
	}
	if c.Serial != nil {
		serial := hexSerial(c.Serial)
		doc.Serial = &serial
	}
	if c.Err == nil {
		doc.Use, doc.DaysLeft = &c.Use, &c.DaysLeft
	}
	return doc
}

func newNameDocument(n token.Name) nameDocument {
	doc := nameDocument{}
	for _, a := range n.Attributes {
		if before, ok := doc[a.Short]; ok {
			doc[a.Short] = before + ", " + a.Value
		} else {
			doc[a.Short] = a.Value
		}
	}
	return doc
}

// hexSerial writes a serial number in whole bytes, as openssl does.
func hexSerial(n *big.Int) string {
	s := n.Text(16)
	if len(s)%2 == 1 && n.Sign() >= 0 {
		return "0" + s
	}
	return s
}

// timestamp writes a time as RFC 3339 in UTC.
func timestamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

// writeJSON writes a document for people and programs alike.
func writeJSON(w io.Writer, doc any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

// writeJSONLine writes a document as one line.
func writeJSONLine(w io.Writer, doc any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(doc)
}
