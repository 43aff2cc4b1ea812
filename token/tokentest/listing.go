package tokentest

import (
	"context"
	"errors"
	"testing"

	"ukey/token"
)

func listsToken(t *testing.T, k key) {
	info := k.info(t)
	if info.ID != k.id() {
		t.Errorf("token is named %+v, not %+v", info.ID, k.id())
	}
	if info.PIN.State != token.PINOK || info.PIN.Min <= 0 || info.PIN.Max < info.PIN.Min {
		t.Errorf("PIN status of a fresh token is %+v", info.PIN)
	}
	if info.WriteProtected || info.PINPad {
		t.Errorf("token has flags that it should not have: %+v", info)
	}
}

func trimsNULs(t *testing.T, k key) {
	must(t, k.Hand.SetPaddedWithNUL(true))
	k.info(t)
}

func readsCertificates(t *testing.T, k key) {
	list := k.certificates(t)
	if len(list) != 2 {
		t.Fatalf("%d certificates, not 2", len(list))
	}
	uses := map[token.KeyID]token.Use{k.Signing.ID: token.Signature, k.Encryption.ID: token.Encryption}
	for _, c := range list {
		if c.Err != nil || !c.HasPrivateKey || c.Subject.CommonName() == "" {
			t.Errorf("certificate %s: Err %v, HasPrivateKey %t, CN %q", c.ID, c.Err, c.HasPrivateKey, c.Subject.CommonName())
		}
		if c.Use != uses[c.ID] {
			t.Errorf("certificate %s is for %s, not %s", c.ID, c.Use, uses[c.ID])
		}
		delete(uses, c.ID)
	}
	if len(uses) > 0 {
		t.Errorf("no certificate for %v", uses)
	}
}

func showsGarbage(t *testing.T, k key) {
	garbage := []byte("this is not a certificate at all")
	must(t, k.Hand.AddCertificate([]byte{0x77}, "garbage", garbage))
	readable := 0
	var odd []token.Certificate
	for _, c := range k.certificates(t) {
		if c.Err == nil {
			readable++
		} else {
			odd = append(odd, c)
		}
	}
	if readable != 2 || len(odd) != 1 {
		t.Fatalf("%d readable and %d unreadable certificates, not 2 and 1", readable, len(odd))
	}
	if string(odd[0].DER) != string(garbage) || odd[0].Label != "garbage" || odd[0].HasPrivateKey {
		t.Errorf("garbage came back as %+v", odd[0])
	}
}

func missesToken(t *testing.T, k key) {
	other := k.id()
	other.Serial = "no such serial"
	_, err := k.Driver.Certificates(t.Context(), other)
	wantError(t, err, token.ErrRemoved)
	_, err = k.Driver.Open(t.Context(), other, k.auth())
	wantError(t, err, token.ErrRemoved)
	wantError(t, k.Driver.ChangePIN(t.Context(), other, k.auth(), k.pin()), token.ErrRemoved)
}

func seesTokenGoAndCome(t *testing.T, k key) {
	k.info(t)
	must(t, k.Hand.Unplug())
	// No list in between: what was known of the token is not believed for long.
	eventually(t, "ErrRemoved", func() bool {
		_, err := k.Driver.Certificates(t.Context(), k.id())
		return errors.Is(err, token.ErrRemoved)
	})
	if _, ok := k.find(t); ok {
		t.Error("token is listed though it is out")
	}
	must(t, k.Hand.Plug())
	k.info(t)
	if n := len(k.certificates(t)); n != 2 {
		t.Errorf("%d certificates after it came back, not 2", n)
	}
}

func hints(t *testing.T, k key) {
	k.info(t)
	ctx, cancel := context.WithCancel(t.Context())
	hinted := make(chan struct{}, 64)
	ended := make(chan error, 1)
	go func() { ended <- k.Driver.Watch(ctx, func() { hinted <- struct{}{} }) }()

	// A hint may be false, so that a move has been noticed only once the
	// list shows it after one.
	until := func(present bool) {
		for {
			await(t, hinted, "hint")
			if _, ok := k.find(t); ok == present {
				return
			}
		}
	}
	must(t, k.Hand.Unplug())
	until(false)
	must(t, k.Hand.Plug())
	until(true)

	cancel()
	if err := await(t, ended, "end of Watch"); !errors.Is(err, context.Canceled) {
		t.Errorf("Watch ended with %v, not with its context's error", err)
	}
}

func wantError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error is %v, not %v", err, want)
	}
}
