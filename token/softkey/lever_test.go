package softkey_test

import (
	"strconv"
	"testing"
)

func TestPINPadAsksThePerson(t *testing.T) {
	const padFlag = 0x100
	store, key := newKey(t)
	must(t, key.SetPINPad(key.PIN, "654321"))
	p := attach(t, store)
	slot := p.slots()[0]
	if p.info(slot).has(t, padFlag) == 0 {
		t.Error("flag not set")
	}
	handle := p.expect("0x0", "open", slot, "rw")
	p.expect("0x0", "login", handle, key.PIN) // what is given goes before the pad
}

func TestObjectsAreCountedFromOutside(t *testing.T) {
	store, key := newKey(t)
	count := func(want int) {
		t.Helper()
		if n, err := key.Objects(); err != nil || n != want {
			t.Errorf("%d objects, %v; want %d", n, err, want)
		}
	}
	count(6) // two pairs, a certificate on each
	must(t, key.AddCertificate([]byte{9}, "another", []byte("x")))
	count(7)
	other := addKey(t, store, "p256")
	if n, err := other.Objects(); err != nil || n != 6 {
		t.Errorf("the other token has %d objects, %v", n, err)
	}
}

func TestAnotherTokenTakesOverASlot(t *testing.T) {
	store, first := newKey(t)
	second := addKey(t, store, "p256")
	must(t, second.Unplug())
	for _, watchful := range []bool{false, true} {
		must(t, store.SetWatchful(watchful))
		must(t, first.Plug())
		p := attach(t, store)
		slot := p.slots()[0]
		if got := serialOf(t, p, slot); got != first.Serial {
			t.Fatalf("slot holds %s, not %s", got, first.Serial)
		}
		must(t, first.Unplug())
		must(t, second.SetSlot(number(t, slot)))
		must(t, second.Plug())
		seen := first.Serial
		if watchful {
			seen = second.Serial
		}
		if got := serialOf(t, p, slot); got != seen {
			t.Errorf("watchful %t: before a look the slot holds %s, not %s", watchful, got, seen)
		}
		p.slots()
		if got := serialOf(t, p, slot); got != second.Serial {
			t.Errorf("watchful %t: the slot holds %s, not %s", watchful, got, second.Serial)
		}
		must(t, second.Unplug())
	}
}

func TestReplugEndsTheSessionUnnoticed(t *testing.T) {
	store, key := newKey(t)
	p := attach(t, store)
	_, handle := session(t, p, key.PIN)
	must(t, store.ReplugDuring("C_Login", 1))
	p.expect("0x100", "login", handle, key.PIN)
	if in, err := key.Plugged(); !in || err != nil {
		t.Errorf("the key is out: %v", err)
	}
	p.slots()
	p.expect("0xB3", "login", handle, key.PIN)
}

func number(t *testing.T, slot string) uint {
	t.Helper()
	n, err := strconv.ParseUint(slot, 16, 64)
	must(t, err)
	return uint(n)
}
