package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"ukey/renew/ca/desk/operators"
)

// errNoPassword: standard input ended before a password.
var errNoPassword = errors.New("no password: give it on standard input, in one line, or at a terminal")

// askPassword asks for a new password, on a terminal without echo and twice;
// otherwise it is the first line of standard input.
func askPassword(cmd *cobra.Command, name string) (string, error) {
	in, ok := cmd.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return firstLine(cmd.InOrStdin())
	}
	password, err := hidden(cmd.Context(), in, cmd.ErrOrStderr(), fmt.Sprintf("Password for %s (at least %d characters): ", name, operators.MinPassword))
	if err != nil {
		return "", err
	}
	again, err := hidden(cmd.Context(), in, cmd.ErrOrStderr(), "Once more: ")
	if err != nil {
		return "", err
	}
	if password != again {
		return "", errors.New("the passwords differ; nothing was changed")
	}
	return password, nil
}

// firstLine reads a line, of the length that a password may have.
func firstLine(in io.Reader) (string, error) {
	// One byte more than may be, so that too long a password is noticed and
	// not cut, and two for the end of the line.
	line, err := bufio.NewReader(io.LimitReader(in, operators.MaxPassword+3)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", errNoPassword
	}
	return line, nil
}

// hidden asks at a terminal without showing what is typed. A read cannot be
// interrupted: if ctx ends, it is left to itself until the process ends, and
// the terminal shows again what is typed.
func hidden(ctx context.Context, in *os.File, prompts io.Writer, prompt string) (string, error) {
	state, err := term.GetState(int(in.Fd()))
	if err != nil {
		return "", fmt.Errorf("ask for the password: %w", err)
	}
	type answer struct {
		line []byte
		err  error
	}
	answered := make(chan answer, 1)
	fmt.Fprint(prompts, prompt)
	go func() {
		line, err := term.ReadPassword(int(in.Fd()))
		answered <- answer{line, err}
	}()
	select {
	case a := <-answered:
		fmt.Fprintln(prompts) // the person's own was not shown
		if a.err != nil {
			return "", fmt.Errorf("ask for the password: %w", a.err)
		}
		return string(a.line), nil
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(int(in.Fd()), state))
	}
}
