package ca

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"
)

// cn is a Name with one CN whose value has that tag and those bytes.
func cn(tag int, text string) []byte {
	return name([]asn1.RawValue{{Tag: tag, Bytes: []byte(text)}})
}

// name is a Name with one RDN that holds the values, all of the type CN.
func name(rdns ...[]asn1.RawValue) []byte {
	var sets []asn1.RawValue
	for _, rdn := range rdns {
		var attributes []byte
		for _, value := range rdn {
			attributes = append(attributes, encode(attribute{asn1.ObjectIdentifier{2, 5, 4, 3}, value})...)
		}
		sets = append(sets, asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: attributes})
	}
	return encode(sets)
}

func encode(v any) []byte {
	der, err := asn1.Marshal(v)
	if err != nil {
		panic(err) // a mistake in the test
	}
	return der
}

func TestNamesAreComparedByTheirCharacters(t *testing.T) {
	value := func(text string) asn1.RawValue { return asn1.RawValue{Tag: asn1.TagUTF8String, Bytes: []byte(text)} }
	bmp := "\x56\xfd" // 国 in UTF-16
	for what, c := range map[string]struct {
		a, b []byte
		want bool
	}{
		"the same bytes":          {cn(asn1.TagUTF8String, "a"), cn(asn1.TagUTF8String, "a"), true},
		"another kind of string":  {cn(asn1.TagUTF8String, "a"), cn(asn1.TagPrintableString, "a"), true},
		"UTF-16":                  {cn(asn1.TagUTF8String, "国"), cn(asn1.TagBMPString, bmp), true},
		"case and spaces":         {cn(asn1.TagUTF8String, "A  b"), cn(asn1.TagUTF8String, " a B "), true},
		"another text":            {cn(asn1.TagUTF8String, "a"), cn(asn1.TagUTF8String, "b"), false},
		"cut-off UTF-16":          {cn(asn1.TagUTF8String, "国"), cn(asn1.TagBMPString, bmp+"\x00"), false},
		"no string":               {cn(asn1.TagUTF8String, "a"), cn(asn1.TagOctetString, "a"), false},
		"an RDN more":             {name([]asn1.RawValue{value("a")}), name([]asn1.RawValue{value("a")}, []asn1.RawValue{value("a")}), false},
		"a value more":            {name([]asn1.RawValue{value("a")}), name([]asn1.RawValue{value("a"), value("b")}), false},
		"RDNs in another order":   {name([]asn1.RawValue{value("a")}, []asn1.RawValue{value("b")}), name([]asn1.RawValue{value("b")}, []asn1.RawValue{value("a")}), false},
		"bytes behind it":         {cn(asn1.TagUTF8String, "a"), append(cn(asn1.TagUTF8String, "a"), 0), false},
		"an empty name and other": {[]byte{0x30, 0}, cn(asn1.TagUTF8String, ""), false},
	} {
		if got := sameName(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", what, got)
		}
		if got := sameName(c.b, c.a); got != c.want {
			t.Errorf("%s, the other way round: %v", what, got)
		}
	}
}

func TestIdentityTakesWhatChineseCAsSayOfTheHolder(t *testing.T) {
	critical := func(id ...int) pkix.Extension { return pkix.Extension{Id: id, Critical: true, Value: []byte{5, 0}} }
	id := identityOf(nil, []pkix.Extension{
		critical(1, 2, 156, 10260, 4, 1, 1),          // identity number
		critical(1, 3, 6, 1, 4, 1, 18760, 1, 12, 11), // NETCA
		critical(2, 16, 156, 112548),                 // Shenzhen
		critical(1, 2, 156, 10260, 4, 2),             // beside the arc
		critical(1, 2, 156, 10260, 4),                // above it
		critical(2, 5, 29, 15),                       // key usage
	})
	if len(id.private) != 3 {
		t.Errorf("%d extensions, want 3", len(id.private))
	}
	for _, ext := range id.extensions() {
		if ext.Critical {
			t.Errorf("%s stayed critical", ext.Id)
		}
	}
}

func FuzzSameName(f *testing.F) {
	f.Add(cn(asn1.TagUTF8String, "国"), cn(asn1.TagBMPString, "\x56\xfd"))
	f.Add([]byte{0x30, 0}, []byte(nil))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if sameName(a, b) != sameName(b, a) {
			t.Error("depends on the order")
		}
		if !sameName(a, a) {
			t.Error("a name is not itself")
		}
	})
}

func FuzzSameAltNames(f *testing.F) {
	f.Add([]byte{0x30, 3, 0x82, 1, 'a'}, []byte{0x30, 6, 0x82, 1, 'a', 0x82, 1, 'b'})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if sameAltNames(a, b) != sameAltNames(b, a) {
			t.Error("depends on the order")
		}
		if !sameAltNames(a, a) {
			t.Error("names are not themselves")
		}
	})
}

func FuzzRequest(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n"))
	f.Add([]byte{0x30, 0})
	f.Fuzz(func(t *testing.T, content []byte) {
		der, err := DecodeRequest(content)
		if err != nil {
			return
		}
		req, err := parseRequest(der)
		if err != nil {
			return
		}
		id := identityOfRequest(req)
		if differs, ok := id.covers(id); !ok {
			t.Errorf("a request differs from itself in its %s", differs)
		}
	})
}
