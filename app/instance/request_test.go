package instance

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestMessagesThatAreNotUnderstoodAreRefused(t *testing.T) {
	for name, line := range map[string]string{
		"nothing":            "",
		"no line feed":       `{"v":1,"do":"show"}`,
		"no JSON":            "show\n",
		"no version":         `{"do":"show"}` + "\n",
		"another version":    `{"v":2,"do":"show"}` + "\n",
		"no verb":            `{"v":1}` + "\n",
		"another verb":       `{"v":1,"do":"erase"}` + "\n",
		"another screen":     `{"v":1,"do":"show","screen":"../home"}` + "\n",
		"wrong type":         `{"v":1,"do":"show","key":"x"}` + "\n",
		"much too long":      `{"v":1,"do":"show","key":{"label":"` + strings.Repeat("x", longest) + `"}}` + "\n",
		"more than one line": "{\"v\":1,\n\"do\":\"show\"}\n",
	} {
		if r, err := readRequest(iotest.OneByteReader(strings.NewReader(line))); err == nil {
			t.Errorf("%s: read as %+v", name, r)
		}
	}
	_, err := readRequest(strings.NewReader(`{"v":7,"do":"show"}` + "\n"))
	if !errors.Is(err, errVersion) {
		t.Errorf("another version: %v", err)
	}
	endless := io.MultiReader(strings.NewReader(`{"v":1,"do":"`), iotest.OneByteReader(endlessX{}))
	if _, err := readRequest(endless); !errors.Is(err, errTooLong) {
		t.Errorf("a message without end: %v", err)
	}
}

type endlessX struct{}

func (endlessX) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestANewerProgramMayAddFields(t *testing.T) {
	r, err := readRequest(strings.NewReader(`{"v":1,"do":"show","token":"abc","screen":"pin","key":{"serial":"1","reader":2}}` + "\n"))
	if want := (Request{Show, PIN, Key{Serial: "1"}}); err != nil || r != want {
		t.Errorf("%+v, %v", r, err)
	}
}

// Whatever comes in, reading ends after so many bytes; and what is understood
// is written and read as the same again.
func FuzzReadRequest(f *testing.F) {
	f.Add([]byte(`{"v":1,"do":"show","screen":"renew","key":{"serial":"0123","label":"单位证书"}}` + "\n"))
	f.Add([]byte(`{"v":1,"do":"quit"}` + "\n"))
	f.Add([]byte("\n"))
	f.Add(bytes.Repeat([]byte("{"), longest+1))
	f.Fuzz(func(t *testing.T, data []byte) {
		in := bytes.NewReader(data)
		r, err := readRequest(in)
		if read := len(data) - in.Len(); read > longest {
			t.Errorf("%d bytes were read", read)
		}
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := writeRequest(&again, r); err != nil {
			if !errors.Is(err, errTooLong) {
				t.Fatal(err)
			}
			return // JSON writes some characters in six bytes
		}
		if same, err := readRequest(&again); err != nil || same != r {
			t.Errorf("%+v, %v instead of %+v", same, err, r)
		}
	})
}
