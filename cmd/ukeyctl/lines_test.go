package main

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"ukey/token"
)

func TestPINLines(t *testing.T) {
	long := strings.Repeat("x", 255)
	tests := []struct {
		name, in string
		want     []string
		err      error // of the read after those
	}{
		{"one a line", "old\nnew\n", []string{"old", "new"}, errNoPIN},
		{"last line without end", "old\nnew", []string{"old", "new"}, errNoPIN},
		{"Windows", "old\r\nnew\r\n", []string{"old", "new"}, errNoPIN},
		{"CR at the very end", "old\r", []string{"old"}, errNoPIN},
		{"spaces and inner CR are kept", " a\rb \n", []string{" a\rb "}, errNoPIN},
		{"nothing", "", nil, errNoPIN},
		{"empty line", "\nold\n", nil, errNoPIN},
		{"CR alone", "\r\n", nil, errNoPIN},
		{"longest", long + "\n", []string{long}, errNoPIN},
		{"longest on Windows", long + "\r\n", []string{long}, errNoPIN},
		{"too long", long + "x\n", nil, errPINTooLong},
		{"too long for good", strings.Repeat("x", 10_000), nil, errPINTooLong},
		{"bytes of any kind", "\x00\xff\n", []string{"\x00\xff"}, errNoPIN},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines := lineReader{strings.NewReader(tt.in)}
			for _, want := range tt.want {
				pin, err := lines.pin()
				if err != nil || string(pin.Bytes()) != want {
					t.Fatalf("got %d bytes, %v; want %q", pin.Len(), err, want)
				}
			}
			if _, err := lines.pin(); !errors.Is(err, tt.err) {
				t.Errorf("then got %v, want %v", err, tt.err)
			}
		})
	}
}

func TestBrokenInputIsToldAsItIs(t *testing.T) {
	broken := errors.New("pipe broke")
	lines := lineReader{io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))}
	if _, err := lines.pin(); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestNothingIsReadAhead(t *testing.T) {
	r := strings.NewReader("one\ntwo\n")
	if _, err := (lineReader{r}).pin(); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(r); err != nil || string(rest) != "two\n" {
		t.Errorf("left %q, %v", rest, err)
	}
}

func FuzzPINLine(f *testing.F) {
	for _, seed := range []string{"", "123456\n", "a\r\nb", "\r", strings.Repeat("9", 300)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		var pin *token.PIN
		pin, err := lineReader{strings.NewReader(in)}.pin()
		if err != nil {
			return
		}
		got := string(pin.Bytes())
		if !strings.HasPrefix(in, got) || strings.Contains(got, "\n") || pin.Len() == 0 || pin.Len() > maxLine {
			t.Errorf("%q gives %q", in, got)
		}
	})
}
