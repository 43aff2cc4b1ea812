package token

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// oidNETCAEntity is NETCA's number for the holder of a certificate.
const oidNETCAEntity = "1.3.6.1.4.1.18760.1.12.11"

// extensionText reads the text in an extension of no known structure.
// Authorities disagree on how to write a number of GM/T 0015: as a string of
// any type, under a context tag, inside a SEQUENCE or an OCTET STRING, or as
// bare characters without any ASN.1. It returns "" if there is more than text
// in it.
func extensionText(value []byte) string {
	const deepest = 8
	if s, ok := nestedText(value, deepest); ok {
		return s
	}
	return bareText(value)
}

// nestedText decodes one or more ASN.1 elements that hold nothing but text.
func nestedText(der cryptobyte.String, depth int) (string, bool) {
	if depth == 0 || der.Empty() {
		return "", false
	}
	var texts []string
	for !der.Empty() {
		var content cryptobyte.String
		var tag cbasn1.Tag
		if !der.ReadAnyASN1(&content, &tag) {
			return "", false
		}
		s, ok := decodeString(tag, content)
		if !ok && tag != cbasn1.INTEGER && tag != cbasn1.BOOLEAN && tag != cbasn1.BIT_STRING && tag != cbasn1.OBJECT_IDENTIFIER {
			if s, ok = nestedText(content, depth-1); !ok {
				s = bareText(content)
				ok = s != ""
			}
		}
		if !ok {
			return "", false
		}
		texts = append(texts, s)
	}
	return list(texts), true
}

// bareText returns b if it is text a person can read as it stands.
func bareText(b []byte) string {
	if !utf8.Valid(b) || strings.ContainsFunc(string(b), func(r rune) bool { return !unicode.IsPrint(r) }) {
		return ""
	}
	return string(b)
}

// netcaEntity opens NETCA's entity number, in which the seventh character
// behind the @ says whether Base64 (1) or plain text (0) follows.
func netcaEntity(s string) string {
	head, content := splitNETCAEntity(s)
	return head + content
}

// splitNETCAEntity returns what follows that character by itself, opened.
func splitNETCAEntity(s string) (head, content string) {
	const flag = 6
	_, rest, ok := strings.Cut(s, "@")
	if !ok || len(rest) <= flag {
		return "", s
	}
	content = rest[flag+1:]
	head = strings.TrimSuffix(s, content)
	if rest[flag] != '1' {
		return head, content
	}
	plain, err := base64.StdEncoding.DecodeString(content)
	if err != nil {
		return head, content
	}
	return head, DecodeText(plain)
}
