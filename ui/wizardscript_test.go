package ui

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/token"
	"ukey/ui/kit"
)

// aForm is one that may be sent.
func aForm() cases.Form {
	return cases.Form{
		IDNumber: "44030519900101123X", Name: "陈小明", Address: "深圳市福田区示例路 1 号 8 楼",
		Phone: "13800138000", Email: "chen@example.com",
	}
}

// newApplication is one for the expired key, at its very beginning.
func newApplication(t testing.TB) *app.Application {
	t.Helper()
	k := expiredKey(t)
	return &app.Application{
		ID: "a1", Token: k.ID, Certificate: k.Current(token.Signature).Certificate, CA: "https://ca.example:8443",
		Created: today, Updated: today, Form: cases.Form{Address: "广东省深圳市"},
		Scans: map[cases.Kind]app.Attachment{},
	}
}

// aCase is what the CA says about an application in some state, and how it got
// there.
func aCase(state cases.State, history ...cases.Event) *cases.Case {
	return &cases.Case{ID: "c1", State: state, Created: today, Updated: today, Form: aForm(), History: history, Phone: "138****8000"}
}

// happened is an event some hours before today's.
func happened(hours int, by string, state cases.State, note string) cases.Event {
	return cases.Event{At: today.Add(-time.Duration(hours) * time.Hour), By: by, State: state, Note: note}
}

// scanOf draws a sheet of paper with lines of text and a seal.
func scanOf(width, height int) image.Image {
	sheet := image.NewRGBA(image.Rect(0, 0, width, height))
	fill := func(r image.Rectangle, c color.Color) {
		draw.Draw(sheet, r, image.NewUniform(c), image.Point{}, draw.Src)
	}
	fill(sheet.Bounds(), color.RGBA{0xfb, 0xfa, 0xf5, 0xff})
	fill(image.Rect(width/4, height/10, width*3/4, height/10+height/20), color.Gray{0x30})
	for i := range 9 {
		y := height/4 + i*height/14
		fill(image.Rect(width/8, y, width*7/8-i%3*width/8, y+height/60), color.Gray{0x80})
	}
	seal := width / 8
	for y := -seal; y <= seal; y++ {
		for x := -seal; x <= seal; x++ {
			if d := x*x + y*y; d <= seal*seal && d >= seal*seal*3/4 {
				sheet.Set(width*3/4+x, height*3/4+y, color.RGBA{0xd0, 0x20, 0x20, 0xff})
			}
		}
	}
	return sheet
}

// aScan is a picture that may be sent.
func aScan(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, scanOf(620, 877), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// aLargeScan is a picture of more than 1024 KB.
func aLargeScan(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.NoCompression}
	if err := encoder.Encode(&b, scanOf(640, 900)); err != nil {
		t.Fatal(err)
	}
	if b.Len() < cases.MaxScan {
		t.Fatalf("%d bytes are not too many", b.Len())
	}
	return b.Bytes()
}

// applying opens the window on the expired key with an application that has
// been begun, edited by prepare, and opens the wizard.
func (h *harness) applying(prepare func(*app.Application)) {
	h.T.Helper()
	a := newApplication(h.T)
	if prepare != nil {
		prepare(a)
	}
	h.desk.put(a)
	h.plug(snapshot(expiredKey(h.T)))
	h.openApply()
	h.Until("the wizard", func() bool { return h.wizard != nil })
}

// complete gives an application everything that it needs to be submitted.
func (h *harness) complete(a *app.Application) {
	h.T.Helper()
	a.Form = aForm()
	for _, kind := range cases.Kinds() {
		h.attached(a, kind, string(kind)+".jpg")
	}
}

func (h *harness) attached(a *app.Application, kind cases.Kind, name string) {
	h.T.Helper()
	data := aScan(h.T)
	path := filepath.Join(h.desk.dir, string(kind))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		h.T.Fatal(err)
	}
	a.Scans[kind] = app.Attachment{
		Name: name, Path: path, Size: len(data), SHA256: cases.Fingerprint(data),
		Scan: cases.Scan{Format: cases.JPEG, Width: 620, Height: 877},
	}
}

// file writes a file that can be dropped.
func (h *harness) file(name string, data []byte) fyne.URI {
	h.T.Helper()
	path := filepath.Join(h.T.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		h.T.Fatal(err)
	}
	return storage.NewFileURI(path)
}

// settled waits until the cards do nothing any more and show their pictures.
func (h *harness) settled() {
	h.T.Helper()
	h.Until("the cards", func() bool {
		for _, c := range h.wizard.scans.cards {
			scan, there := c.scan()
			if c.busy || (there && (c.pictured != scan.Path || !c.picture.Hung())) {
				return false
			}
		}
		return true
	})
}

// submits makes the desk ask for the PIN and then answer.
func (h *harness) submits(answer func(pin string) (*cases.Case, error)) {
	h.desk.submit = func(ctx context.Context, a *app.Application, ask app.Questions) (*cases.Case, error) {
		k := h.model.snapshot.Key(a.Token)
		if k == nil {
			return nil, &app.NoTokenError{Selector: a.Token.Label}
		}
		if k.PIN.State == token.PINFinal {
			if ok, err := ask.Confirm(ctx, app.Confirmation{Key: k, What: app.ConfirmLastTry}); err != nil || !ok {
				return nil, errors.Join(app.ErrCancelled, err)
			}
		}
		pin, err := ask.PIN(ctx, app.PINQuestion{Key: k, Purpose: app.ForApplication})
		if err != nil {
			return nil, err
		}
		typed := string(pin.Bytes())
		pin.Wipe()
		return answer(typed)
	}
}

// hung counts the pictures that can be seen.
func (h *harness) hung() (n int) {
	h.Walk(func(o fyne.CanvasObject) {
		if p, ok := o.(*kit.Picture); ok && p.Hung() {
			n++
		}
	})
	return n
}

// preflight is what is looked at before a renewal of that key.
func preflight(k *app.Key) []app.Check {
	return []app.Check{
		{Layer: app.LayerToken, Result: app.ResultOK, Finding: app.FoundToken, Key: k},
		{Layer: app.LayerPIN, Result: app.ResultOK, Finding: app.FoundPINOK, Key: k},
		{Layer: app.LayerSpace, Result: app.ResultSkipped, Finding: app.FoundSpaceUnknown, Key: k},
		{Layer: app.LayerBound, Result: app.ResultWarning, Finding: app.FoundBound, Key: k},
		{Layer: app.LayerName, Result: app.ResultOK, Finding: app.FoundCAName, URL: "https://ca.example:8443"},
		{Layer: app.LayerConnection, Result: app.ResultOK, Finding: app.FoundConnection, URL: "https://ca.example:8443"},
		{Layer: app.LayerTLS, Result: app.ResultOK, Finding: app.FoundCATrusted, URL: "https://ca.example:8443"},
		{Layer: app.LayerEST, Result: app.ResultOK, Finding: app.FoundCAAnswers, URL: "https://ca.example:8443"},
		{Layer: app.LayerClock, Result: app.ResultOK, Finding: app.FoundClockRight, Key: k},
	}
}

// notReady is a renewal that cannot begin, because the clock is wrong.
func notReady(k app.Key) func(context.Context, token.ID, app.Questions, func(renew.Event)) (*renew.Result, error) {
	return func(context.Context, token.ID, app.Questions, func(renew.Event)) (*renew.Result, error) {
		checks := preflight(&k)
		err := &app.ClockError{Here: today.AddDate(-1, 0, 0), There: today}
		clock := &checks[len(checks)-1]
		clock.Result, clock.Finding, clock.Err = app.ResultFailed, app.FoundClockOff, err
		clock.Here, clock.There = err.Here, err.There
		return nil, &app.PreflightError{Preflight: &app.Preflight{Checks: checks}, Err: err}
	}
}

// smallPNG is another picture that may be sent.
func (h *harness) smallPNG() []byte {
	h.T.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, scanOf(300, 420)); err != nil {
		h.T.Fatal(err)
	}
	return b.Bytes()
}
