package app_test

import (
	"context"
	"testing"

	"ukey/app"
	"ukey/token"
)

// slotted is a fakeDriver that tells of its slots.
type slotted struct {
	fakeDriver
	slots []token.Slot
	err   error
}

func (d *slotted) Slots(context.Context) ([]token.Slot, error) { return d.slots, d.err }

func TestDoctorTellsWhatTheSlotsHold(t *testing.T) {
	for _, test := range []struct {
		name    string
		slots   []token.Slot
		result  app.Result
		finding app.Finding
	}{
		{"none", nil, app.ResultOK, app.FoundNoSlot},
		{"empty", []token.Slot{{}, {}}, app.ResultOK, app.FoundSlotsEmpty},
		{"not initialised", []token.Slot{{}, {Occupied: true}}, app.ResultOK, app.FoundSlotBlank},
		{"a key", []token.Slot{{Occupied: true}, {Occupied: true, Initialised: true}}, app.ResultOK, app.FoundSlots},
		{"not readable", []token.Slot{{Occupied: true, Initialised: true}, {Occupied: true, Fault: "x"}}, app.ResultWarning, app.FoundSlotFault},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := &slotted{fakeDriver: fakeDriver{name: "d"}, slots: test.slots}
			expectCheck(t, doctor(t, app.Config{Drivers: []token.Driver{d}}), app.LayerSlot, test.result, test.finding)
		})
	}
}

func TestDriversThatCannotTellOfSlotsArePassedOver(t *testing.T) {
	for name, d := range map[string]token.Driver{
		"unable":      &fakeDriver{name: "d"},
		"unsupported": &slotted{fakeDriver: fakeDriver{name: "d"}, err: token.ErrUnsupported},
		"failing":     &slotted{fakeDriver: fakeDriver{name: "d", err: token.ErrDriverHung}},
	} {
		if all := checked(doctor(t, app.Config{Drivers: []token.Driver{d}}), app.LayerSlot); len(all) > 0 {
			t.Errorf("%s: %+v", name, all)
		}
	}
}
