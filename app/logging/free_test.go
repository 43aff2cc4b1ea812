package logging_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ukey/app/logging"
)

func TestProgramsAtTheSameTimeHaveLogsOfTheirOwn(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "logs")
	open := func() *logging.Log {
		t.Helper()
		log, err := logging.Open(folder, "command", slog.LevelInfo)
		if err != nil {
			t.Fatal(err)
		}
		return log
	}
	end := func(log *logging.Log) {
		t.Helper()
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	}
	one, two, three := open(), open(), open()
	one.Info("one")
	two.Info("two")
	three.Info("three")
	if _, err := logging.Open(folder, "command", slog.LevelInfo); !errors.Is(err, logging.ErrBusy) {
		t.Errorf("a fourth: %v", err)
	}
	end(two)
	again := open()
	again.Info("again")
	end(again)
	end(one)
	end(three)

	want := map[string][]string{"command.log": {"one"}, "command2.log": {"two", "again"}, "command3.log": {"three"}}
	for name, messages := range want {
		path := filepath.Join(folder, name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for line := range strings.Lines(string(text)) {
			_, rest, _ := strings.Cut(line, `"msg":"`)
			message, _, _ := strings.Cut(rest, `"`)
			got = append(got, message)
		}
		if !slices.Equal(got, messages) {
			t.Errorf("%s has %q", name, got)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}
