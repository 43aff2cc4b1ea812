package softkey_test

import (
	"encoding/hex"
	"strconv"
	"strings"
	"testing"
)

// The flags of CK_TOKEN_INFO that are looked at.
const (
	writeProtected = 0x2
	countLow       = 0x10000
	finalTry       = 0x20000
	locked         = 0x40000
	toBeChanged    = 0x80000
	pinFlags       = countLow | finalTry | locked | toBeChanged
	pukLow         = 0x100000
	pukFinal       = 0x200000
	pukLocked      = 0x400000
	pukFlags       = pukLow | pukFinal | pukLocked
)

func (i info) has(t *testing.T, mask uint64) uint64 {
	t.Helper()
	flags, err := strconv.ParseUint(i.flags, 16, 64)
	must(t, err)
	return flags & mask
}

func serialOf(t *testing.T, p *probe, slot string) string {
	t.Helper()
	serial, err := hex.DecodeString(p.info(slot).serial)
	must(t, err)
	return strings.TrimRight(string(serial), " ")
}

func TestWrongPINsCountDownToLocked(t *testing.T) {
	store, key := newKey(t)
	must(t, key.SetTriesAllowed(3))
	p := attach(t, store)
	slot := p.slots()[0]
	handle := p.expect("0x0", "open", slot, "rw")
	for _, step := range []struct {
		pin, rv string
		flags   uint64
		tries   int
	}{
		{key.PIN, "0x0", 0, 3},
		{"wrong", "0xA0", countLow, 2},
		{key.PIN, "0x0", 0, 3},
		{"wrong", "0xA0", countLow, 2},
		{"wrong", "0xA0", countLow | finalTry, 1},
		{"wrong", "0xA0", locked, 0},
		{key.PIN, "0xA4", locked, 0},
		{"wrong", "0xA4", locked, 0},
	} {
		p.expect(step.rv, "login", handle, step.pin)
		if step.rv == "0x0" {
			p.expect("0x0", "logout", handle)
		}
		if got := p.info(slot).has(t, pinFlags); got != step.flags {
			t.Errorf("after %s: flags %#x, want %#x", step.rv, got, step.flags)
		}
		if got, err := key.Tries(); got != step.tries || err != nil {
			t.Errorf("after %s: %d tries, %v; want %d", step.rv, got, err, step.tries)
		}
	}
}

func TestTokenStartsWithTenTries(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	handle := p.expect("0x0", "open", p.slots()[0], "ro")
	for left := 10; left > 0; left-- {
		if tries, err := key.Tries(); tries != left || err != nil {
			t.Fatalf("tries are %d, %v; want %d", tries, err, left)
		}
		p.expect("0xA0", "login", handle, "wrong")
	}
	p.expect("0xA4", "login", handle, key.PIN)
}

func TestSetPINSpendsTriesToo(t *testing.T) {
	store, key := newKey(t)
	must(t, key.SetTries(2))
	p := attach(t, store)
	slot := p.slots()[0]
	handle := p.expect("0x0", "open", slot, "rw")
	p.expect("0xA0", "set-pin", handle, "wrong", "654321")
	if got := p.info(slot).has(t, pinFlags); got != countLow|finalTry {
		t.Errorf("flags %#x, want low and final", got)
	}
	p.expect("0x0", "set-pin", handle, key.PIN, "654321")
	if tries, err := key.Tries(); tries != 10 || err != nil {
		t.Errorf("tries are %d, %v", tries, err)
	}
	must(t, key.SetTries(0))
	p.expect("0xA4", "set-pin", handle, "654321", key.PIN)
}

func TestSecurityOfficerUnlocks(t *testing.T) {
	store, key := newKey(t)
	must(t, key.SetTries(0))
	p := attach(t, store)
	slot := p.slots()[0]
	handle := p.expect("0x0", "open", slot, "rw")
	p.expect("0x0", "login-so", handle, key.SOPIN)
	p.expect("0x0", "init-pin", handle, "112233")
	p.expect("0x0", "logout", handle)
	p.expect("0x0", "login", handle, "112233")
	if got := p.info(slot).has(t, pinFlags); got != 0 {
		t.Errorf("flags %#x after unlocking", got)
	}
}

func TestSecurityOfficersPINsAreCountedApart(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	handle := p.expect("0x0", "open", p.slots()[0], "rw")
	p.expect("0xA0", "login-so", handle, "wrong")
	if tries, err := key.Tries(); tries != 10 || err != nil {
		t.Errorf("tries are %d, %v", tries, err)
	}
	p.expect("0x0", "login-so", handle, key.SOPIN)
	p.expect("0xA0", "set-pin", handle, "wrong", "87654321")
	if tries, err := key.Tries(); tries != 10 || err != nil {
		t.Errorf("tries are %d, %v", tries, err)
	}
	if tries, err := key.PUKTries(); tries != 9 || err != nil {
		t.Errorf("tries of the PUK are %d, %v", tries, err)
	}
}

func TestWrongPUKsCountDownToLocked(t *testing.T) {
	store, key := newKey(t)
	must(t, key.SetPUKTries(2))
	p := attach(t, store)
	slot := p.slots()[0]
	handle := p.expect("0x0", "open", slot, "rw")
	for _, step := range []struct {
		puk, rv string
		flags   uint64
	}{
		{"wrong", "0xA0", pukLow | pukFinal},
		{"wrong", "0xA0", pukLocked},
		{key.SOPIN, "0xA4", pukLocked},
	} {
		p.expect(step.rv, "login-so", handle, step.puk)
		if got := p.info(slot).has(t, pinFlags|pukFlags); got != step.flags {
			t.Errorf("after %s: flags %#x, want %#x", step.rv, got, step.flags)
		}
	}
	p.expect("0x0", "login", handle, key.PIN)
}

func TestUnblockingIsRefusedOnRequest(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	handle := p.expect("0x0", "open", p.slots()[0], "rw")
	p.expect("0x0", "login-so", handle, key.SOPIN)
	must(t, key.SetUnblockRefused(true))
	p.expect("0x54", "init-pin", handle, "112233")
	p.expect("0x0", "logout", handle)
	p.expect("0x54", "login-so", handle, key.SOPIN)
}

func TestPINRangeIsToldAndKept(t *testing.T) {
	store, key := newKey(t)
	must(t, key.SetPINRange(6, 8))
	p := attach(t, store)
	slot := p.slots()[0]
	if got := p.info(slot); got.minPIN != "6" || got.maxPIN != "8" {
		t.Errorf("range %s to %s (hex), want 6 to 8", got.minPIN, got.maxPIN)
	}
	handle := p.expect("0x0", "open", slot, "rw")
	p.expect("0xA2", "set-pin", handle, key.PIN, "12345")
	p.expect("0xA2", "set-pin", handle, key.PIN, "123456789")
	p.expect("0xA2", "set-pin", handle, "wrong", "12345")
	if tries, err := key.Tries(); tries != 10 || err != nil {
		t.Errorf("a length refused cost a try: %d, %v", tries, err)
	}
	p.expect("0x0", "set-pin", handle, key.PIN, "12345678")
}

func TestPINToBeChangedAllowsLoginAndNothingElse(t *testing.T) {
	store, key := newKey(t)
	must(t, key.SetPINToBeChanged(true))
	p := attach(t, store)
	slot, handle := session(t, p, key.PIN)
	if p.info(slot).has(t, toBeChanged) == 0 {
		t.Error("flag not set")
	}
	p.expect("0xA3", "sign-init", handle)
	p.expect("0xA3", "generate", handle, "session")
	p.expect("0x0", "set-pin", handle, key.PIN, "654321")
	if p.info(slot).has(t, toBeChanged) != 0 {
		t.Error("flag still set after the change")
	}
	p.expect("0x0", "sign-init", handle)
}

func TestPINsNeverReachTheControlFolder(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	handle := p.expect("0x0", "open", p.slots()[0], "rw")
	p.expect("0xA0", "login", handle, "secret-1")
	p.expect("0x0", "login", handle, key.PIN)
	p.expect("0x0", "set-pin", handle, key.PIN, "secret-2")
	for name, text := range controlFiles(t, store) {
		for _, secret := range []string{"secret", key.PIN, key.SOPIN} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds a PIN: %s", name, text)
			}
		}
	}
	calls, err := store.Calls()
	must(t, err)
	want := "C_Initialize C_GetSlotList C_OpenSession C_Login C_Login C_SetPIN"
	if got := strings.Join(calls, " "); got != want {
		t.Errorf("calls are %s, want %s", got, want)
	}
}
