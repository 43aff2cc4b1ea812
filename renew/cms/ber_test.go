package cms

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

func TestBERBecomesDER(t *testing.T) {
	long := strings.Repeat("00", 0x90)
	for name, c := range map[string]struct{ in, want string }{
		"DER stays":               {"3003020105", "3003020105"},
		"indefinite length":       {"3080 020105 0000", "3003020105"},
		"empty indefinite":        {"3080 0000", "3000"},
		"indefinite in definite":  {"3007 3080 020105 0000", "30053003020105"},
		"length too long":         {"308200030201 05", "3003020105"},
		"octet string in parts":   {"2480 0402 0102 0401 03 0000", "0403010203"},
		"parts in parts":          {"2408 2404 0402 0102 0400", "04020102"},
		"implicit tags stay":      {"a080 0401 07 0000", "a003040107"},
		"high tag number":         {"bf8101 80 0201 05 0000", "bf8101 03 020105"},
		"two length octets":       {"30820093 04 8190" + long, "308193 04 8190" + long},
		"null inside is no end":   {"3080 0500 0000", "30020500"},
		"zeros inside are no end": {"3080 0402 0000 0000", "300404020000"},
	} {
		got, err := normalise(unhex(t, c.in))
		if want := unhex(t, c.want); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: got %x, %v; want %x", name, got, err, want)
		}
	}
}

func TestBrokenBERIsRefused(t *testing.T) {
	for name, in := range map[string]string{
		"nothing":                     "",
		"tag only":                    "30",
		"tag number without end":      "3f8181",
		"content cut off":             "3003 0201",
		"length cut off":              "3082 01",
		"length of five octets":       "3085 0000000000",
		"length beyond 32 bits":       "3084 ffffffff 00",
		"indefinite without end":      "3080 020105",
		"indefinite primitive":        "0480 00 0000",
		"child longer than its home":  "3003 0402 0000",
		"bytes behind the end":        "3000 00",
		"octet string of other parts": "2403 020105",
	} {
		if got, err := normalise(unhex(t, in)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: got %x, %v", name, got, err)
		}
	}
}

func TestNormaliseBoundsNesting(t *testing.T) {
	nested := func(levels int) []byte {
		return append(bytes.Repeat([]byte{0x30, 0x80}, levels), bytes.Repeat([]byte{0, 0}, levels)...)
	}
	if _, err := normalise(nested(maxDepth + 1)); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	if _, err := normalise(nested(maxDepth + 2)); !errors.Is(err, ErrMalformed) {
		t.Errorf("beyond the limit: %v", err)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
