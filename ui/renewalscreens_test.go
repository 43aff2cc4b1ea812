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
	"ukey/ui/look"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

func TestTheListOfWhatCanBeRenewedLooksRight(t *testing.T) {
	everything := func(h *harness) {
		h.opts.Items = items()
		h.opts.ItemDates = &itemDates{dates: map[string]time.Time{"licence": today.AddDate(0, -11, 0)}}
		h.plug(snapshot(companyKey(t), secondKey(t), expiredKey(t)))
		h.openRenewal()
		h.Until("the date", func() bool { return h.renewals.opened != nil })
	}
	picture(t, "renewals", func(h *harness) { h.small(); everything(h) })
	picture(t, "renewals-no-key", func(h *harness) {
		h.opts.Items, h.opts.ItemDates = items(), &itemDates{}
		h.openRenewal()
		h.Until("the dates", func() bool { return h.renewals.opened != nil })
	})
	picture(t, "renewals-wanting", func(h *harness) {
		initial, cutOff, unread := companyKey(t), secondKey(t), newKey("备用UKey", "7A21-0049-3381-2203")
		initial.PIN.ToBeChanged = true
		unread.Err = token.ErrDriverHung
		h.desk.found([]app.Interrupted{{Token: cutOff.ID, State: renew.KeyGenerated, Since: today}}, nil)
		h.plug(snapshot(lockedKey(t), initial, cutOff, unread))
		h.openRenewal()
	})
	picture(t, "renewals-ended", func(h *harness) {
		h.plug(snapshot(companyKey(t), secondKey(t), expiredKey(t)))
		h.renewsEach(map[string]error{"投标专用": token.ErrFull})
		h.openRenewal()
		h.press("ui.renew.all")
		h.agree("单位证书", "111111")
		h.agree("投标专用", "222222")
		h.Until("the list", func() bool { return h.stage.Top() == h.renewals.dialog })
	})
}

// TestAKeyOfTwoHoldersLooksRight: two looks are enough, since the parts are those
// of every list and every tree.
func TestAKeyOfTwoHoldersLooksRight(t *testing.T) {
	wordy := uitest.Look{Language: words.English, Theme: look.Dark, Text: look.LargeText}
	for _, l := range []uitest.Look{uitest.Usual, wordy} {
		t.Run(l.String(), func(t *testing.T) {
			h := open(t, looking(l))
			h.plug(snapshot(sharedKey(t, "signature-valid")))
			h.Looks("main-shared")
			h.openRenewal()
			h.Looks("renewals-shared")
			h.renewsEach(nil)
			h.renewals.buttons[h.rowOf(branch).id].Press()
			h.Until("the plan", func() bool { return h.Button(h.words.T("ui.plan.begin")) != nil })
			h.Looks("renewal-early")
		})
	}
	t.Run("nothing due", func(t *testing.T) {
		h := open(t, looking(uitest.Usual))
		h.plug(snapshot(validKey(t)))
		h.openRenewal()
		h.Looks("renewals-none-due")
	})
}

func TestTheRenewalDialogLooksRight(t *testing.T) {
	picture(t, "renewal", func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		h.openRenewal()
	})
	picture(t, "renewal-plan", func(h *harness) { h.renewal(t).toPlan() })
	picture(t, "renewal-checked", func(h *harness) {
		h.renewal(t).toPlan()
		h.unfold(h.words.T("ui.preflight"))
	})
	picture(t, "renewal-pin", func(h *harness) { h.renewal(t).toPIN() })
	picture(t, "renewal-pin-wrong", func(h *harness) {
		k, wrong := companyKey(t), &token.PINIncorrectError{Tries: 4, State: token.PINLow}
		k.PIN.State, k.PIN.Tries = wrong.State, wrong.Tries
		h.plug(snapshot(k))
		h.renewsEach(map[string]error{k.ID.Label: wrong})
		h.press("ui.renew-now")
		h.agree(k.ID.Label, "111111")
		h.Until("the question again", func() bool { return uitest.Contains(h.Text(), h.words.Error(wrong).Line()) })
	})
	picture(t, "renewal-removed", func(h *harness) {
		h.renewal(t).toPIN()
		h.plug(snapshot(expiredKey(t)))
	})
	picture(t, "renewal-cancellable", func(h *harness) {
		r := h.renewal(t)
		r.toPIN()
		r.enter("123456")
	})
	picture(t, "renewal-progress", func(h *harness) {
		r := h.renewal(t)
		r.toPIN()
		r.enter("123456")
		r.reach(renew.StepImport)
	})
	picture(t, "renewal-done", func(h *harness) {
		r := h.renewal(t)
		r.toPIN()
		r.enter("123456")
		r.end(r.result(), nil)
	})
	picture(t, "renewal-kept", func(h *harness) {
		r := h.renewal(t)
		r.toPIN()
		r.enter("123456")
		result := r.result()
		old := readCertificate(t, "encryption")
		result.Encryption, result.EncryptionKept = &old.Certificate, true
		r.end(result, nil)
	})
	picture(t, "renewal-failed", func(h *harness) {
		r := h.renewal(t)
		r.toPIN()
		r.enter("123456")
		r.reach(renew.StepRequest)
		r.end(nil, &renew.InterruptedError{State: renew.KeyGenerated, Err: &est.UnreachableError{URL: "https://ca.example:8443", Kind: est.NoConnection, Err: errors.New("connection refused")}})
	})
	picture(t, "renewal-expired", func(h *harness) {
		h.plug(snapshot(expiredKey(t)))
		h.desk.renew = func(context.Context, token.ID, app.Questions, func(renew.Event)) (*renew.Result, error) {
			return nil, &renew.ExpiredError{Days: 1586}
		}
		h.renewNow()
		h.Until("the answer", func() bool { return h.title() == h.words.T("ui.review") })
	})
}

func TestTheWayToTheSettingsLooksRight(t *testing.T) {
	for _, l := range []uitest.Look{uitest.Usual, {Language: words.English, Theme: look.Dark, Text: look.LargeText}} {
		h := open(t, looking(l))
		r := h.renewal(t)
		r.toPIN()
		r.enter("123456")
		r.end(nil, renew.ErrCANotConfigured)
		h.Looks("renewal-unset")
	}
}
