package main

import (
	"errors"
	"log/slog"

	"ukey/app/logging"
	"ukey/app/settings"
	"ukey/assets"
	"ukey/cmd/internal/setup"
)

// logName is that of the log's file in the folder of all logs.
const logName = "command"

// openLog begins to write what the command does into the log that support can
// read, and with --verbose on standard error as well. Where no log can be kept,
// on a computer without a home for it, the command does its work all the same:
// that is told with --verbose alone.
func (p *program) openLog(level settings.Level) (log *slog.Logger, end func()) {
	var handlers []slog.Handler
	if p.flags.verbose {
		handlers = append(handlers, slog.NewTextHandler(p.err, logging.Options(slog.LevelDebug)))
	}
	end = func() {}
	file, err := logging.Open(setup.LogDir(), logName, logging.Level(level))
	if err == nil {
		handlers = append(handlers, file.Handler())
		end = func() { _ = file.Close() } // there is nowhere left to tell it
	}
	log = slog.New(slog.NewMultiHandler(handlers...))
	if err != nil {
		log.Warn("no log is kept", "err", err)
	}
	log.Info("started", "command", p.command, "version", assets.Version())
	return log, end
}

// logEnd writes how the command ended.
func logEnd(log *slog.Logger, err error) {
	if code, ok := errors.AsType[outcome](err); err == nil || ok {
		log.Info("ended", "exit", int(code))
		return
	}
	log.Warn("failed", "exit", classify(err).exit, "err", err)
}
