package est

import (
	"encoding/asn1"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// CSRAttr is one wish of a server for requests (RFC 7030, 4.5.2; RFC 8951,
// 3.5): an object identifier alone, or an attribute with the values, each in
// DER, that it is to have.
type CSRAttr struct {
	Type   asn1.ObjectIdentifier
	Values [][]byte
}

// MarshalCSRAttrs encodes CsrAttrs in DER.
func MarshalCSRAttrs(attrs []CSRAttr) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, attr := range attrs {
			if len(attr.Values) == 0 {
				b.AddASN1ObjectIdentifier(attr.Type)
				continue
			}
			b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(attr.Type)
				b.AddASN1(cbasn1.SET, func(b *cryptobyte.Builder) {
					for _, value := range attr.Values {
						b.AddBytes(value)
					}
				})
			})
		}
	})
	return b.Bytes()
}

// ParseCSRAttrs decodes CsrAttrs; the error is ErrMalformed.
func ParseCSRAttrs(der []byte) ([]CSRAttr, error) {
	var attrs []CSRAttr
	input, list := cryptobyte.String(der), cryptobyte.String(nil)
	if !input.ReadASN1(&list, cbasn1.SEQUENCE) || !input.Empty() {
		return nil, fmt.Errorf("%w: CSR attributes", ErrMalformed)
	}
	for !list.Empty() {
		attr, ok := readCSRAttr(&list)
		if !ok {
			return nil, fmt.Errorf("%w: CSR attribute %d", ErrMalformed, len(attrs))
		}
		attrs = append(attrs, attr)
	}
	return attrs, nil
}

func readCSRAttr(list *cryptobyte.String) (attr CSRAttr, ok bool) {
	if list.PeekASN1Tag(cbasn1.OBJECT_IDENTIFIER) {
		return attr, list.ReadASN1ObjectIdentifier(&attr.Type)
	}
	var seq, set cryptobyte.String
	if !list.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1ObjectIdentifier(&attr.Type) ||
		!seq.ReadASN1(&set, cbasn1.SET) || !seq.Empty() {
		return attr, false
	}
	for !set.Empty() {
		var value cryptobyte.String
		var tag cbasn1.Tag
		if !set.ReadAnyASN1Element(&value, &tag) {
			return attr, false
		}
		attr.Values = append(attr.Values, value)
	}
	return attr, true
}
