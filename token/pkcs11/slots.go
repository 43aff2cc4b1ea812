//go:build cgo

package pkcs11

import (
	"context"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

var _ token.SlotLister = (*Driver)(nil)

// Slots implements token.SlotLister (C_GetSlotList with CK_FALSE, PKCS#11 2.40,
// 5.5).
func (d *Driver) Slots(ctx context.Context) ([]token.Slot, error) {
	release, err := d.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	numbers, err := d.module.allSlots(ctx)
	if err != nil {
		return nil, err
	}
	slots := make([]token.Slot, 0, len(numbers))
	for _, n := range numbers {
		slots = append(slots, d.module.slot(ctx, n))
	}
	return slots, ctx.Err()
}

// allSlots lists the slots, empty ones included.
func (m *module) allSlots(ctx context.Context) ([]uint, error) { return m.slotList(ctx, false) }

// slot reads what is known of a slot.
func (m *module) slot(ctx context.Context, number uint) token.Slot {
	s := token.Slot{Number: number}
	var info p11.SlotInfo
	err := m.call(ctx, "C_GetSlotInfo", func() (err error) {
		info, err = m.binding.GetSlotInfo(number)
		return err
	})
	if err != nil {
		s.Fault = err.Error()
		return s
	}
	s.Description = token.DecodeText([]byte(info.SlotDescription))
	if s.Occupied = info.Flags&p11.CKF_TOKEN_PRESENT != 0; !s.Occupied {
		return s
	}
	inside, err := m.tokenInfo(ctx, number)
	if err != nil {
		s.Fault = err.Error()
		return s
	}
	s.Initialised = inside.Flags&p11.CKF_TOKEN_INITIALIZED != 0
	return s
}
