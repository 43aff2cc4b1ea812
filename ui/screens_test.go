//go:build !race

package ui

import (
	"context"
	"errors"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/est"
	"ukey/token"
)

func TestTheMainWindowLooksRight(t *testing.T) {
	picture(t, "main", everyLook, func(h *harness) {
		h.plug(snapshot(companyKey(t), expiredKey(t)))
	})
	picture(t, "main-small", bothLooks, func(h *harness) {
		h.small()
		h.plug(snapshot(companyKey(t), expiredKey(t)))
	})
	picture(t, "main-expired", everyLook, func(h *harness) {
		h.plug(snapshot(expiredKey(t), companyKey(t)))
	})
	picture(t, "main-valid", bothLooks, func(h *harness) {
		h.plug(snapshot(validKey(t)))
	})
	picture(t, "main-old", bothLooks, func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.sidebar.chosen(rowID(companyKey(t).ID, foldPart))
		h.pick(selection{key: companyKey(t).ID, hash: companyKeyOld(t)})
	})
	picture(t, "main-demo", bothLooks, func(h *harness) {
		h.opts.Demo = &DemoInfo{PIN: "123456"}
		h.compose()
		h.plug(snapshot(companyKey(t)))
	})
	picture(t, "main-large", largeLooks, func(h *harness) {
		h.small()
		h.plug(snapshot(companyKey(t), expiredKey(t)))
	})
	picture(t, "main-full", largeLooks, func(h *harness) {
		h.plug(snapshot(fullKeys(t)...))
	})
	picture(t, "main-focus", bothLooks, func(h *harness) {
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
	picture(t, "key", bothLooks, func(h *harness) {
		k := companyKey(t)
		h.plug(snapshot(k))
		h.pick(selection{key: k.ID})
	})
	picture(t, "key-locked", everyLook, func(h *harness) {
		k := companyKey(t)
		k.PIN.State, k.PIN.Tries = token.PINLocked, 0
		h.plug(snapshot(k))
	})
	picture(t, "key-without-certificates", bothLooks, func(h *harness) {
		h.plug(snapshot(newKey("新UKey", "7A21-0049-3381-0001")))
	})
	picture(t, "key-unreadable", bothLooks, func(h *harness) {
		k := newKey("单位证书", "7A21-0049-3381-5526")
		k.Err = token.ErrDriverHung
		h.plug(snapshot(k))
	})
	picture(t, "certificate-unreadable", bothLooks, func(h *harness) {
		bad := unreadableCertificate()
		k := newKey("单位证书", "7A21-0049-3381-5526", readCertificate(t, "signature"), bad)
		h.plug(snapshot(k))
		h.pick(selection{key: k.ID, hash: bad.SHA256()})
	})
}

func TestTheEmptyScreensLookRight(t *testing.T) {
	picture(t, "empty-reading", bothLooks, func(*harness) {})
	picture(t, "empty-no-key", everyLook, func(h *harness) { h.plug(snapshot()) })
	picture(t, "empty-no-driver", bothLooks, func(h *harness) {
		h.plug(&app.Snapshot{At: today})
	})
	picture(t, "empty-driver-fails", bothLooks, func(h *harness) {
		h.plug(&app.Snapshot{At: today, Problems: []app.Problem{missingDriver()}})
	})
	picture(t, "empty-unplugged", bothLooks, func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.plug(snapshot())
	})
	picture(t, "main-driver-fails", bothLooks, func(h *harness) {
		s := snapshot(validKey(t))
		s.Problems = []app.Problem{missingDriver()}
		h.plug(s)
		h.press("ui.status.look")
	})
}

func TestTheSmallDialogsLookRight(t *testing.T) {
	picture(t, "details", bothLooks, func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.openDetails()
	})
	picture(t, "services", bothLooks, func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.openServices()
	})
	picture(t, "unlock-help", bothLooks, func(h *harness) {
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
	picture(t, "pin", everyLook, open)
	picture(t, "pin-small", bothLooks, func(h *harness) { h.small(); open(h) })
	picture(t, "pin-typed", bothLooks, func(h *harness) {
		open(h)
		h.fillPIN("123456", "654321", "65432")
		h.Key(fyneReturn)
	})
	picture(t, "pin-wrong", bothLooks, func(h *harness) {
		open(h)
		h.desk.changePIN = func(context.Context, token.ID, app.Questions) error {
			return &token.PINIncorrectError{Tries: 5, State: token.PINLow}
		}
		h.fillPIN("111111", "654321", "654321")
		h.declare()
		h.press("ui.pin.change")
		h.Until("the form", func() bool { return h.Button(h.words.T("ui.pin.change")) != nil })
	})
	picture(t, "pin-last-try", bothLooks, func(h *harness) {
		k := companyKey(t)
		k.PIN.State, k.PIN.Tries = token.PINFinal, 1
		h.plug(snapshot(k))
		h.openPIN()
	})
	picture(t, "pin-working", bothLooks, func(h *harness) {
		open(h)
		h.desk.changePIN = func(ctx context.Context, _ token.ID, _ app.Questions) error {
			<-ctx.Done()
			return ctx.Err()
		}
		h.fillPIN("123456", "654321", "654321")
		h.declare()
		h.press("ui.pin.change")
	})
	picture(t, "pin-changed", bothLooks, func(h *harness) {
		open(h)
		h.desk.changePIN = func(context.Context, token.ID, app.Questions) error { return nil }
		h.fillPIN("123456", "654321", "654321")
		h.declare()
		h.press("ui.pin.change")
		h.Until("the result", func() bool { return h.Button(h.words.T("ui.close")) != nil })
	})
	picture(t, "pin-locked", bothLooks, func(h *harness) {
		k := companyKey(t)
		k.PIN.State, k.PIN.Tries = token.PINLocked, 0
		h.plug(snapshot(k))
		h.openPIN()
	})
	picture(t, "pin-unplugged", bothLooks, func(h *harness) {
		open(h)
		h.plug(snapshot())
	})
}

func TestTheListOfWhatCanBeRenewedLooksRight(t *testing.T) {
	everything := func(h *harness) {
		h.opts.Items = items()
		h.opts.ItemDates = &itemDates{dates: map[string]time.Time{"licence": today.AddDate(0, -11, 0)}}
		h.plug(snapshot(companyKey(t), secondKey(t), expiredKey(t)))
		h.openRenewal()
		h.Until("the date", func() bool { return h.renewals.opened != nil })
	}
	picture(t, "renewals", everyLook, everything)
	picture(t, "renewals-small", bothLooks, func(h *harness) { h.small(); everything(h) })
	picture(t, "renewals-ended", bothLooks, func(h *harness) {
		h.plug(snapshot(companyKey(t), secondKey(t), expiredKey(t)))
		h.renewsEach(map[string]error{"投标专用": token.ErrFull})
		h.openRenewal()
		h.press("ui.renew.all")
		h.agree("单位证书", "111111")
		h.agree("投标专用", "222222")
		h.Until("the list", func() bool { return h.stage.Top() == h.renewals.dialog })
	})
}

func TestTheRenewalDialogLooksRight(t *testing.T) {
	picture(t, "renewal", everyLook, func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.openRenewal()
	})
	picture(t, "renewal-plan", bothLooks, func(h *harness) { h.renewal(t).toPlan() })
	picture(t, "renewal-pin", bothLooks, func(h *harness) { h.renewal(t).toPIN() })
	picture(t, "renewal-cancellable", bothLooks, func(h *harness) {
		r := h.renewal(t)
		r.toPIN()
		r.enter("123456")
	})
	picture(t, "renewal-progress", everyLook, func(h *harness) {
		r := h.renewal(t)
		r.toPIN()
		r.enter("123456")
		r.reach(renew.StepImport)
	})
	picture(t, "renewal-done", everyLook, func(h *harness) {
		r := h.renewal(t)
		r.toPIN()
		r.enter("123456")
		r.end(r.result(), nil)
	})
	picture(t, "renewal-kept", bothLooks, func(h *harness) {
		r := h.renewal(t)
		r.toPIN()
		r.enter("123456")
		result := r.result()
		old := readCertificate(t, "encryption")
		result.Encryption, result.EncryptionKept = &old.Certificate, true
		r.end(result, nil)
	})
	picture(t, "renewal-failed", bothLooks, func(h *harness) {
		r := h.renewal(t)
		r.toPIN()
		r.enter("123456")
		r.reach(renew.StepRequest)
		r.end(nil, &renew.InterruptedError{State: renew.KeyGenerated, Err: &est.UnreachableError{URL: "https://ca.example:8443", Err: errors.New("connection refused")}})
	})
	picture(t, "renewal-expired", bothLooks, func(h *harness) {
		h.plug(snapshot(expiredKey(t)))
		h.desk.renew = func(context.Context, token.ID, app.Questions, func(renew.Event)) (*renew.Result, error) {
			return nil, &renew.ExpiredError{Days: 1586}
		}
		h.renewNow()
		h.Until("the answer", func() bool { return h.title() == h.words.T("ui.review") })
	})
}
