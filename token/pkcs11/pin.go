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
	refuse := func(info token.Info) error {
		if err := checkNew(info, new); err != nil {
			return err
		}
		return mayTry(info, old)
	}
	return d.givePIN(ctx, id, refuse, func(h p11.SessionHandle, info token.Info) error {
		err := d.module.setPIN(ctx, h, old.PIN.Bytes(), new.Bytes())
		return d.explainPIN(ctx, info.Slot, explainLength(info, err))
	})
}

// givePIN runs what gives a token a new PIN, on a session that can write and
// is no longer needed then. What refuse fails on does not reach the token.
func (d *Driver) givePIN(ctx context.Context, id token.ID, refuse func(token.Info) error,
	give func(p11.SessionHandle, token.Info) error,
) error {
	release, err := d.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	info, err := d.locate(ctx, id)
	if err != nil {
		return err
	}
	if err := refuse(info); err != nil {
		return err
	}
	h, err := d.module.openSession(ctx, info.Slot, p11.CKF_RW_SESSION)
	if err != nil {
		return d.noticeRemoval(ctx, info.Slot, err)
	}
	if err = d.wantHolds(ctx, info.Slot, id); err == nil {
		err = give(h, info)
	}
	// The PIN is set or not, whatever becomes of the session now.
	_ = d.module.closeSession(ctx, h)
	return d.noticeRemoval(ctx, info.Slot, err)
}

// checkNew refuses a new PIN of a wrong length before the token sees it. One
// that is to be typed on the device itself is not known here.
func checkNew(info token.Info, pin *token.PIN) error {
	switch {
	case pin.Len() > 0:
		return info.PIN.Check(pin)
	case info.PINPad:
		return nil
	default:
		return &token.PINLengthError{Min: max(info.PIN.Min, 1), Max: info.PIN.Max}
	}
}

// explainLength says which lengths the token takes, if it refused the new PIN
// for its length.
func explainLength(info token.Info, err error) error {
	if code(err) != p11.CKR_PIN_LEN_RANGE {
		return err
	}
	return means(err, &token.PINLengthError{Min: info.PIN.Min, Max: info.PIN.Max})
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
