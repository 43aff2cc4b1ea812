package host

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"ukey/token"
)

// Command is the hidden first argument of a program that is to run [Serve]. Two
// or three follow it: the library's path; how long the library may take over
// what no caller waits for, which is Config.Deadline in the format of
// time.ParseDuration; and PollOnly.
const Command = "driver-host"

// PollOnly says that no thread may wait for events inside the library, since it
// has hung before: some libraries hold a lock while they wait, and answer
// nobody else.
const PollOnly = "poll-only"

// What a Config has where nothing is set.
const (
	DefaultDeadline       = 20 * time.Second
	DefaultKeygenDeadline = 120 * time.Second
	DefaultPadDeadline    = 5 * time.Minute
)

// Config says which library to run and how. Library is needed; the zero value
// of another field has a sensible meaning.
type Config struct {
	// Library is the path of the library, and the driver's name.
	Library string
	// Program is the host; this program if it is empty. A 32-bit library on
	// Windows is run by the one beside it that is made for that.
	Program string
	// Args are the host's arguments; Command and what follows it if there
	// are none.
	Args []string
	// Variables are names of environment variables that the library may see
	// besides the usual ones. A * at the end stands for any rest.
	Variables []string

	// Deadline is how long a call may take, the start of the process
	// included, before the library counts as hung.
	Deadline time.Duration
	// KeygenDeadline is the same for the generation of a key pair.
	KeygenDeadline time.Duration
	// PadDeadline is the same where the PIN is typed on the device.
	PadDeadline time.Duration

	Log *slog.Logger // discards if nil
}

// filled returns the Config with nothing left to be decided.
func (c Config) filled() Config {
	for _, d := range []struct {
		set       *time.Duration
		otherwise time.Duration
	}{
		{&c.Deadline, DefaultDeadline},
		{&c.KeygenDeadline, DefaultKeygenDeadline},
		{&c.PadDeadline, DefaultPadDeadline},
	} {
		if *d.set <= 0 {
			*d.set = d.otherwise
		}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// program is what to start, with its arguments. wary is set if the library has
// hung.
func (c Config) program(wary bool) (program string, args []string, err error) {
	program, args = c.Program, c.Args
	if program == "" {
		if program, err = os.Executable(); err != nil {
			return "", nil, fmt.Errorf("find this program: %w", err)
		}
	}
	program = hostFor(c.Library, program)
	if len(args) == 0 {
		args = []string{Command, c.Library, c.Deadline.String()}
		if wary {
			args = append(args, PollOnly)
		}
	}
	return program, args, nil
}

// errClosed is returned by everything that is asked of a closed Driver.
var errClosed = fmt.Errorf("%w: closed", token.ErrDriver)

// errNotStarted: the host program itself cannot be run.
var errNotStarted = errors.New("driver host cannot be started")
