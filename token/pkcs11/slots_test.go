//go:build cgo && linux

package pkcs11_test

import (
	"testing"

	"ukey/token"
)

// SoftHSM always has one more slot, with a token in it that is not initialised.
func TestSlotsTellOfWhatIsNoTokenYet(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	count := func() (all, occupied, initialised int) {
		t.Helper()
		slots, err := d.Slots(t.Context())
		must(t, err)
		for _, s := range slots {
			if s.Fault != "" || s.Description == "" {
				t.Errorf("%+v", s)
			}
			if s.Occupied {
				occupied++
			}
			if s.Initialised {
				initialised++
			}
		}
		return len(slots), occupied, initialised
	}
	if all, occupied, initialised := count(); all != 2 || occupied != 2 || initialised != 1 {
		t.Errorf("plugged in: %d slots, %d occupied, %d with a token", all, occupied, initialised)
	}
	must(t, b.token.Unplug())
	if all, occupied, initialised := count(); all != 2 || occupied != 1 || initialised != 0 {
		t.Errorf("pulled out: %d slots, %d occupied, %d with a token", all, occupied, initialised)
	}
	must(t, b.token.Plug())
	must(t, b.store.Fail("C_GetSlotInfo", 1, 0x30))
	slots, err := d.Slots(t.Context())
	must(t, err)
	if len(slots) != 2 || slots[0].Fault == "" || slots[0].Occupied || slots[1].Fault != "" {
		t.Errorf("one slot fails: %+v", slots)
	}
}
