package softkey_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"ukey/token/softkey"
)

// controlFiles are all files in the control folder, by name.
func controlFiles(t *testing.T, store *softkey.Store) map[string]string {
	t.Helper()
	root := os.DirFS(store.Dir())
	files := map[string]string{}
	must(t, fs.WalkDir(root, "control", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, path)
		files[path] = string(text)
		return err
	}))
	if len(files) == 0 {
		t.Fatal("no files in the control folder")
	}
	return files
}

func TestFullTokenStoresNothingButSessionObjects(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	_, handle := session(t, p, key.PIN)
	must(t, key.SetFull(true))
	p.expect("0x31", "generate", handle, "token")
	p.expect("0x0", "generate", handle, "session")
	must(t, key.SetFull(false))
	p.expect("0x0", "generate", handle, "token")
}

func TestWriteProtectedTokenRefusesChanges(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	slot, handle := session(t, p, key.PIN)
	must(t, key.SetWriteProtected(true))
	if p.info(slot).has(t, writeProtected) == 0 {
		t.Error("flag not set")
	}
	p.expect("0xE2", "open", slot, "rw")
	p.expect("0x0", "open", slot, "ro")
	p.expect("0xE2", "generate", handle, "token")
	p.expect("0xE2", "set-pin", handle, key.PIN, "654321")
	p.expect("0x0", "sign-init", handle)
}

func TestTextsCanBePaddedWithNUL(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	slot := p.slots()[0]
	if label := p.info(slot).label; !strings.HasSuffix(label, "2020") {
		t.Errorf("label %s is not padded with blanks", label)
	}
	must(t, key.SetPaddedWithNUL(true))
	if label := p.info(slot).label; !strings.HasSuffix(label, "0000") || strings.Contains(label, "2020") {
		t.Errorf("label %s is not padded with NUL", label)
	}
}

func TestNthCallOfANameFails(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	slot, _ := session(t, p, key.PIN)
	must(t, store.Fail("C_GetTokenInfo", 2, 0x30))
	p.expect("0x0", "token", slot)
	p.expect("0x0", "slot", slot)
	p.expect("0x30", "token", slot)
	p.expect("0x0", "token", slot)
	must(t, store.Fail(softkey.AnyCall, 2, 0x6))
	p.expect("0x0", "token", slot)
	p.expect("0x6", "slot", slot)
	p.expect("0x0", "slot", slot)
	for name := range controlFiles(t, store) {
		if strings.HasPrefix(name, "control/faults/") {
			t.Errorf("%s was left behind", name)
		}
	}
}

func TestFaultStrikesOneProcessOfTwo(t *testing.T) {
	store, _ := newKey(t)
	must(t, store.Fail("C_Initialize", 2, 0x5))
	path := module(t, store)
	first, second := start(t), start(t)
	first.expect("0x0", "load", path)
	second.expect("0x0", "load", path)
	first.expect("0x0", "initialize")
	second.expect("0x5", "initialize")
	second.expect("0x0", "initialize")
}

func TestClearedFaultsDoNotStrike(t *testing.T) {
	store, _ := newKey(t)
	must(t, store.Fail("C_GetSlotList", 1, 0x5))
	must(t, store.ClearFaults())
	p := attach(t, store)
	p.slots()
}

func TestImpossibleFaultsAreRefused(t *testing.T) {
	store, _ := newKey(t)
	for _, call := range []string{"", "C_Sign 1", "C_Sign\n"} {
		if err := store.Fail(call, 1, 0x5); err == nil {
			t.Errorf("Fail(%q) was taken", call)
		}
	}
	if err := store.Crash("C_Sign", 0); err == nil {
		t.Error("the zeroth call was taken")
	}
}

func TestUnplugDuringACallLeavesItUndone(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	_, handle := session(t, p, key.PIN)
	must(t, store.UnplugDuring("C_SetPIN", 1))
	p.expect("0x32", "set-pin", handle, key.PIN, "654321")
	if in, err := key.Plugged(); in || err != nil {
		t.Fatalf("plugged is %v, %v", in, err)
	}
	must(t, key.Plug())
	session(t, p, key.PIN)
}

func TestUnplugDuringACallLeavesOutWhatIsOut(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	must(t, key.Unplug())
	must(t, store.UnplugDuring("C_GetSlotList", 1))
	p.expect("0x32", "slots", 1)
	if in, err := key.Plugged(); in || err != nil {
		t.Errorf("plugged is %v, %v", in, err)
	}
}

func TestUnplugAfterACallLosesOnlyItsAnswer(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	_, handle := session(t, p, key.PIN)
	must(t, store.UnplugAfter("C_SetPIN", 1))
	p.expect("0x32", "set-pin", handle, key.PIN, "654321")
	must(t, key.Plug())
	session(t, p, "654321")
}

func TestCrashEndsTheProcessAndItsSessions(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	slot, _ := session(t, p, key.PIN)
	expectSessions(t, store, 1)
	must(t, store.Crash("C_GetTokenInfo", 1))
	p.send("token", slot)
	if p.answers.Scan() {
		t.Fatalf("the call answered %s", p.answers.Text())
	}
	if err := p.cmd.Wait(); err == nil || !strings.Contains(err.Error(), "abort") {
		t.Errorf("the process ended with %v", err)
	}
	expectSessions(t, store, 0)
	session(t, attach(t, store), key.PIN)
}

func TestHangLastsUntilCleared(t *testing.T) {
	store, _ := newKey(t)
	p := attach(t, store)
	must(t, store.Hang("C_GetSlotInfo", 1))
	slot := p.slots()[0]
	answered := make(chan string, 1)
	go func() { // ends with the call
		p.send("slot", slot)
		answered <- p.receive()
	}()
	untilCalled(t, store, "C_GetSlotInfo")
	attach(t, store).expect("0x0", "slot", slot) // others do not hang
	select {
	case got := <-answered:
		t.Fatalf("the call answered %s", got)
	default:
	}
	must(t, store.ClearFaults())
	select {
	case got := <-answered:
		if !strings.HasPrefix(got, "0x0 ") {
			t.Errorf("the call answered %s", got)
		}
	case <-time.After(patience):
		t.Fatal("the call still hangs")
	}
}

func TestLatencySlowsEveryCall(t *testing.T) {
	store, _ := newKey(t)
	p := attach(t, store)
	slot := p.slots()[0]
	const latency, calls = 30 * time.Millisecond, 4
	must(t, store.SetLatency(latency))
	begin := time.Now()
	for range calls {
		p.expect("0x0", "slot", slot)
	}
	if took := time.Since(begin); took < calls*latency {
		t.Errorf("%d calls took %v", calls, took)
	}
	must(t, store.SetLatency(0))
}

func TestTimesAreKeptOnDemand(t *testing.T) {
	store, _ := newKey(t)
	p := attach(t, store)
	slot := p.slots()[0]
	const latency = 3 * time.Millisecond
	must(t, store.SetLatency(latency))
	must(t, store.SetTimed(true))
	p.expect("0x0", "slot", slot)
	must(t, store.SetTimed(false))
	p.expect("0x0", "slot", slot)
	times, err := store.Times()
	must(t, err)
	if len(times) != 1 || times[0].Call != "C_GetSlotInfo" || times[0].Took < latency {
		t.Errorf("times are %v", times)
	}
	must(t, store.ResetTimes())
	if times, err := store.Times(); len(times) > 0 || err != nil {
		t.Errorf("afterwards they are %v, %v", times, err)
	}
}

func TestCallsAreListedInOrderAndForgotten(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	_, handle := session(t, p, key.PIN)
	must(t, store.ResetCalls())
	p.expect("0x0", "sign-init", handle)
	p.expect("0x0", "sign", handle, "digest")
	calls, err := store.Calls()
	must(t, err)
	want := []string{"C_FindObjectsInit", "C_FindObjects", "C_FindObjectsFinal", "C_GetAttributeValue", "C_SignInit", "C_Sign"}
	if !slices.Equal(calls, want) {
		t.Errorf("calls are %v, want %v", calls, want)
	}
	must(t, store.ResetCalls())
	if calls, err := store.Calls(); len(calls) != 0 || err != nil {
		t.Errorf("calls are %v, %v", calls, err)
	}
}

func expectSessions(t *testing.T, store *softkey.Store, want int) {
	t.Helper()
	if got, err := store.OpenSessions(); got != want || err != nil {
		t.Errorf("%d sessions are open, %v; want %d", got, err, want)
	}
}

func TestOpenSessionsAreCountedOverAllProcesses(t *testing.T) {
	store, key := newKey(t)
	p, q := attach(t, store), attach(t, store)
	slot := p.slots()[0]
	first := p.expect("0x0", "open", slot, "ro")
	p.expect("0x0", "open", slot, "ro")
	q.expect("0x0", "open", slot, "ro")
	expectSessions(t, store, 3)
	p.expect("0x0", "close", first)
	expectSessions(t, store, 2)
	p.expect("0x0", "open", slot, "ro")
	p.expect("0x0", "close-all", slot)
	expectSessions(t, store, 1)
	p.expect("0x0", "open", slot, "ro")
	p.expect("0x0", "finalize")
	expectSessions(t, store, 1)
	must(t, key.Unplug())
	q.slots()
	expectSessions(t, store, 0)
}
