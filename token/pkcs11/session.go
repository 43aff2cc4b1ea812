//go:build cgo

package pkcs11

import (
	"context"
	"errors"
	"fmt"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

var (
	_ token.Session  = (*session)(nil)
	_ token.Importer = (*session)(nil)
)

// session is a logged-in session. The driver's lock guards it.
type session struct {
	driver *Driver
	handle p11.SessionHandle
	slot   uint
	id     token.ID
	// dead is set once the token was removed, and stays set.
	dead bool
	// mechanisms is what the token can do, nil until somebody asks.
	mechanisms map[uint]bool
	notes      notes
}

// Open implements token.Driver. One session per token is open at a time: a
// login holds for the whole program, so that a second session could not know
// whether its PIN is right.
func (d *Driver) Open(ctx context.Context, id token.ID, auth token.Auth) (token.Session, error) {
	release, err := d.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	h, info, err := d.enter(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := mayTry(info, auth); err != nil {
		_ = d.module.closeSession(ctx, h)
		return nil, err
	}
	if err := d.module.login(ctx, h, p11.CKU_USER, auth.PIN.Bytes()); err != nil {
		err = d.explainLogin(ctx, info.Slot, h, err)
		_ = d.module.closeSession(ctx, h)
		return nil, d.noticeRemoval(ctx, info.Slot, err)
	}
	s := &session{driver: d, handle: h, slot: info.Slot, id: id}
	d.sessions[s] = struct{}{}
	return s, nil
}

// enter opens a session on a token, unless another one is open, and reads what
// the token says of itself behind the session: before a PIN goes there, it is
// certain whose it is. It is looked for where it was last, and only if it is not
// there, everywhere.
func (d *Driver) enter(ctx context.Context, id token.ID) (p11.SessionHandle, token.Info, error) {
	if slot, ok := d.lastSlot[id]; ok {
		if err := d.module.lookAgain(ctx); err != nil {
			return 0, token.Info{}, err
		}
		if err := d.refuseSecond(ctx, id); err != nil {
			return 0, token.Info{}, err
		}
		h, info, err := d.enterSlot(ctx, slot, id)
		if err == nil || ctx.Err() != nil {
			return h, info, err
		}
	}
	info, err := d.locate(ctx, id)
	if err != nil {
		return 0, token.Info{}, err
	}
	if err := d.refuseSecond(ctx, id); err != nil {
		return 0, token.Info{}, err
	}
	slot := info.Slot
	h, info, err := d.enterSlot(ctx, slot, id)
	return h, info, d.noticeRemoval(ctx, slot, err)
}

// enterSlot opens a session on a slot if the token is in it.
func (d *Driver) enterSlot(ctx context.Context, slot uint, id token.ID) (p11.SessionHandle, token.Info, error) {
	h, err := d.openWritable(ctx, slot)
	if err != nil {
		return 0, token.Info{}, err
	}
	info, err := d.holder(ctx, slot, id)
	if err != nil {
		_ = d.module.closeSession(ctx, h)
	}
	return h, info, err
}

// refuseSecond fails if a session on the token is open and still works. One
// that does not, because the token was out for a moment, is buried.
func (d *Driver) refuseSecond(ctx context.Context, id token.ID) error {
	for s := range d.sessions {
		if s.id != id {
			continue
		}
		err := d.module.call(ctx, "C_GetSessionInfo", func() error {
			_, err := d.module.binding.GetSessionInfo(s.handle)
			return err
		})
		if err == nil {
			return fmt.Errorf("%w: another session on this token is open", token.ErrDriver)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		d.buryWhere(func(other *session) bool { return other == s })
		_ = d.module.closeSession(ctx, s.handle)
	}
	return nil
}

// openWritable opens a session that can change the token, or one that cannot
// where the token is write-protected: its keys can be used all the same, and a
// change then fails with ErrReadOnly.
func (d *Driver) openWritable(ctx context.Context, slot uint) (p11.SessionHandle, error) {
	h, err := d.module.openSession(ctx, slot, p11.CKF_RW_SESSION)
	if code(err) == p11.CKR_TOKEN_WRITE_PROTECTED {
		return d.module.openSession(ctx, slot, 0)
	}
	return h, err
}

// explainLogin says what a failed login means.
func (d *Driver) explainLogin(ctx context.Context, slot uint, h p11.SessionHandle, err error) error {
	switch code(err) {
	case p11.CKR_USER_ALREADY_LOGGED_IN, p11.CKR_USER_ANOTHER_ALREADY_LOGGED_IN:
		return d.dropLogin(ctx, h, err)
	case p11.CKR_PIN_LEN_RANGE:
		// No PIN of that length is set, so it is not the right one.
		return means(err, &token.PINIncorrectError{Tries: token.UnknownTries, State: token.PINUnknown})
	default:
		return d.explainPIN(ctx, slot, err)
	}
}

// dropLogin ends a login that is not ours. No session of ours is logged in, so
// it is that of a token that was pulled out and put back before the library
// looked (ran with OpenSC). It must never count as ours: the PIN was not
// checked. With the login dropped, opening afresh is honest.
func (d *Driver) dropLogin(ctx context.Context, h p11.SessionHandle, err error) error {
	_ = d.module.logout(ctx, h)
	return means(err, token.ErrRemoved)
}

// do runs f while no other call is under way, unless the token was removed.
// What f does with ctx ends between two calls when ctx does.
func (s *session) do(ctx context.Context, f func() error) error {
	release, err := s.driver.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	if s.dead {
		return token.ErrRemoved
	}
	err = f()
	if err != nil {
		s.notes = notes{}
	}
	return s.driver.noticeRemoval(ctx, s.slot, err)
}

// Close implements token.Session.
func (s *session) Close() error {
	d := s.driver
	d.lock <- struct{}{}
	defer func() { <-d.lock }()
	if s.dead || d.closed {
		s.dead = true
		return nil
	}
	return s.end(context.Background())
}

// end logs out and closes; the caller holds the lock. A login ends with the
// last session (PKCS#11 2.40, 5.6, C_CloseSession), so that a logout that fails
// matters only beside somebody else's. That the token is gone is no error: a
// login does not outlive it.
func (s *session) end(ctx context.Context) error {
	s.dead = true
	delete(s.driver.sessions, s)
	m := s.driver.module
	logoutErr := m.logout(ctx, s.handle)
	err := m.closeSession(ctx, s.handle)
	if err != nil || !s.driver.owned {
		err = errors.Join(logoutErr, err)
	}
	if errors.Is(err, token.ErrRemoved) {
		_ = s.driver.noticeRemoval(ctx, s.slot, err)
		return nil
	}
	return err
}

// can says whether the token has a mechanism. The list is read once.
func (s *session) can(ctx context.Context, mechanism uint) (bool, error) {
	if s.mechanisms == nil {
		list, err := s.driver.module.mechanisms(ctx, s.slot)
		if err != nil {
			return false, err
		}
		s.mechanisms = make(map[uint]bool, len(list))
		for _, m := range list {
			s.mechanisms[m] = true
		}
	}
	return s.mechanisms[mechanism], nil
}
