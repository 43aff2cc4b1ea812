package durable_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/natefinch/atomic"

	"ukey/renew/durable"
)

// What os.Open opens nobody may replace, as with files that a program looks at
// for viruses.
func TestAFileThatIsBeingLookedAtIsReplacedAllTheSame(t *testing.T) {
	dir := t.TempDir()
	path, temporary := filepath.Join(dir, "file"), filepath.Join(dir, "file.new")
	for _, name := range []string{path, temporary} {
		if err := os.WriteFile(name, []byte(filepath.Base(name)), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := atomic.ReplaceFile(temporary, path); err == nil {
			t.Errorf("%s is in nobody's way", name)
		}
		time.AfterFunc(100*time.Millisecond, func() { _ = f.Close() })
		if err := durable.Replace(path, temporary, []byte("next")); err != nil {
			t.Error(err)
		}
	}
}
