// Package logging writes what a program does into a file that support can
// read: JSON, a line each, for the owner of the computer's account alone, and
// never more than a few megabytes.
//
// No PIN, code or password gets into it. Their types cannot be printed
// (token.PIN, cases.Ticket); besides, whatever is logged under a name such as
// "pin" is left out, and so is what looks like the number of an identity card
// or of a telephone, an e-mail address or the user's own folder (package mask).
// What stays is what support needs: which key (its label and the end of its
// serial number), which driver, which CA, which case.
package logging

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/DeRuina/timberjack"

	"ukey/app/settings"
)

// A file is put aside when it has grown to maxSize; of those the newest are
// kept.
const (
	maxSize    = 1 // MB
	maxBackups = 3
	maxDays    = 90
)

// Log is a program's log. It may be used from any goroutine.
type Log struct {
	*slog.Logger
	file    *timberjack.Logger
	release func() error // of the file's name
}

// open opens the log of that name in a folder that there is.
func open(folder, name string, level slog.Leveler) (*Log, error) {
	path := filepath.Join(folder, name+".log")
	// What cannot be opened now is told now: later nobody would hear of it.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	out := &timberjack.Logger{
		Filename: path, FileMode: 0o600, Compression: "none", LocalTime: true,
		MaxSize: maxSize, MaxBackups: maxBackups, MaxAge: maxDays,
	}
	return &Log{slog.New(slog.NewJSONHandler(out, Options(level))), out, func() error { return nil }}, nil
}

// Close ends the log. What is logged afterwards is lost.
func (l *Log) Close() error { return errors.Join(l.file.Close(), l.release()) }

// Level is a setting's as slog has it.
func Level(l settings.Level) slog.Level {
	switch l {
	case settings.LogDebug:
		return slog.LevelDebug
	case settings.LogWarn:
		return slog.LevelWarn
	case settings.LogError:
		return slog.LevelError
	default:
		return slog.LevelInfo
	}
}
