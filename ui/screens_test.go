//go:build !race

package ui

import (
	"context"
	"errors"
	"testing"

	"ukey/app"
	"ukey/app/instance"
	"ukey/app/remind"
	"ukey/token"
	"ukey/ui/uitest"
)

func TestTheMainWindowLooksRight(t *testing.T) {
	picture(t, "main", func(h *harness) {
		h.plug(snapshot(companyKey(t), expiredKey(t)))
	})
	picture(t, "main-small", func(h *harness) {
		h.small()
		h.plug(snapshot(companyKey(t), expiredKey(t)))
	})
	picture(t, "main-expired", func(h *harness) {
		h.plug(snapshot(expiredKey(t), companyKey(t)))
	})
	picture(t, "main-valid", func(h *harness) {
		h.plug(snapshot(validKey(t)))
	})
	picture(t, "main-old", func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.sidebar.chosen(rowID(companyKey(t).ID, foldPart))
		h.pick(selection{key: companyKey(t).ID, hash: companyKeyOld(t)})
	})
	picture(t, "main-demo", func(h *harness) {
		h.opts.Demo = &DemoInfo{PIN: "123456"}
		h.compose()
		h.plug(snapshot(companyKey(t)))
	})
	picture(t, "main-full", func(h *harness) {
		h.plug(snapshot(fullKeys(t)...))
	})
	picture(t, "main-focus", func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		for range 9 { // the toolbar's eight and the banner
			h.Tab()
		}
		h.Tab()
	})
}

func companyKeyOld(t *testing.T) [32]byte {
	c := readCertificate(t, "encryption-old")
	return c.SHA256()
}

func TestTheKeyLooksRight(t *testing.T) {
	picture(t, "key", func(h *harness) {
		k := companyKey(t)
		h.plug(snapshot(k))
		h.pick(selection{key: k.ID})
	})
	picture(t, "key-locked", func(h *harness) {
		k := companyKey(t)
		k.PIN.State, k.PIN.Tries = token.PINLocked, 0
		h.plug(snapshot(k))
	})
	picture(t, "key-without-certificates", func(h *harness) {
		h.plug(snapshot(newKey("新UKey", "7A21-0049-3381-0001")))
	})
	picture(t, "key-unreadable", func(h *harness) {
		k := newKey("单位证书", "7A21-0049-3381-5526")
		k.Err = token.ErrDriverHung
		h.plug(snapshot(k))
	})
	picture(t, "certificate-unreadable", func(h *harness) {
		bad := unreadableCertificate()
		k := newKey("单位证书", "7A21-0049-3381-5526", readCertificate(t, "signature"), bad)
		h.plug(snapshot(k))
		h.pick(selection{key: k.ID, hash: bad.SHA256()})
	})
}

func TestTheEmptyScreensLookRight(t *testing.T) {
	picture(t, "empty-reading", func(*harness) {})
	picture(t, "empty-no-key", func(h *harness) { h.plug(snapshot()) })
	picture(t, "empty-no-driver", func(h *harness) {
		h.plug(&app.Snapshot{At: today})
	})
	picture(t, "empty-driver-fails", func(h *harness) {
		h.plug(&app.Snapshot{At: today, Problems: []app.Problem{missingDriver()}})
	})
	picture(t, "empty-unplugged", func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.plug(snapshot())
	})
	picture(t, "main-driver-fails", func(h *harness) {
		s := snapshot(validKey(t))
		s.Problems = []app.Problem{missingDriver()}
		h.plug(s)
		h.press("ui.status.look")
	})
}

func TestTheSmallDialogsLookRight(t *testing.T) {
	picture(t, "details", func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.openDetails()
	})
	picture(t, "services", func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.openServices()
	})
	picture(t, "unlock-help", func(h *harness) {
		k := companyKey(t)
		k.PIN.State, k.PIN.Tries = token.PINLocked, 0
		h.plug(snapshot(k))
		h.press("ui.how-to-unlock")
	})
}

func TestThePINDialogLooksRight(t *testing.T) {
	open := func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.openPIN()
	}
	picture(t, "pin", open)
	picture(t, "pin-small", func(h *harness) { h.small(); open(h) })
	picture(t, "pin-typed", func(h *harness) {
		open(h)
		h.fillPIN("123456", "654321", "65432")
		h.Key(fyneReturn)
	})
	picture(t, "pin-wrong", func(h *harness) {
		open(h)
		h.desk.changePIN = func(context.Context, token.ID, app.Questions) error {
			return &token.PINIncorrectError{Tries: 5, State: token.PINLow}
		}
		h.fillPIN("111111", "654321", "654321")
		h.declare()
		h.press("ui.pin.change")
		h.Until("the form", func() bool { return h.Button(h.words.T("ui.pin.change")) != nil })
	})
	picture(t, "pin-last-try", func(h *harness) {
		k := companyKey(t)
		k.PIN.State, k.PIN.Tries = token.PINFinal, 1
		h.plug(snapshot(k))
		h.openPIN()
	})
	picture(t, "pin-working", func(h *harness) {
		open(h)
		h.desk.changePIN = func(ctx context.Context, _ token.ID, _ app.Questions) error {
			<-ctx.Done()
			return ctx.Err()
		}
		h.fillPIN("123456", "654321", "654321")
		h.declare()
		h.press("ui.pin.change")
	})
	picture(t, "pin-changed", func(h *harness) {
		open(h)
		h.desk.changePIN = func(context.Context, token.ID, app.Questions) error { return nil }
		h.fillPIN("123456", "654321", "654321")
		h.declare()
		h.press("ui.pin.change")
		h.Until("the result", func() bool { return h.Button(h.words.T("ui.close")) != nil })
	})
	picture(t, "pin-caps-lock", func(h *harness) {
		h.opts.CapsLock = func() (on, known bool) { return true, true }
		open(h)
		h.Until("the hint", func() bool { return uitest.Contains(h.Text(), h.words.T("ui.pin.caps-lock")) })
	})
	picture(t, "pin-locked", func(h *harness) {
		k := companyKey(t)
		k.PIN.State, k.PIN.Tries = token.PINLocked, 0
		h.plug(snapshot(k))
		h.openPIN()
	})
	picture(t, "pin-unplugged", func(h *harness) {
		open(h)
		h.plug(snapshot())
	})
}

func TestWhatIsAskedAtTheEdgesLooksRight(t *testing.T) {
	picture(t, "leave", func(h *harness) {
		h.opts.Departure = &fakeDeparture{plan: LeaveAsked}
		h.plug(snapshot(companyKey(t)))
		h.small()
		h.leave()
		h.Until("a question", func() bool { return h.stage.Busy() })
	})
	picture(t, "crash", func(h *harness) {
		h.opts.Crashes = crashed(t)
		h.offerCrashes()
		h.Until("the offer", h.stage.Busy)
	})
	picture(t, "forget", func(h *harness) {
		h.opts.Forget = func(context.Context, remind.Key, *app.Snapshot) error { return nil }
		h.plug(snapshot(companyKey(t)))
		h.openForget(handedBack)
	})
	picture(t, "insert-key", func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.summon(instance.PIN, instance.Key{Serial: "7A21-0049-3381-7712", Label: "财务章"})
	})
	picture(t, "update", func(h *harness) {
		h.opts.Brand.Updates = "https://ca.example/downloads"
		h.plug(snapshot(companyKey(t)))
		h.openUpdate()
	})
	picture(t, "not-saved", func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.openDetails()
		h.saveFailed(errors.New("open certificate.pem: no space left on device"))
	})
	picture(t, "crash-report", func(h *harness) {
		h.small()
		h.opts.Crashes = crashed(t)
		h.offerCrashes()
		h.Until("the offer", h.stage.Busy)
		h.press("ui.crash.look")
	})
}
