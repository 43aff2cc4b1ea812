package token

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// attr is one attribute of a name to be encoded.
type attr struct {
	oid   []byte // contents of the OBJECT IDENTIFIER
	tag   cbasn1.Tag
	value []byte
}

var (
	oidCN = []byte{0x55, 0x04, 0x03}
	oidC  = []byte{0x55, 0x04, 0x06}
	oidO  = []byte{0x55, 0x04, 0x0A}
)

func encodeName(attributes ...attr) []byte {
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, a := range attributes {
			b.AddASN1(cbasn1.SET, func(b *cryptobyte.Builder) {
				b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1(cbasn1.OBJECT_IDENTIFIER, func(b *cryptobyte.Builder) { b.AddBytes(a.oid) })
					b.AddASN1(a.tag, func(b *cryptobyte.Builder) { b.AddBytes(a.value) })
				})
			})
		}
	})
	return b.BytesOrPanic()
}

func gb18030(t *testing.T, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestNamesAreReadInEveryEncodingInUse(t *testing.T) {
	const chinese = "深圳市示例科技有限公司"
	for name, c := range map[string]struct {
		tag   cbasn1.Tag
		value []byte
		want  string
	}{
		"UTF8String":                     {cbasn1.UTF8String, []byte(chinese), chinese},
		"PrintableString":                {cbasn1.PrintableString, []byte("Example Ltd"), "Example Ltd"},
		"PrintableString with UTF-8":     {cbasn1.PrintableString, []byte(chinese), chinese},
		"PrintableString with GB18030":   {cbasn1.PrintableString, gb18030(t, chinese), chinese},
		"UTF8String with GB18030":        {cbasn1.UTF8String, gb18030(t, chinese), chinese},
		"T61String with GB18030":         {cbasn1.T61String, gb18030(t, chinese), chinese},
		"T61String with Latin-1":         {cbasn1.T61String, []byte("Caf\xe9"), "Café"},
		"IA5String":                      {cbasn1.IA5String, []byte("a@example.cn"), "a@example.cn"},
		"BMPString":                      {tagBMPString, []byte{0x6D, 0xF1, 0x57, 0x33}, "深圳"},
		"BMPString beyond the plane":     {tagBMPString, []byte{0xD8, 0x40, 0xDC, 0x0B}, "𠀋"},
		"BMPString of odd length":        {tagBMPString, []byte("abc"), "abc"},
		"UniversalString":                {tagUniversalString, []byte{0, 0, 0x6D, 0xF1}, "深"},
		"UniversalString of nonsense":    {tagUniversalString, []byte{0xFF, 0xFF, 0xFF, 0xFF}, "\uFFFD"},
		"padding":                        {cbasn1.UTF8String, []byte(" 深圳 \x00\x00"), "深圳"},
		"line break":                     {cbasn1.UTF8String, []byte("a\nb"), "a\uFFFDb"},
		"right-to-left override":         {cbasn1.UTF8String, []byte("a\u202Eb"), "a\uFFFDb"},
		"an INTEGER instead of a string": {cbasn1.INTEGER, []byte{5}, "#020105"},
		"empty":                          {cbasn1.UTF8String, nil, ""},
	} {
		n := parseName(encodeName(attr{oidCN, c.tag, c.value}))
		if got := n.CommonName(); got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}

func TestNameIsWrittenMostSpecificFirst(t *testing.T) {
	country := attr{oidC, cbasn1.PrintableString, []byte("CN")}
	organisation := attr{oidO, cbasn1.UTF8String, []byte("示例, Ltd")}
	common := attr{oidCN, cbasn1.UTF8String, []byte("张三")}
	const want = `CN=张三,O=示例\, Ltd,C=CN`
	for _, order := range [][]attr{{country, organisation, common}, {common, organisation, country}} {
		n := parseName(encodeName(order...))
		if n.String() != want {
			t.Errorf("%s, not %s", n, want)
		}
		if n.Attributes[0].OID != dotted(order[0].oid) {
			t.Error("attributes are not in the certificate's order")
		}
	}
}

func TestNameEscapesWhatRFC4514Wants(t *testing.T) {
	for value, want := range map[string]string{
		`a+b`:       `a\+b`,
		`"q"`:       `\"q\"`,
		`\`:         `\\`,
		`#number`:   `\#number`,
		`#12`:       `#12`, // as hex is written
		`a#b = c`:   `a#b = c`,
		`<x>;y`:     `\<x\>\;y`,
		`inner gap`: `inner gap`,
	} {
		if got := escape(value); got != want {
			t.Errorf("%q is written %q, not %q", value, got, want)
		}
	}
}

func TestUnknownAttributeKeepsItsNumber(t *testing.T) {
	n := parseName(encodeName(attr{[]byte{0x2A, 0x03, 0x04}, cbasn1.UTF8String, []byte("x")}))
	if n.Get("1.2.3.4") != "x" || n.String() != "1.2.3.4=x" {
		t.Errorf("name is %s", n)
	}
}

func TestCutOffNameGivesWhatIsThere(t *testing.T) {
	der := encodeName(attr{oidCN, cbasn1.UTF8String, []byte("a")}, attr{oidO, cbasn1.UTF8String, []byte("b")})
	// The outer length is kept right, the second attribute is spoilt.
	der[len(der)-2] = 0x7F
	n := parseName(der)
	if n.CommonName() != "a" || len(n.Attributes) != 1 {
		t.Errorf("name is %+v", n)
	}
}

func FuzzName(f *testing.F) {
	f.Add(encodeName(attr{oidCN, cbasn1.UTF8String, []byte("深圳")}, attr{oidC, cbasn1.PrintableString, []byte("CN")}))
	f.Add(encodeName(attr{oidCN, tagBMPString, []byte{0xD8, 0x40, 0xDC}}))
	f.Add([]byte{0x30, 0x80, 0, 0})
	f.Fuzz(func(t *testing.T, der []byte) {
		n := parseName(der)
		if string(n.Raw) != string(der) {
			t.Error("raw name was changed")
		}
		for _, a := range n.Attributes {
			if !utf8.ValidString(a.Value) || strings.ContainsAny(a.Value, "\n\r\x00\u202E") {
				t.Errorf("value %q", a.Value)
			}
		}
		// What was decoded can be encoded again and reads the same.
		var b cryptobyte.Builder
		n.encode(&b)
		again, err := b.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if got := parseName(again).String(); got != n.String() {
			t.Errorf("encoded again it reads %q, not %q", got, n)
		}
	})
}
