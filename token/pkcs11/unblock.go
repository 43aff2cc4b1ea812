//go:build cgo

package pkcs11

import (
	"context"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// UnblockPIN implements token.Unblocker: the SO logs in and sets the user PIN
// (PKCS#11 2.40, 5.5, C_InitPIN). It fails while a session on the token is
// open, whose login would stand in the way.
func (d *Driver) UnblockPIN(ctx context.Context, id token.ID, puk token.Auth, new *token.PIN) error {
	refuse := func(info token.Info) error {
		if err := d.refuseSecond(ctx, id); err != nil {
			return err
		}
		if err := checkNew(info, new); err != nil {
			return err
		}
		return mayTryPUK(info, puk)
	}
	return d.givePIN(ctx, id, refuse, func(h p11.SessionHandle, info token.Info) error {
		// All our sessions that can only read are closed by now: with one of
		// them open the SO could not log in (PKCS#11 2.40, 5.6, C_Login).
		return d.setPINAsSO(ctx, h, info, puk.PIN, new)
	})
}

// setPINAsSO logs in and out again: an SO that stays logged in would keep the
// user out.
func (d *Driver) setPINAsSO(ctx context.Context, h p11.SessionHandle, info token.Info, puk, new *token.PIN) error {
	m := d.module
	if err := m.login(ctx, h, p11.CKU_SO, puk.Bytes()); err != nil {
		return d.explainPUK(ctx, info.Slot, h, err)
	}
	err := explainLength(info, m.initPIN(ctx, h, new.Bytes()))
	// If this fails, the login ends with the session.
	_ = m.logout(ctx, h)
	return err
}

// mayTryPUK is mayTry for the PUK.
func mayTryPUK(info token.Info, puk token.Auth) error {
	switch {
	case info.PUK.State == token.PINLocked:
		return &token.PINLockedError{PUK: true}
	case puk.PIN.Len() == 0 && !info.PINPad:
		return &token.PINIncorrectError{Tries: info.PUK.Tries, State: info.PUK.State, PUK: true}
	case info.PUK.State == token.PINFinal && !puk.SpendLastTry:
		return token.ErrLastTry
	default:
		return nil
	}
}

// explainPUK says what a failed login of the SO means.
func (d *Driver) explainPUK(ctx context.Context, slot uint, h p11.SessionHandle, err error) error {
	incorrect := &token.PINIncorrectError{Tries: token.UnknownTries, State: token.PINUnknown, PUK: true}
	switch code(err) {
	case p11.CKR_USER_ALREADY_LOGGED_IN, p11.CKR_USER_ANOTHER_ALREADY_LOGGED_IN:
		return d.dropLogin(ctx, h, err)
	case p11.CKR_PIN_LOCKED:
		return means(err, &token.PINLockedError{PUK: true})
	case p11.CKR_PIN_LEN_RANGE, p11.CKR_PIN_INVALID:
		return means(err, incorrect)
	case p11.CKR_PIN_INCORRECT:
	default:
		return err
	}
	// The person has to learn what the try has cost even if ctx ended.
	raw, infoErr := d.module.tokenInfo(context.WithoutCancel(ctx), slot)
	if infoErr != nil {
		return means(err, incorrect)
	}
	s := pukStatus(raw)
	if s.State == token.PINLocked {
		return means(err, &token.PINLockedError{PUK: true})
	}
	return means(err, &token.PINIncorrectError{Tries: s.Tries, State: s.State, PUK: true})
}
