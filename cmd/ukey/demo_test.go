package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"regexp"
	"testing"
	"time"

	"ukey/app"
	"ukey/cmd/internal/driverhost"
	"ukey/renew"
	"ukey/renew/ca/casework"
	"ukey/renew/cases"
	"ukey/token"
)

func TestMain(m *testing.M) {
	driverhost.Run(os.Args) // the keys of a demonstration live in a process of their own
	os.Exit(m.Run())
}

// visitor answers as whoever tries the demonstration: yes, the PIN on the
// screen, and the code of the message on the screen.
type visitor struct{ desk *demoDesk }

func (visitor) PIN(context.Context, app.PINQuestion) (*token.PIN, error) {
	return token.NewPIN([]byte(demoPIN)), nil
}

func (visitor) NewPIN(context.Context, app.PINQuestion) (old, fresh *token.PIN, err error) {
	return nil, nil, app.ErrCancelled
}

func (visitor) Unblock(context.Context, app.PINQuestion) (puk, fresh *token.PIN, err error) {
	return nil, nil, app.ErrCancelled
}

func (visitor) Confirm(context.Context, app.Confirmation) (bool, error) { return true, nil }

func (v visitor) Code(context.Context, app.CodeQuestion) (app.CodeReply, error) {
	return app.CodeReply{Code: regexp.MustCompile(`\d{6}`).FindString(v.desk.Message())}, nil
}

func TestTheDemonstrationLeadsFromAnExpiredKeyToNewCertificates(t *testing.T) {
	ctx, office := t.Context(), new(demoDesk)
	d, err := startDemo(ctx, office, time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	keys := d.Refresh(ctx).Keys
	if len(keys) != 2 || keys[0].Current(token.Signature).Status != token.Expiring || keys[1].Current(token.Signature).Status != token.Expired {
		t.Fatalf("keys %+v; want one that is due, and then one that has expired", keys)
	}

	a, err := d.Apply(ctx, keys[1].ID, "")
	if err != nil {
		t.Fatal(err)
	}
	form := cases.Form{IDNumber: "44030519900101123X", Name: "陈小明", Address: "深圳市福田区", Email: "chen@example.com"}
	if _, err := d.SaveForm(ctx, a.ID, form); err != nil {
		t.Fatal(err)
	}
	for _, kind := range cases.Kinds() {
		if _, err := d.Attach(ctx, a.ID, kind, "scan.jpg", sheet(t)); err != nil {
			t.Fatal(err)
		}
	}
	if a, err = d.Submit(ctx, a.ID, visitor{office}); err != nil {
		t.Fatal(err)
	}
	for tick := time.Tick(10 * time.Millisecond); ; <-tick {
		approved, err := d.ca.Cases().List(ctx, casework.Query{State: cases.Approved})
		if err != nil {
			t.Fatal(err)
		}
		if approved.Total == 1 {
			break
		}
	}
	if a, err = d.Progress(ctx, a.ID); err != nil || a.Stage() != app.StageInstall {
		t.Fatalf("%s, %v", a.Stage(), err)
	}
	result, err := d.Install(ctx, a.ID, visitor{office}, func(renew.Event) {})
	if err != nil {
		t.Fatal(err)
	}
	if left := time.Until(result.Signature.NotAfter); left < 300*24*time.Hour {
		t.Errorf("the new certificate ends in %v", left)
	}
}

// sheet is a picture that may be sent.
func sheet(t *testing.T) []byte {
	t.Helper()
	paper := image.NewRGBA(image.Rect(0, 0, 310, 440))
	for y := range 440 {
		for x := range 310 {
			paper.Set(x, y, color.RGBA{uint8(x), uint8(y), 0xf0, 0xff})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, paper, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
