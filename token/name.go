package token

import (
	"encoding/hex"
	"slices"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Name is a distinguished name as a person reads it. It is decoded more
// tolerantly than X.509 allows, so that compare Raw, not the text, where two
// names must be the same.
type Name struct {
	// Attributes are in the certificate's order.
	Attributes []Attribute
	// Raw is the DER of the whole name.
	Raw []byte
}

// Attribute is one part of a distinguished name.
type Attribute struct {
	OID string // dotted
	// Short is the usual short name, such as CN, or the OID if there is none.
	Short string
	// Value is the decoded text, or # and the hex of the DER if it is no text.
	Value string
}

// shortNames are those of RFC 4519 and, where that has none, of OpenSSL.
var shortNames = map[string]string{
	"2.5.4.3":                    "CN",
	"2.5.4.4":                    "SN",
	"2.5.4.5":                    "serialNumber",
	"2.5.4.6":                    "C",
	"2.5.4.7":                    "L",
	"2.5.4.8":                    "ST",
	"2.5.4.9":                    "street",
	"2.5.4.10":                   "O",
	"2.5.4.11":                   "OU",
	"2.5.4.12":                   "title",
	"2.5.4.13":                   "description",
	"2.5.4.15":                   "businessCategory",
	"2.5.4.17":                   "postalCode",
	"2.5.4.20":                   "telephoneNumber",
	"2.5.4.42":                   "GN",
	"2.5.4.43":                   "initials",
	"2.5.4.97":                   "organizationIdentifier",
	"0.9.2342.19200300.100.1.1":  "UID",
	"0.9.2342.19200300.100.1.25": "DC",
	"1.2.840.113549.1.9.1":       "emailAddress",
	"1.3.6.1.4.1.311.60.2.1.3":   "jurisdictionC",
}

// parseName decodes a Name (RFC 5280, 4.1.2.4) as far as it can be read.
func parseName(der []byte) Name {
	n := Name{Raw: slices.Clone(der)}
	s := cryptobyte.String(der)
	var rdns cryptobyte.String
	if !s.ReadASN1(&rdns, cbasn1.SEQUENCE) {
		return n
	}
	for !rdns.Empty() {
		var set cryptobyte.String
		if !rdns.ReadASN1(&set, cbasn1.SET) {
			return n
		}
		for !set.Empty() {
			var pair, value, oid cryptobyte.String
			var tag cbasn1.Tag
			if !set.ReadASN1(&pair, cbasn1.SEQUENCE) || !pair.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) {
				return n
			}
			element := pair
			if !pair.ReadAnyASN1(&value, &tag) {
				return n
			}
			a := Attribute{OID: dotted(oid)}
			a.Short = a.OID
			if short, ok := shortNames[a.OID]; ok {
				a.Short = short
			}
			if text, ok := decodeString(tag, value); ok {
				a.Value = text
			} else {
				a.Value = "#" + hex.EncodeToString(element)
			}
			n.Attributes = append(n.Attributes, a)
		}
	}
	return n
}

// Get returns the first attribute of that short name or dotted OID, or "".
func (n Name) Get(short string) string {
	for _, a := range n.Attributes {
		if a.Short == short || a.OID == short {
			return a.Value
		}
	}
	return ""
}

// CommonName is the attribute CN.
func (n Name) CommonName() string { return n.Get("CN") }

// Organization is the attribute O.
func (n Name) Organization() string { return n.Get("O") }

// String writes the name in the manner of RFC 4514, the most specific part
// first: CN=…,O=…,C=CN. Some authorities encode names the wrong way round,
// which shows by the country at the end; those are written as they lie.
func (n Name) String() string {
	attributes := slices.Clone(n.Attributes)
	if last := len(attributes) - 1; last < 1 || attributes[last].Short != "C" || attributes[0].Short == "C" {
		slices.Reverse(attributes)
	}
	var b strings.Builder
	for i, a := range attributes {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(a.Short)
		b.WriteByte('=')
		b.WriteString(escape(a.Value))
	}
	return b.String()
}

// escape quotes what RFC 4514, 2.4, asks for. Values that are hex already
// start with # and contain nothing to quote; a text that starts with # is told
// apart from them by its backslash.
func escape(v string) string {
	isHex := len(v) > 1 && v[0] == '#' && strings.Trim(v[1:], "0123456789abcdef") == ""
	var b strings.Builder
	for i, r := range v {
		first, last := i == 0, i == len(v)-1
		switch {
		case strings.ContainsRune(`,+"\<>;`, r),
			r == '#' && first && !isHex,
			r == ' ' && (first || last):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// encode writes the name anew with every value as a UTF8String.
func (n Name) encode(b *cryptobyte.Builder) {
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, a := range n.Attributes {
			b.AddASN1(cbasn1.SET, func(b *cryptobyte.Builder) {
				b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1(cbasn1.OBJECT_IDENTIFIER, func(b *cryptobyte.Builder) { b.AddBytes(undotted(a.OID)) })
					b.AddASN1(cbasn1.UTF8String, func(b *cryptobyte.Builder) { b.AddBytes([]byte(a.Value)) })
				})
			})
		}
	})
}
