package durable_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"ukey/renew/durable"
)

func TestAFileIsReplacedWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path, temporary := filepath.Join(dir, "file"), filepath.Join(dir, "file.new")
	if err := os.WriteFile(temporary, []byte("longer than what is written next"), 0o600); err != nil { // of a write that was cut off
		t.Fatal(err)
	}
	for _, content := range []string{"first", "next"} {
		if err := durable.Replace(path, temporary, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("read %q, %v", got, err)
		}
	}
	if err := durable.Replace(path, filepath.Join(dir, "nowhere", "x"), []byte("lost")); err == nil {
		t.Error("written by way of a folder that is not there")
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "next" {
		t.Errorf("after a failure there is %q, %v", got, err)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("left: %v, %v", files, err)
	}
}
