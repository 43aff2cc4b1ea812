package opened_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"ukey/app/opened"
)

var now = time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)

func TestADateIsRememberedUntilTheNextOne(t *testing.T) {
	path, at := filepath.Join(t.TempDir(), "state", "opened.json"), now
	clock := func() time.Time { return at }
	b := opened.Open(path, clock)
	if dates, err := b.Dates(); err != nil || len(dates) != 0 {
		t.Fatalf("at first: %v, %v", dates, err)
	}
	for _, item := range []string{"licence", "seal"} {
		if err := b.Note(item); err != nil {
			t.Fatal(err)
		}
	}
	at = now.AddDate(0, 0, 3)
	if err := b.Note("licence"); err != nil {
		t.Fatal(err)
	}
	dates, err := opened.Open(path, clock).Dates()
	if err != nil || !dates["licence"].Equal(at) || !dates["seal"].Equal(now) || len(dates) != 2 {
		t.Errorf("%v, %v", dates, err)
	}
}

func TestADamagedFileHoldsNoDatesAndIsReplaced(t *testing.T) {
	for _, damaged := range []string{"", "{", "null", "[]", `{"licence": 7}`} {
		path := filepath.Join(t.TempDir(), "opened.json")
		if err := os.WriteFile(path, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		b := opened.Open(path, func() time.Time { return now })
		if dates, err := b.Dates(); err != nil || len(dates) != 0 {
			t.Errorf("%q: %v, %v", damaged, dates, err)
		}
		if err := b.Note("licence"); err != nil {
			t.Errorf("%q: %v", damaged, err)
		}
		if dates, err := b.Dates(); err != nil || !dates["licence"].Equal(now) {
			t.Errorf("%q: afterwards %v, %v", damaged, dates, err)
		}
	}
}

func TestAFolderThatCannotBeWrittenToIsAnError(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b := opened.Open(filepath.Join(dir, "file", "opened.json"), time.Now)
	if err := b.Note("licence"); err == nil {
		t.Error("a date was kept where there is no folder")
	}
}
