package main

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usageError: the command line cannot be carried out as it is. Its text is in
// the person's language and repeats nothing that may be a PIN.
type usageError struct {
	err error
	// command is the one that was meant, whose help says how; empty if none was
	// understood.
	command string
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// noArgs refuses arguments. One may be a PIN, so that only the place of a
// command is repeated in the message.
func (p *program) noArgs(c *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case !c.HasParent():
		return &usageError{err: errors.New(p.say.T("cli.error.command", "Name", args[0]))}
	}
	return &usageError{errors.New(p.say.T("cli.error.arguments")), c.CommandPath()}
}

// oneArg wants the certificate that a command is about.
func (p *program) oneArg(c *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return &usageError{errors.New(p.say.T("cli.error.no-argument", "Command", c.CommandPath())), c.CommandPath()}
	case len(args) > 1:
		return &usageError{errors.New(p.say.T("cli.error.one-argument", "Command", c.CommandPath())), c.CommandPath()}
	}
	return nil
}

// needsSubcommand answers a command that only groups others.
func (p *program) needsSubcommand(c *cobra.Command, _ []string) error {
	return &usageError{errors.New(p.say.T("cli.error.subcommand", "Command", c.CommandPath())), c.CommandPath()}
}

// badFlag says what is wrong with a flag. Its value, which may be a PIN, is
// not repeated.
func (p *program) badFlag(err error) error {
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return errors.New(p.say.T("cli.error.flag.unknown", "Flag", dashed(e.GetSpecifiedName())))
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return errors.New(p.say.T("cli.error.flag.needs-value", "Flag", dashed(e.GetFlag().Name)))
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return errors.New(p.say.T("cli.error.flag.value", "Flag", dashed(e.GetFlag().Name)))
	}
	return errors.New(p.say.T("cli.error.flag.syntax"))
}

// dashed writes a flag as it is typed.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
