package app

import (
	"context"
	"slices"
	"sync"

	"ukey/token"
)

// slots tells what lies in the slots of each driver.
func (d *doctor) slots(ctx context.Context) []Check {
	s := d.keys().all
	return checkSlots(s, d.askSlots(ctx, s))
}

// askSlots lists the slots of all drivers that can tell, by driver.
func (a *App) askSlots(ctx context.Context, s *Snapshot) map[string][]token.Slot {
	var mu sync.Mutex
	slots := map[string][]token.Slot{}
	var wg sync.WaitGroup
	for _, d := range a.Drivers {
		lister, ok := d.(token.SlotLister)
		if !ok || !s.loaded(d.Name()) {
			continue
		}
		wg.Go(func() {
			list, err := lister.Slots(ctx)
			if err != nil {
				return // it has just shown its tokens; there is no more to say
			}
			mu.Lock()
			defer mu.Unlock()
			slots[d.Name()] = list
		})
	}
	wg.Wait()
	return slots
}

// loaded tells whether a driver works.
func (s *Snapshot) loaded(path string) bool {
	return slices.ContainsFunc(s.Drivers, func(d Driver) bool { return d.Path == path && d.State == DriverLoaded })
}

// checkSlots tells of each driver what its slots hold. Empty slots are no
// fault; something that is no key to anybody, or cannot be read, may be.
func checkSlots(s *Snapshot, slots map[string][]token.Slot) []Check {
	var checks []Check
	for i := range s.Drivers {
		d := &s.Drivers[i]
		list, ok := slots[d.Path]
		if !ok {
			continue
		}
		c := Check{Layer: LayerSlot, Result: ResultOK, Finding: FoundSlots, Driver: d, Slots: list}
		switch {
		case slices.ContainsFunc(list, func(s token.Slot) bool { return s.Fault != "" }):
			c.Result, c.Finding = ResultWarning, FoundSlotFault
		case len(list) == 0:
			c.Finding = FoundNoSlot
		case !slices.ContainsFunc(list, func(s token.Slot) bool { return s.Initialised }):
			c.Finding = FoundSlotsEmpty
			if slices.ContainsFunc(list, func(s token.Slot) bool { return s.Occupied }) {
				c.Finding = FoundSlotBlank
			}
		}
		checks = append(checks, c)
	}
	return checks
}
