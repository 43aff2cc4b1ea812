package token

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzDecodeText(f *testing.F) {
	f.Add([]byte("UKey\x00\x00  "))
	f.Add([]byte("\xc9\xee\xdb\xda")) // 深圳 in GB18030
	f.Add([]byte("\xff\xfe"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := DecodeText(b)
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\n\r\x00\x1b") {
			t.Errorf("%x becomes %q", b, s)
		}
	})
}

func FuzzExtensionText(f *testing.F) {
	f.Add([]byte("91440300MA5EXAMP0C"))
	f.Add([]byte{0x30, 0x05, 0x13, 0x03, 'a', 'b', 'c'})
	f.Add([]byte{0xA0, 0x80, 0x80, 0x00})
	f.Fuzz(func(t *testing.T, b []byte) {
		s := extensionText(b)
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\n\r\x00\x1b") {
			t.Errorf("%x becomes %q", b, s)
		}
		_ = netcaEntity(s)
		_ = findCreditCode(s)
	})
}
