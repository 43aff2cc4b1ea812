package sms_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"ukey/renew/ca/sms"
)

func noon() time.Time { return time.Date(2026, 7, 20, 12, 0, 0, 0, time.UTC) }

func TestTheOutboxHoldsEachMessageInAFileOfItsOwn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "outbox")
	now := noon()
	outbox := sms.NewOutbox(dir, func() time.Time { now = now.Add(time.Second); return now })
	for _, text := range []string{"第一", "第二"} {
		if err := outbox.Send(t.Context(), "13812345678", text); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 2 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for i, want := range []string{"第一", "第二"} { // in the order of their names
		content, err := os.ReadFile(filepath.Join(dir, files[i].Name()))
		if err != nil {
			t.Fatal(err)
		}
		var m sms.Message
		if err := json.Unmarshal(content, &m); err != nil || m.Text != want || m.To != "13812345678" || m.ID == "" {
			t.Errorf("message %d: %+v, %v", i, m, err)
		}
		info, err := files[i].Info()
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v", info.Mode())
		}
	}
}

func TestAnOutboxThatCannotBeWrittenFailsWithoutTellingTheMessage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := sms.NewOutbox(filepath.Join(file, "outbox"), noon).Send(t.Context(), "13812345678", "123456")
	if err == nil || strings.Contains(err.Error(), "123456") || strings.Contains(err.Error(), "138") {
		t.Errorf("got %v", err)
	}
}
