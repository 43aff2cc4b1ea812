package token

import (
	"crypto/x509"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// DecodeText turns bytes of an unknown encoding into text: UTF-8 where they
// are that, else GB18030, which older Chinese tokens and certificates use,
// else Latin-1. Spaces and NULs around it are trimmed; control characters
// within become U+FFFD. It never fails.
func DecodeText(b []byte) string {
	b = []byte(strings.Trim(string(b), " \x00"))
	if utf8.Valid(b) {
		return printable(string(b))
	}
	if s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b); err == nil && !strings.ContainsRune(string(s), utf8.RuneError) {
		return printable(string(s))
	}
	s, err := charmap.ISO8859_1.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return printable(string(s))
}

// printable replaces what could forge the line that a text is shown in:
// control characters, and those that turn the direction of writing.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

// The string types that cryptobyte has no names for.
const (
	tagNumericString   = cbasn1.Tag(18)
	tagVisibleString   = cbasn1.Tag(26)
	tagUniversalString = cbasn1.Tag(28)
	tagBMPString       = cbasn1.Tag(30)
)

// decodeString decodes a value of one of ASN.1's string types. The types that
// are meant to be ASCII are decoded like the others, since they do not stay
// so in practice. ok is false if the tag is no string type.
func decodeString(tag cbasn1.Tag, value []byte) (s string, ok bool) {
	switch tag {
	case cbasn1.UTF8String, cbasn1.PrintableString, cbasn1.T61String, cbasn1.IA5String,
		cbasn1.GeneralString, tagNumericString, tagVisibleString:
		return DecodeText(value), true
	case tagBMPString:
		return decodeUTF16(value), true
	case tagUniversalString:
		return decodeUTF32(value), true
	default:
		return "", false
	}
}

func decodeUTF16(b []byte) string {
	if len(b)%2 != 0 {
		return DecodeText(b)
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return printable(strings.Trim(string(utf16.Decode(units)), " \x00"))
}

func decodeUTF32(b []byte) string {
	if len(b)%4 != 0 {
		return DecodeText(b)
	}
	var s strings.Builder
	for i := 0; i < len(b); i += 4 {
		r := rune(uint32(b[i])<<24 | uint32(b[i+1])<<16 | uint32(b[i+2])<<8 | uint32(b[i+3]))
		s.WriteRune(r) // writes U+FFFD for what is no character
	}
	return printable(strings.Trim(s.String(), " \x00"))
}

// unknownOID stands for an OBJECT IDENTIFIER that is malformed.
const unknownOID = "0.0"

// dotted writes the contents of an OBJECT IDENTIFIER, arcs of any size
// included.
func dotted(contents []byte) string {
	var oid x509.OID
	if err := oid.UnmarshalBinary(contents); err != nil {
		return unknownOID
	}
	return oid.String()
}

// undotted is the way back.
func undotted(s string) []byte {
	oid, err := x509.ParseOID(s)
	if err != nil {
		return []byte{0}
	}
	contents, err := oid.MarshalBinary()
	if err != nil {
		return []byte{0}
	}
	return contents
}
