//go:build !race

package ui

import (
	"testing"

	"ukey/app"
	"ukey/token"
)

func TestUnlockingAndSettingAsideLookRight(t *testing.T) {
	unblock := func(h *harness) {
		h.plug(snapshot(lockedKey(t)))
		h.press("ui.unblock")
	}
	picture(t, "key-locked-puk", func(h *harness) { h.plug(snapshot(lockedKey(t))) })
	picture(t, "unblock", unblock)
	picture(t, "unblock-wrong", func(h *harness) {
		var given [2]string
		h.desk.unblock = asking(lockedKey(t), &given, &token.PINIncorrectError{Tries: 2, State: token.PINLow, PUK: true})
		unblock(h)
		h.fillPIN("00000000", "654321", "654321")
		h.Key(fyneReturn)
		h.Until("the form", func() bool { return len(h.entries()) == 3 })
	})
	picture(t, "unblock-last-try", func(h *harness) {
		k := lockedKey(t)
		k.PUK.State, k.PUK.Tries = token.PINFinal, 1
		h.plug(snapshot(k))
		h.press("ui.unblock")
	})
	picture(t, "pin-initial", func(h *harness) {
		k := companyKey(t)
		k.PIN.ToBeChanged = true
		h.plug(snapshot(k))
		h.openPIN()
	})
	picture(t, "driver-set-aside", func(h *harness) {
		h.plug(&app.Snapshot{At: today, Problems: []app.Problem{setAside()}})
	})
	picture(t, "driver-set-aside-beside-others", func(h *harness) {
		s := snapshot(companyKey(t))
		s.Problems = []app.Problem{setAside()}
		h.plug(s)
		h.press("ui.status.look")
	})
}
