package softkey_test

import (
	"slices"
	"testing"
)

// session opens a logged-in session on the only token.
func session(t *testing.T, p *probe, pin string) (slot, handle string) {
	t.Helper()
	slot = p.slots()[0]
	handle = p.expect("0x0", "open", slot, "rw")
	p.expect("0x0", "login", handle, pin)
	return slot, handle
}

func TestPulledOutTokenFailsOnlyWhereTheDeviceIsReached(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	slot, handle := session(t, p, key.PIN)
	must(t, key.Unplug())
	p.expect("0x0", "token", slot)
	p.expect("0x0", "open", slot, "ro")
	p.expect("0x0", "sign-init", handle)
	p.expect("0x32", "sign", handle, "digest")
	p.expect("0x32", "generate", handle, "token")
	p.expect("0x32", "set-pin", handle, key.PIN, "654321")
}

func TestSlotListTellsOfThePulledOutToken(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	slot, handle := session(t, p, key.PIN)
	must(t, key.Unplug())
	if slots := p.slots(); slices.Contains(slots, slot) {
		t.Fatalf("slot %s still holds a token: %v", slot, slots)
	}
	if _, all := p.do("slots", 0); !slices.Contains(all, slot) {
		t.Errorf("the reader itself is gone: %v", all)
	}
	for _, call := range []string{"session", "sign-init", "sign", "login", "close"} {
		p.expect("0xB3", call, handle, key.PIN)
	}
	for _, call := range []string{"token", "open", "mechanisms", "close-all"} {
		p.expect("0xE0", call, slot)
	}
	if flags := p.expect("0x0", "slot", slot); flags != "2" {
		t.Errorf("slot flags are %s, want removable device without token", flags)
	}
}

func TestReplugLeavesOldSessionDeadAndNewOnePublic(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	slot, old := session(t, p, key.PIN)
	must(t, key.Unplug())
	p.slots()
	must(t, key.Plug())
	p.expect("0xE0", "open", slot, "rw") // nobody has looked yet
	if slots := p.slots(); !slices.Contains(slots, slot) {
		t.Fatalf("slot %s is not back: %v", slot, slots)
	}
	p.expect("0xB3", "sign-init", old)
	fresh := p.expect("0x0", "open", slot, "rw")
	if fresh == old {
		t.Error("the old handle was given out again")
	}
	if _, state := p.do("session", fresh); state[1] != "2" {
		t.Errorf("state of the new session is %s, want 2 (read-write, public)", state[1])
	}
	p.expect("0x0", "login", fresh, key.PIN)
	p.expect("0x0", "sign-init", fresh)
	p.expect("0x0", "sign", fresh, "digest")
}

func TestFastOutAndInLeavesLibraryBelievingItsOldLogin(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	slot, handle := session(t, p, key.PIN)
	must(t, key.Unplug())
	must(t, key.Plug())
	p.expect("0x100", "login", handle, key.PIN)
	p.expect("0x0", "sign-init", handle)
	p.expect("0x32", "sign", handle, "digest")
	p.slots()
	p.expect("0xB3", "sign", handle, "digest")
	p.expect("0x0", "open", slot, "ro")
}

func TestLoginOnAPulledOutTokenSpendsNoTry(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	handle := p.expect("0x0", "open", p.slots()[0], "ro")
	must(t, key.Unplug())
	p.expect("0x32", "login", handle, "wrong")
	if tries, err := key.Tries(); tries != 10 || err != nil {
		t.Errorf("tries are %d, %v", tries, err)
	}
}

func TestTokenMayComeBackInAnotherSlot(t *testing.T) {
	store, key := newKey(t)
	must(t, key.SetSlotMoves(true))
	p := attach(t, store)
	before := p.slots()[0]
	must(t, key.Unplug())
	must(t, key.Plug())
	after := p.slots()[0]
	if after == before {
		t.Fatal("the slot has not moved")
	}
	p.expect("0x3", "open", before, "ro")
	handle := p.expect("0x0", "open", after, "ro")
	if slot := p.expect("0x0", "session", handle); slot != after {
		t.Errorf("session says slot %s, want %s", slot, after)
	}
}

func TestOneTokenPulledLeavesTheOtherAlone(t *testing.T) {
	store, first := newKey(t)
	second := addKey(t, store, "p256")
	p := attach(t, store)
	handles := map[string]string{}
	for _, slot := range p.slots()[:2] { // SoftHSM's uninitialised one comes last
		handle := p.expect("0x0", "open", slot, "rw")
		p.expect("0x0", "login", handle, second.PIN)
		handles[serialOf(t, p, slot)] = handle
	}
	must(t, first.Unplug())
	p.slots()
	p.expect("0xB3", "sign-init", handles[first.Serial])
	p.expect("0x0", "sign-init", handles[second.Serial])
	p.expect("0x0", "sign", handles[second.Serial], "digest")
}

func TestTokenThatIsOutAtTheStartIsNotListed(t *testing.T) {
	store, key := newKey(t)
	must(t, key.Unplug())
	p := attach(t, store)
	if got := len(p.slots()); got != 1 {
		t.Fatalf("%d slots, want SoftHSM's uninitialised one alone", got)
	}
	must(t, key.Plug())
	if got := len(p.slots()); got != 2 {
		t.Errorf("%d slots after plugging in, want 2", got)
	}
}

func TestSlotListTellsHowMuchRoomItNeeds(t *testing.T) {
	store, _ := newKey(t)
	p := attach(t, store)
	if count := p.expect("0x150", "slots", 1, 1); count != "2" {
		t.Errorf("count is %s, want 2", count)
	}
}

func TestEventIsToldOnceWithoutWaiting(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	slot := p.slots()[0]
	p.expect("0x8", "event")
	must(t, key.Unplug())
	if got := p.expect("0x0", "event"); got != slot {
		t.Errorf("event on slot %s, want %s", got, slot)
	}
	p.expect("0x8", "event")
	must(t, key.Plug())
	must(t, key.Unplug())
	p.expect("0x0", "event")
	p.expect("0x8", "event")
}

func TestBlockingWaitEndsWithAnEvent(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	slot := p.slots()[0]
	p.expect("0x0", "wait")
	untilCalled(t, store, "C_WaitForSlotEvent")
	must(t, key.Unplug())
	if got := p.expect("0x0", "waited"); got != slot {
		t.Errorf("event on slot %s, want %s", got, slot)
	}
}

func TestFinalizeEndsABlockingWait(t *testing.T) {
	store, _ := newKey(t)
	p := attach(t, store)
	p.expect("0x0", "wait")
	untilCalled(t, store, "C_WaitForSlotEvent")
	p.expect("0x0", "finalize")
	p.expect("0x0", "initialize")
	p.expect("0x190", "waited")
}

func TestWithoutEventsItIsAsPoorAsSoftHSM(t *testing.T) {
	store, key := newKey(t)
	must(t, store.SetEvents(false))
	p := attach(t, store)
	must(t, key.Unplug())
	p.expect("0x8", "event")
	p.expect("0x0", "wait")
	p.expect("0x54", "waited")
	must(t, store.SetEvents(true))
	p.expect("0x0", "event")
}

func TestUnplugAndPlugTwiceAreOneMove(t *testing.T) {
	_, key := newKey(t)
	for _, step := range []struct {
		move func() error
		in   bool
	}{{key.Plug, true}, {key.Unplug, false}, {key.Unplug, false}, {key.Plug, true}} {
		must(t, step.move())
		if in, err := key.Plugged(); in != step.in || err != nil {
			t.Errorf("plugged is %v, %v; want %v", in, err, step.in)
		}
	}
}
