package est_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
)

// envelopes returns one well-formed envelope of each format.
func envelopes() []token.Envelope {
	key := bytes.Repeat([]byte{7}, 40)
	point := append([]byte{4}, bytes.Repeat([]byte{9}, 64)...)
	return []token.Envelope{
		{Format: token.EnvelopeOAEP, SessionKey: bytes.Repeat([]byte{8}, 256), Key: key},
		{Format: token.EnvelopePKCS1, SessionKey: bytes.Repeat([]byte{8}, 512), Key: key},
		{Format: token.EnvelopeECDH, SessionKey: point, Key: key},
	}
}

func marshal(t testing.TB, env token.Envelope) []byte {
	t.Helper()
	der, err := est.MarshalEnvelope(env)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestEnvelopeEncodingIsFixed(t *testing.T) {
	key := strings.Repeat("07", 40)
	wrap := "300b0609608648016503040130" // id-aes256-wrap-pad
	want := []string{
		"3082014a" + "300d06092a864886f70d0101073000" + "04820100" + strings.Repeat("08", 256) + wrap + "0428" + key,
		"3082024a" + "300d06092a864886f70d0101010500" + "04820200" + strings.Repeat("08", 512) + wrap + "0428" + key,
		"308183" + "300706052b8104010c" + "0441" + "04" + strings.Repeat("09", 64) + wrap + "0428" + key,
	}
	for i, env := range envelopes() {
		if got := hex.EncodeToString(marshal(t, env)); got != want[i] {
			t.Errorf("%s:\ngot  %s\nwant %s", env.Format, got, want[i])
		}
	}
}

func TestEnvelopeComesBack(t *testing.T) {
	for _, env := range envelopes() {
		got, err := est.ParseEnvelope(marshal(t, env))
		if err != nil {
			t.Fatalf("%s: %v", env.Format, err)
		}
		if diff := cmp.Diff(env, got); diff != "" {
			t.Errorf("%s: %s", env.Format, diff)
		}
	}
}

func TestParseEnvelopeRefuses(t *testing.T) {
	oaep, pkcs1, ecdh := marshal(t, envelopes()[0]), marshal(t, envelopes()[1]), marshal(t, envelopes()[2])
	replace := func(der []byte, old, new string) []byte {
		o, err := hex.DecodeString(old)
		if err != nil {
			t.Fatal(err)
		}
		n, err := hex.DecodeString(new)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(der, o) {
			t.Fatalf("no %s in %x", old, der)
		}
		return bytes.Replace(der, o, n, 1)
	}
	for name, der := range map[string][]byte{
		"nothing":                nil,
		"no sequence":            {4, 1, 0},
		"bytes behind the end":   append(slices.Clone(oaep), 0),
		"cut off":                oaep[:len(oaep)-1],
		"OAEP without params":    replace(oaep, "0101073000", "0101070500"),
		"PKCS#1 without NULL":    replace(pkcs1, "0101010500", "0101013000"),
		"PSS instead":            replace(oaep, "010107", "01010a"),
		"ECDH with KDF":          replace(ecdh, "2b8104010c", "2b8104010d"),
		"key wrap without pad":   replace(oaep, "03040130", "0304012d"),
		"128-bit key wrap":       replace(oaep, "03040130", "03040108"),
		"compressed point":       replace(ecdh, "044104", "044102"),
		"session key of no size": sessionOf(t, 255),
		"point of no curve":      replace(ecdh, "0441"+"04"+strings.Repeat("09", 64), "0440"+"04"+strings.Repeat("09", 63)),
	} {
		if env, err := est.ParseEnvelope(der); !errors.Is(err, est.ErrMalformed) {
			t.Errorf("%s: got %v, %v", name, env, err)
		}
	}
}

// sessionOf encodes an OAEP envelope around a session key of n bytes, which
// MarshalEnvelope refuses to do.
func sessionOf(t *testing.T, n int) []byte {
	t.Helper()
	good := marshal(t, envelopes()[0])
	der := bytes.Replace(good, bytes.Repeat([]byte{8}, 256), bytes.Repeat([]byte{8}, n), 1)
	der = bytes.Replace(der, []byte{4, 0x82, 1, 0}, []byte{4, 0x81, byte(n)}, 1)
	der[2], der[3] = byte((len(der)-4)>>8), byte(len(der)-4)
	return der
}

func TestMarshalEnvelopeRefuses(t *testing.T) {
	good := envelopes()
	for name, env := range map[string]token.Envelope{
		"no format":         {SessionKey: good[0].SessionKey, Key: good[0].Key},
		"short session key": {Format: token.EnvelopeOAEP, SessionKey: make([]byte, 128), Key: good[0].Key},
		"no session key":    {Format: token.EnvelopeECDH, Key: good[0].Key},
		"key not in blocks": {Format: token.EnvelopeOAEP, SessionKey: good[0].SessionKey, Key: make([]byte, 41)},
		"no key":            {Format: token.EnvelopeOAEP, SessionKey: good[0].SessionKey},
	} {
		if _, err := est.MarshalEnvelope(env); err == nil {
			t.Errorf("%s: encoded", name)
		}
	}
}

func TestLabelsPickTheFormat(t *testing.T) {
	rsaPub, ecPub := keytest.RSA(t).Public(), keytest.EC(t).Public()
	for _, env := range envelopes() {
		pub := rsaPub
		if env.Format == token.EnvelopeECDH {
			pub = ecPub
		}
		label, ok := est.LabelFor(env.Format)
		if !ok {
			t.Fatalf("no label for %s", env.Format)
		}
		if got, ok := est.FormatFor(label, pub); !ok || got != env.Format {
			t.Errorf("label %s gives %q, want %s", label, got, env.Format)
		}
	}
	for _, label := range []string{"", est.LabelCMS, "other"} {
		if got, ok := est.FormatFor(label, rsaPub); ok {
			t.Errorf("label %q gives %s", label, got)
		}
	}
	if got, ok := est.FormatFor(est.LabelKWPPKCS1, ecPub); ok {
		t.Errorf("PKCS#1 for an EC key gives %s", got)
	}
	if got := est.Path(est.LabelKWP, est.OpServerKeyGen); got != "/.well-known/est/kwp/serverkeygen" {
		t.Errorf("path is %s", got)
	}
	if got := est.Path("", est.OpCACerts); got != "/.well-known/est/cacerts" {
		t.Errorf("path is %s", got)
	}
}
