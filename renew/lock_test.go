package renew

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"ukey/token"
)

var aKey = token.ID{Driver: "/lib/x.so", Serial: "1", Label: "单位证书"}

// TestMain turns the test binary into a program that holds a key's lock until
// its standard input ends.
func TestMain(m *testing.M) {
	dir := os.Getenv("RENEW_TEST_HOLD")
	if dir == "" {
		os.Exit(m.Run())
	}
	_, err := OpenJournals(dir, clock).Lock(aKey)
	fmt.Println(err)
	_, _ = bufio.NewReader(os.Stdin).ReadByte()
}

func TestOneProgramRenewsAKeyAtATime(t *testing.T) {
	dir := t.TempDir()
	other := exec.CommandContext(t.Context(), os.Args[0])
	other.Env = append(os.Environ(), "RENEW_TEST_HOLD="+dir)
	stay, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stay.Close()
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	said, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || said != "<nil>\n" {
		t.Fatalf("the other program: %q, %v", said, err)
	}

	s := OpenJournals(dir, clock)
	seen := aKey
	seen.Driver = "/another/driver.so" // which shows the same key
	_, err = s.Lock(seen)
	busy, ok := errors.AsType[*BusyError](err)
	if !ok {
		t.Fatalf("error %v", err)
	}
	if h := busy.Holder; h.PID != other.Process.Pid || h.Program != filepath.Base(os.Args[0]) || !h.Since.Equal(now) {
		t.Errorf("holder %+v, want process %d", h, other.Process.Pid)
	}
	another, err := s.Lock(token.ID{Serial: "2", Label: aKey.Label})
	if err != nil {
		t.Errorf("another key is held as well: %v", err)
	}
	if err := another.Unlock(); err != nil {
		t.Error(err)
	}

	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait() // killed
	mine, err := s.Lock(aKey)
	if err != nil {
		t.Fatalf("the dead hold the lock: %v", err)
	}
	if _, err := s.Lock(aKey); !isBusy(err) {
		t.Errorf("taken twice by one program: %v", err)
	}
	if err := mine.Unlock(); err != nil {
		t.Fatal(err)
	}
	again, err := s.Lock(aKey)
	if err != nil {
		t.Fatalf("not given back: %v", err)
	}
	_ = again.Unlock()
}

func isBusy(err error) bool { _, ok := errors.AsType[*BusyError](err); return ok }

func TestAHolderThatCannotBeReadIsStillOne(t *testing.T) {
	s := OpenJournals(t.TempDir(), clock)
	mine, err := s.Lock(aKey)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = mine.Unlock() }()
	if err := os.WriteFile(s.fileOf(aKey, holder), []byte(`{"pid":1,"prog`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = s.Lock(aKey)
	if busy, ok := errors.AsType[*BusyError](err); !ok || busy.Holder != (Holder{}) {
		t.Errorf("error %v", err)
	}
}

// TestWhatAKilledWriteHasLeftIsCleanedUp: the half of a journal is never read,
// and is gone once the key is renewed again.
func TestWhatAKilledWriteHasLeftIsCleanedUp(t *testing.T) {
	dir := t.TempDir()
	s := OpenJournals(dir, clock)
	j := begun(t, s, aKey.Serial)
	if err := s.save(j); err != nil {
		t.Fatal(err)
	}
	killed := errors.New("killed")
	s.Write = func(_, temporary string, content []byte) error {
		if err := os.WriteFile(temporary, content[:len(content)/2], 0o600); err != nil {
			t.Error(err)
		}
		return killed
	}
	j.State = Active
	if err := s.save(j); !errors.Is(err, killed) {
		t.Fatalf("error %v", err)
	}

	s = OpenJournals(dir, clock)
	lock, err := s.Lock(aKey)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Unfinished(aKey); err != nil || got == nil || got.State != Planned {
		t.Errorf("journal %+v, %v; want what was there before", got, err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if ext := filepath.Ext(f.Name()); ext != suffix && ext != locked {
			t.Errorf("%s was left", f.Name())
		}
	}
}
