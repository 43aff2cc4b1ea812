package main

import (
	"os"

	"golang.org/x/term"

	"ukey/token"
)

// tty is a real terminal.
type tty struct {
	fd    int
	state *term.State
}

// openTerminal tells whether f is a terminal, and remembers how it is set.
func openTerminal(f *os.File) (*tty, bool) {
	fd := int(f.Fd())
	if !term.IsTerminal(fd) {
		return nil, false
	}
	state, err := term.GetState(fd)
	if err != nil {
		return nil, false
	}
	return &tty{fd, state}, true
}

func (t *tty) hidden() (*token.PIN, error) {
	line, err := term.ReadPassword(t.fd)
	switch {
	case err != nil:
		clear(line)
		return nil, err
	case len(line) == 0:
		return nil, errNoPIN
	case len(line) > maxLine:
		clear(line)
		return nil, errPINTooLong
	}
	return token.NewPIN(line), nil
}

// restore can do nothing about an error, and the process ends.
func (t *tty) restore() { _ = term.Restore(t.fd, t.state) }
