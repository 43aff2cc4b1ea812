package ca

import (
	"bytes"
	"encoding/asn1"
	"strings"
	"unicode/utf16"
)

// relativeName is a RelativeDistinguishedName.
type relativeName []attribute

type attribute struct {
	Type  asn1.ObjectIdentifier
	Value asn1.RawValue
}

// sameName tells whether two Names, DER, name the same: in order, each
// attribute of the same type and text, whatever kind of string carries it, its
// case and its white space (RFC 5280, 7.1). Software that takes a name apart
// and builds it anew chooses the kind of string afresh.
func sameName(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	rdnsA, okA := parseName(a)
	rdnsB, okB := parseName(b)
	if !okA || !okB || len(rdnsA) != len(rdnsB) {
		return false
	}
	for i := range rdnsA {
		if !sameRelativeName(rdnsA[i], rdnsB[i]) {
			return false
		}
	}
	return true
}

func sameRelativeName(a, b relativeName) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].Type.Equal(b[i].Type) || !sameText(a[i].Value, b[i].Value) {
			return false
		}
	}
	return true
}

func sameText(a, b asn1.RawValue) bool {
	textA, okA := text(a)
	textB, okB := text(b)
	if !okA || !okB {
		return bytes.Equal(a.FullBytes, b.FullBytes)
	}
	return strings.EqualFold(fold(textA), fold(textB))
}

// fold takes the white space off both ends and leaves one space of any inside.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// text decodes the string types that DirectoryString and its kin allow.
func text(v asn1.RawValue) (string, bool) {
	if v.Class != asn1.ClassUniversal {
		return "", false
	}
	switch v.Tag {
	case asn1.TagUTF8String, asn1.TagPrintableString, asn1.TagIA5String, asn1.TagNumericString:
		return string(v.Bytes), true
	case asn1.TagBMPString:
		if len(v.Bytes)%2 != 0 {
			return "", false
		}
		units := make([]uint16, 0, len(v.Bytes)/2)
		for i := 0; i < len(v.Bytes); i += 2 {
			units = append(units, uint16(v.Bytes[i])<<8|uint16(v.Bytes[i+1]))
		}
		return string(utf16.Decode(units)), true
	default:
		return "", false
	}
}

func parseName(der []byte) ([]relativeName, bool) {
	var sets []asn1.RawValue
	if rest, err := asn1.Unmarshal(der, &sets); err != nil || len(rest) > 0 {
		return nil, false
	}
	names := make([]relativeName, 0, len(sets))
	for _, set := range sets {
		var attributes []attribute
		if rest, err := asn1.UnmarshalWithParams(set.FullBytes, &attributes, "set"); err != nil || len(rest) > 0 {
			return nil, false
		}
		names = append(names, attributes)
	}
	return names, true
}
