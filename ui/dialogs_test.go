package ui

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/uitest"
)

const (
	fyneReturn = fyne.KeyReturn
	fyneEscape = fyne.KeyEscape
)

// entries are the open dialog's, from top to bottom.
func (h *harness) entries() []*kit.Entry {
	var found []*kit.Entry
	h.Walk(func(o fyne.CanvasObject) {
		if e, ok := o.(*kit.Entry); ok {
			found = append(found, e)
		}
	})
	return found
}

// fillPIN types into the three fields of the PIN form.
func (h *harness) fillPIN(old, fresh, again string) {
	h.T.Helper()
	entries := h.entries()
	if len(entries) != 3 {
		h.T.Fatalf("the form has %d fields; it says:\n%s", len(entries), h.Text())
	}
	for i, text := range []string{old, fresh, again} {
		h.win.Canvas().Focus(entries[i])
		h.Write(text)
	}
}

// unfold presses the line of that title.
func (h *harness) unfold(title string) {
	h.T.Helper()
	var line *kit.Fold
	h.Walk(func(o fyne.CanvasObject) {
		if f, ok := o.(*kit.Fold); ok && f.Title() == title {
			line = f
		}
	})
	if line == nil {
		h.T.Fatalf("no line %q; the screen says:\n%s", title, h.Text())
	}
	line.Press()
}

// isDeclaration tells whether something is the box of a declaration.
func (h *harness) isDeclaration(o any) bool {
	c, ok := o.(*kit.Check)
	return ok && c.Label() != h.words.T("ui.pin.reveal")
}

// declare ticks the declaration.
func (h *harness) declare() {
	h.Walk(func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.Check); ok && h.isDeclaration(c) && !c.Checked() {
			c.Press()
		}
	})
}

// renewalScript is a renewal that a test leads through step by step, in place
// of the verb.
type renewalScript struct {
	h        *harness
	progress chan renew.Event
	ends     chan error
	done     *renew.Result
	pins     chan string
}

// renewal opens the window on the company's key with a verb that asks for
// consent and PIN as the real one does, and then waits for the test.
func (h *harness) renewal(t *testing.T) *renewalScript {
	r := &renewalScript{h: h, progress: make(chan renew.Event), ends: make(chan error), pins: make(chan string, 8)}
	key := companyKey(t)
	h.desk.renew = func(ctx context.Context, _ token.ID, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
		whose, _ := key.Holder("")
		ok, err := ask.Confirm(ctx, app.Confirmation{Key: &key, What: app.ConfirmRenewal, Renewal: &app.Plan{
			Key: &key, Signature: whose.Signature, Encryption: whose.Encryption, CA: "https://ca.example:8443",
			Preflight: &app.Preflight{Checks: preflight(&key)},
		}})
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, app.ErrCancelled
		}
		progress(renew.Event{Step: renew.StepCheck, CanCancel: true})
		pin, err := ask.PIN(ctx, app.PINQuestion{Key: &key, Purpose: app.ForRenewal, Certificate: whose.Signature})
		if err != nil {
			return nil, err
		}
		r.pins <- string(pin.Bytes())
		pin.Wipe()
		for {
			select {
			case e := <-r.progress:
				progress(e)
			case err := <-r.ends:
				return r.done, err
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
	}
	h.plug(snapshot(key))
	return r
}

func (r *renewalScript) toPlan() {
	r.h.T.Helper()
	r.h.press("ui.renew-now")
	r.h.Until("the plan", func() bool { return r.h.Button(r.h.words.T("ui.plan.begin")) != nil })
}

func (r *renewalScript) toPIN() {
	r.h.T.Helper()
	r.toPlan()
	r.h.declare()
	r.h.press("ui.plan.begin")
	r.h.Until("the PIN question", func() bool { return r.h.title() == r.h.words.T("ui.pin.title") })
}

// enter types the PIN and sends it.
func (r *renewalScript) enter(pin string) {
	r.h.T.Helper()
	r.h.Write(pin)
	r.h.Key(fyneReturn)
	r.h.Until("the progress", func() bool { return r.h.title() == r.h.words.T("ui.renew") })
}

// reach begins a step, all before it being done.
func (r *renewalScript) reach(step renew.Step) {
	r.h.T.Helper()
	r.progress <- renew.Event{Step: step}
	r.h.Until("the step", func() bool {
		return uitest.Contains(r.h.Text(), r.h.words.T("ui.progress."+string(step)))
	})
}

// end lets the verb return.
func (r *renewalScript) end(result *renew.Result, err error) {
	r.h.T.Helper()
	r.done = result
	r.ends <- err
	r.h.Until("the result", func() bool { return r.h.Button(r.h.words.T("ui.close")) != nil })
}

func (r *renewalScript) result() *renew.Result {
	signature, encryption := readCertificate(r.h.T, "signature-new"), readCertificate(r.h.T, "encryption-new")
	return &renew.Result{Signature: &signature.Certificate, Encryption: &encryption.Certificate}
}
