package app

import (
	"context"

	"ukey/token"
)

// driver returns the driver that knows the token.
func (a *App) driver(id token.ID) (token.Driver, error) {
	for _, d := range a.Drivers {
		if d.Name() == id.Driver {
			return d, nil
		}
	}
	return nil, token.ErrRemoved
}

// key reads one key anew, so that a verb works on what is plugged in now.
func (a *App) key(ctx context.Context, id token.ID) (token.Driver, *Key, error) {
	d, err := a.driver(id)
	if err != nil {
		return nil, nil, err
	}
	keys, err := a.read(ctx, d, func() {})
	if err != nil {
		return nil, nil, err
	}
	s := Snapshot{Keys: keys}
	k := s.Key(id)
	if k == nil {
		return nil, nil, token.ErrRemoved
	}
	return d, k, nil
}

// ChangePIN replaces a key's PIN after asking for the old and the new one. A
// new PIN that may not be taken, by PINPolicy.Check, spends no try of the old
// one. A locked key is told as *token.PINLockedError before
// anything is asked.
func (a *App) ChangePIN(ctx context.Context, id token.ID, ask Questions) error {
	d, k, err := a.key(ctx, id)
	if err != nil {
		return err
	}
	if k.WriteProtected {
		return token.ErrReadOnly
	}
	spend, err := lastTry(ctx, k, ask)
	if err != nil {
		return err
	}
	old, fresh, err := ask.NewPIN(ctx, PINQuestion{Key: k, Purpose: ForPINChange})
	defer old.Wipe()
	defer fresh.Wipe()
	if err != nil {
		return err
	}
	if !k.PINPad { // whose PINs this computer never sees
		if err := a.PINPolicy.Check(k.PIN, old, fresh); err != nil {
			return err
		}
	}
	err = d.ChangePIN(ctx, id, token.Auth{PIN: old, SpendLastTry: spend}, fresh)
	a.Log.Info("PIN change", "token", id, "err", err)
	return err
}

// lastTry refuses a locked key, and asks before the last try may be spent.
func lastTry(ctx context.Context, k *Key, ask Questions) (spend bool, err error) {
	switch k.PIN.State {
	case token.PINLocked:
		return false, &token.PINLockedError{}
	case token.PINFinal:
		return agree(ctx, ask, Confirmation{Key: k, What: ConfirmLastTry})
	}
	return false, nil
}

// agree asks, and takes a no for ErrCancelled.
func agree(ctx context.Context, ask Questions, q Confirmation) (bool, error) {
	ok, err := ask.Confirm(ctx, q)
	if err == nil && !ok {
		err = ErrCancelled
	}
	return ok && err == nil, err
}
