package main

import (
	"errors"
	"io"

	"ukey/token"
)

// Errors of reading a PIN.
var (
	// errNoPIN: standard input ended, or a line was empty, where a PIN was
	// wanted.
	errNoPIN = errors.New("no PIN on standard input")
	// errNoCode: the same where a one-time code was wanted.
	errNoCode = errors.New("no one-time code on standard input")
	// errPINTooLong: the line is longer than any PIN.
	errPINTooLong = errors.New("line too long for a PIN")
)

// The longest lines that are read, in bytes. PKCS#11 tokens take PINs of 255
// at the most; an address has 200 characters.
const (
	maxLine = 255
	maxText = 1000
)

// lineReader reads lines byte by byte, so that no PIN stays behind in a
// buffer.
type lineReader struct {
	r io.Reader
}

// pin reads a PIN. Spaces are part of it. An empty line is none: to some
// libraries a PIN of no length means that it is typed on the key.
func (l lineReader) pin() (*token.PIN, error) {
	line, err := l.line(maxLine)
	if err != nil {
		return nil, err
	}
	if len(line) == 0 {
		return nil, errNoPIN
	}
	return token.NewPIN(line), nil
}

// text reads an answer.
func (l lineReader) text() (string, error) {
	line, err := l.line(maxLine)
	return string(line), err
}

// long reads an answer that may be longer than any PIN.
func (l lineReader) long() (string, error) {
	line, err := l.line(maxText)
	return string(line), err
}

// line reads up to the line's end, LF or CR LF, which is not part of it. The
// last line may go without. errNoPIN means that there is none.
func (l lineReader) line(most int) ([]byte, error) {
	line := make([]byte, 0, most+1) // one more for a CR; never grows
	one := make([]byte, 1)
	defer clear(one)
	for {
		n, err := l.r.Read(one)
		switch {
		case n == 1 && one[0] == '\n':
			return chomp(line, most)
		case n == 1 && len(line) == cap(line):
			clear(line)
			return nil, errPINTooLong
		case n == 1:
			line = append(line, one[0])
		case errors.Is(err, io.EOF) && len(line) > 0:
			return chomp(line, most)
		case errors.Is(err, io.EOF):
			return nil, errNoPIN
		}
		if err != nil && !errors.Is(err, io.EOF) {
			clear(line)
			return nil, err
		}
	}
}

// chomp drops the CR that Windows puts before the line's end.
func chomp(line []byte, most int) ([]byte, error) {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if len(line) > most {
		clear(line)
		return nil, errPINTooLong
	}
	return line, nil
}
