package app

import (
	"context"
	"errors"

	"ukey/token"
)

// ErrNotUnblockable: the key knows no PUK, or its driver cannot use it. Only
// who issued the key can unlock it.
var ErrNotUnblockable = errors.New("token cannot be unblocked here")

// Unblockable tells whether a person who has the PUK can give the key a new
// PIN.
func (k *Key) Unblockable() bool {
	return k.PUK.State != "" && k.PUK.State != token.PINLocked && !k.WriteProtected
}

// UnblockPIN gives a key a new PIN, after asking for it and for the PUK. The
// old PIN may be locked or forgotten. A new PIN that may not be taken spends
// no try of the PUK. What cannot be unblocked is told before
// anything is asked: ErrNotUnblockable, or *token.PINLockedError with PUK set.
func (a *App) UnblockPIN(ctx context.Context, id token.ID, ask Questions) error {
	d, k, err := a.key(ctx, id)
	if err != nil {
		return err
	}
	u, ok := d.(token.Unblocker)
	switch {
	case !ok || k.PUK.State == "":
		return ErrNotUnblockable
	case k.WriteProtected:
		return token.ErrReadOnly
	case k.PUK.State == token.PINLocked:
		return &token.PINLockedError{PUK: true}
	}
	spend := false
	if k.PUK.State == token.PINFinal {
		if spend, err = agree(ctx, ask, Confirmation{Key: k, What: ConfirmLastPUKTry}); err != nil {
			return err
		}
	}
	puk, fresh, err := ask.Unblock(ctx, PINQuestion{Key: k, Purpose: ForUnblock})
	defer puk.Wipe()
	defer fresh.Wipe()
	if err != nil {
		return err
	}
	if !k.PINPad {
		if err := a.PINPolicy.Check(k.PIN, nil, fresh); err != nil {
			return err
		}
	}
	err = u.UnblockPIN(ctx, id, token.Auth{PIN: puk, SpendLastTry: spend}, fresh)
	a.Log.Info("PIN unblocked", "token", id, "err", err)
	return err
}
