package est_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"

	"ukey/renew/est"
)

func TestServersSendOneLine(t *testing.T) {
	der := bytes.Repeat([]byte{0x30, 1, 2}, 200)
	if got := est.EncodeBody(der); string(got) != base64.StdEncoding.EncodeToString(der) {
		t.Errorf("got %q", got)
	}
}

func TestClientsSendShortLines(t *testing.T) {
	for _, n := range []int{1, 47, 48, 49, 96, 1000} {
		der := bytes.Repeat([]byte{0x30}, n)
		text := string(est.EncodeWrapped(der))
		if !strings.HasSuffix(text, "\n") || strings.Contains(text, "\n\n") {
			t.Errorf("%d bytes: %q", n, text)
		}
		for line := range strings.Lines(text) {
			if len(strings.TrimSuffix(line, "\n")) > 64 {
				t.Errorf("%d bytes: line of %d characters", n, len(line)-1)
			}
		}
		if back, err := est.DecodeBody([]byte(text)); err != nil || !bytes.Equal(back, der) {
			t.Errorf("%d bytes: came back as %x, %v", n, back, err)
		}
	}
}

func TestBodiesAreReadWithAnyWhiteSpaceAndNothingElse(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want error
	}{
		"one line":        {"MAMCAQU=", nil},
		"line break":      {"MAMCAQU=\n", nil},
		"any white space": {" \tMAM\r\nCA QU\n=\r\n", nil},
		"empty":           {"", est.ErrMalformed},
		"only space":      {"\r\n", est.ErrMalformed},
		"not base64":      {"<html>", est.ErrMalformed},
		"cut off":         {"MAMCAQU", est.ErrMalformed},
		"URL alphabet":    {"_-__", est.ErrMalformed},
		"too large":       {strings.Repeat("AAAA", est.MaxBody/4+1), est.ErrTooLarge},
	} {
		got, err := est.DecodeBody([]byte(c.in))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got error %v, want %v", name, err, c.want)
		}
		if c.want == nil && !bytes.Equal(got, []byte{0x30, 3, 2, 1, 5}) {
			t.Errorf("%s: got %x", name, got)
		}
	}
}

func TestReadBodyStopsAtTheLimit(t *testing.T) {
	endless := zeros{}
	if _, err := est.ReadBody(endless); !errors.Is(err, est.ErrTooLarge) {
		t.Errorf("endless body: %v", err)
	}
	if body, err := est.ReadBody(io.LimitReader(endless, est.MaxBody)); err != nil || len(body) != est.MaxBody {
		t.Errorf("largest body: %d bytes, %v", len(body), err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
