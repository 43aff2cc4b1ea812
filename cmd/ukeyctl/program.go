package main

import (
	"context"
	"io"
	"maps"
	"os"

	"github.com/spf13/pflag"

	"ukey/app"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/ui/words"
)

// streams are the three that every program has.
type streams struct {
	in       *os.File
	out, err io.Writer
}

// program is one run of ukeyctl.
type program struct {
	streams
	getenv func(string) string
	flags  flags
	// command is the one that was given, without its arguments.
	command string
	// say speaks the language that is known before the settings are, and
	// theirs afterwards.
	say *words.Printer
}

// flags are those that every command takes.
type flags struct {
	setup.Flags
	token   string
	json    bool
	verbose bool
}

// register adds the flags to a set, with their help in the program's
// language. They keep the values that they have.
func (p *program) register(set *pflag.FlagSet) {
	f, values := &p.flags, p.flags
	set.StringVar(&f.Config, "config", "", p.say.T("cli.flag.config"))
	set.StringArrayVar(&f.Modules, "module", nil, p.say.T("cli.flag.module"))
	set.StringVar(&f.token, "token", "", p.say.T("cli.flag.token"))
	set.StringVar(&f.Language, "lang", "", p.say.T("cli.flag.lang"))
	set.BoolVar(&f.json, "json", false, p.say.T("cli.flag.json"))
	set.BoolVarP(&f.verbose, "verbose", "v", false, p.say.T("cli.flag.verbose"))
	*f = values
}

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, io streams, getenv func(string) string) int {
	p := &program{streams: io, getenv: getenv}
	p.lookAhead(args)
	root := p.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	return p.finish(err)
}

// lookAhead reads the flags that decide how to speak before the command line
// is understood, since help and complaints about it are to be in the person's
// language as well.
func (p *program) lookAhead(args []string) {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.ParseErrorsAllowlist.UnknownFlags = true
	set.SetOutput(io.Discard)
	set.Usage = func() {}
	p.speak(words.Chinese) // for the flags' help, which nobody sees yet
	p.register(set)
	set.BoolP("help", "h", false, "")
	_ = set.Parse(args) // complained about when the command line is parsed for good
	p.speak(words.Language(p.flags.Speaks(p.getenv)))
}

// speak sets the language. To read the texts takes as long as a call to a key,
// so it is not done again for the same one.
func (p *program) speak(language words.Language) {
	if p.say == nil || p.say.Language() != language {
		p.say = words.New(language)
	}
}

// load reads the settings; more are options given to a single command.
func (p *program) load(more map[string]any) (*settings.Settings, error) {
	from := p.flags.Sources(p.getenv)
	maps.Copy(from.Flags, more)
	return settings.Load(from)
}

// work is what a command does with the keys.
type work func(ctx context.Context, s *settings.Settings, desk *setup.Desk) error

// withKeys loads the settings and the drivers, does the work, and lets go of
// the drivers.
func (p *program) withKeys(ctx context.Context, more map[string]any, do work) (err error) {
	s, err := p.load(more)
	if err != nil {
		return err
	}
	p.speak(words.Language(s.Language))
	p.warnOfSettings(s.Notices)

	log, end := p.openLog(s.LogLevel)
	defer end()
	defer func() { logEnd(log, err) }()
	desk := setup.Open(s, setup.Parts{
		Load: setup.Hosts(s, log), Log: log,
		Renewed: func(ctx context.Context) { setup.Reload(ctx, p.flags.Group()) },
	})
	defer func() {
		if err := desk.Close(); err != nil {
			log.Warn("driver not closed", "err", err)
		}
	}()
	return do(ctx, s, desk)
}

// choose narrows a snapshot to the key that --token names, if it names one.
// It is an error if nothing is left; a script that looks for keys and sees
// none has to be able to tell.
func (p *program) choose(s *app.Snapshot) (*app.Snapshot, error) {
	if p.flags.token == "" {
		if len(s.Keys) == 0 {
			_, err := s.Find("")
			return s, err
		}
		return s, nil
	}
	return s.Only(p.flags.token)
}

// one finds the key to work on.
func (p *program) one(ctx context.Context, desk *setup.Desk) (*app.Key, error) {
	return desk.List(ctx).Find(p.flags.token)
}
