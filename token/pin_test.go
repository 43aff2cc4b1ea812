package token_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"ukey/token"
)

const secret = "s3cr3t-pin"

func TestPINIsNeverPrinted(t *testing.T) {
	pin := token.NewPIN([]byte(secret))
	type holder struct {
		public  *token.PIN
		private struct{ pin token.PIN }
	}
	h := holder{public: pin}
	h.private.pin = *pin

	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X"} {
		fmt.Fprintf(&out, verb+"\n", pin)
		fmt.Fprintf(&out, verb+"\n", *pin)
		fmt.Fprintf(&out, verb+"\n", h)
		fmt.Fprintf(&out, verb+"\n", &h)
		fmt.Fprintf(&out, verb+"\n", []any{*pin, pin})
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("login", "pin", pin, "value", *pin, "auth", token.Auth{PIN: pin})
	}
	for _, v := range []any{pin, *pin, token.Auth{PIN: pin}, map[string]any{"pin": pin}} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
	}

	hex, decimal := fmt.Sprintf("%x", secret), strings.Trim(fmt.Sprint([]byte(secret)), "[]")
	for _, leak := range []string{secret, hex, strings.ToUpper(hex), decimal} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("PIN leaked as %q in:\n%s", leak, out.String())
		}
	}
}

func TestWipedPINIsGone(t *testing.T) {
	b := []byte(secret)
	pin := token.NewPIN(b)
	pin.Wipe()
	pin.Wipe()
	if pin.Bytes() != nil || !bytes.Equal(b, make([]byte, len(b))) {
		t.Errorf("after Wipe: Bytes %q, memory %q", pin.Bytes(), b)
	}
	var none *token.PIN
	none.Wipe()
	if none.Len() != 0 {
		t.Error("a nil PIN has a length")
	}
}

func TestPINEqual(t *testing.T) {
	a, b := token.NewPIN([]byte("1234")), token.NewPIN([]byte("1235"))
	if a.Equal(b) || !a.Equal(token.NewPIN([]byte("1234"))) {
		t.Error("Equal does not compare the bytes")
	}
}

func TestPINStatusCheck(t *testing.T) {
	for _, c := range []struct {
		low, high, length int
		ok                bool
	}{
		{4, 8, 3, false},
		{4, 8, 4, true},
		{4, 8, 8, true},
		{4, 8, 9, false},
		{0, 0, 1, true},
		{6, 0, 100, true},
		{0, 6, 7, false},
	} {
		s := token.PINStatus{Min: c.low, Max: c.high}
		err := s.Check(token.NewPIN(make([]byte, c.length)))
		var length *token.PINLengthError
		if (err == nil) != c.ok || (err != nil && !errors.As(err, &length)) {
			t.Errorf("length %d within %d–%d: %v", c.length, c.low, c.high, err)
		}
	}
}
