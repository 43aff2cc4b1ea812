//go:build cgo

package pkcs11

import (
	"context"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// ChangePIN implements token.Driver. It needs no login: C_SetPIN checks the
// old PIN itself (PKCS#11 2.40, 5.5), on a session that can write.
func (d *Driver) ChangePIN(ctx context.Context, id token.ID, old token.Auth, new *token.PIN) error {
	release, err := d.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	info, err := d.locate(ctx, id)
	if err != nil {
		return err
	}
	if !onPad(info, new) {
		if err := checkNew(info.PIN, new); err != nil {
			return err
		}
	}
	if err := mayTry(info, old); err != nil {
		return err
	}
	h, err := d.module.openSession(ctx, info.Slot, p11.CKF_RW_SESSION)
	if err != nil {
		return d.noticeRemoval(ctx, info.Slot, err)
	}
	if err = d.wantHolds(ctx, info.Slot, id); err == nil {
		err = d.module.setPIN(ctx, h, old.PIN.Bytes(), new.Bytes())
	}
	if code(err) == p11.CKR_PIN_LEN_RANGE {
		err = means(err, &token.PINLengthError{Min: info.PIN.Min, Max: info.PIN.Max})
	}
	err = d.explainPIN(ctx, info.Slot, err)
	// The PIN is changed or not, whatever becomes of the session now.
	_ = d.module.closeSession(ctx, h)
	return d.noticeRemoval(ctx, info.Slot, err)
}

// onPad says that a PIN is to be typed on the device itself.
func onPad(info token.Info, pin *token.PIN) bool { return info.PINPad && pin.Len() == 0 }

// checkNew refuses a new PIN of a wrong length before the token sees it.
func checkNew(s token.PINStatus, pin *token.PIN) error {
	if pin.Len() == 0 {
		return &token.PINLengthError{Min: max(s.Min, 1), Max: s.Max}
	}
	return s.Check(pin)
}

// mayTry refuses what would spend a try in vain, or the last one without the
// person's word for it.
func mayTry(info token.Info, auth token.Auth) error {
	switch {
	case info.PIN.State == token.PINLocked:
		return &token.PINLockedError{}
	case auth.PIN.Len() == 0 && !info.PINPad:
		return &token.PINLengthError{Min: max(info.PIN.Min, 1), Max: info.PIN.Max}
	case info.PIN.State == token.PINFinal && !auth.SpendLastTry:
		return token.ErrLastTry
	default:
		return nil
	}
}

// explainPIN says after a wrong PIN what the token's flags say now. Some
// tokens call a PIN incorrect though it is locked, so that the flags decide.
func (d *Driver) explainPIN(ctx context.Context, slot uint, err error) error {
	if code(err) != p11.CKR_PIN_INCORRECT {
		return err
	}
	// The person has to learn what the try has cost even if ctx ended.
	raw, infoErr := d.module.tokenInfo(context.WithoutCancel(ctx), slot)
	if infoErr != nil {
		return err
	}
	switch s := pinStatus(raw); s.State {
	case token.PINLocked:
		return means(err, &token.PINLockedError{})
	case token.PINFinal, token.PINLow:
		return means(err, &token.PINIncorrectError{Tries: s.Tries, State: s.State})
	default:
		return err
	}
}
