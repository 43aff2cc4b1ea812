//go:build cgo

package pkcs11

import (
	"context"
	"fmt"

	p11 "github.com/miekg/pkcs11"
)

// module is a loaded library. Its methods are single calls or groups of calls
// that belong together; each looks at the context before it begins and maps
// the library's errors. The driver's lock is held around all of them.
type module struct {
	binding *p11.Ctx
	// native is nil for a library that gives out a new function list at every
	// question (p11-kit), of which only the binding's is initialised.
	native *native
	// unlocked is set for a library that does not lock by itself, so that
	// only one thread may ever be inside it.
	unlocked bool
}

// call makes one call unless ctx has ended.
func (m *module) call(ctx context.Context, name string, f func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return failure(name, f())
}

// shimmed makes a call through the shim, or through the binding if the library
// does not work with the shim.
func (m *module) shimmed(ctx context.Context, name string, shim func(*native) error, binding func() error) error {
	if m.native != nil {
		err := m.call(ctx, name, func() error { return shim(m.native) })
		if code(err) != p11.CKR_CRYPTOKI_NOT_INITIALIZED {
			return err
		}
		m.native = nil
	}
	return m.call(ctx, name, binding)
}

// slots lists the slots with a token in them.
func (m *module) slots(ctx context.Context) ([]uint, error) { return m.slotList(ctx, true) }

// slotList lists the slots, or those with a token. The binding asks how many
// there are before it asks which: a token that is plugged in between leaves it
// too little room, and it is asked again.
func (m *module) slotList(ctx context.Context, withToken bool) (slots []uint, err error) {
	const tries = 3
	for range tries {
		err = m.call(ctx, "C_GetSlotList", func() (err error) {
			slots, err = m.binding.GetSlotList(withToken)
			return err
		})
		if code(err) != p11.CKR_BUFFER_TOO_SMALL {
			break
		}
	}
	return slots, err
}

// lookAgain makes the library look at its hardware, without which some answer
// for a token that is no longer there.
func (m *module) lookAgain(ctx context.Context) error {
	return m.shimmed(ctx, "C_GetSlotList",
		func(n *native) error { return n.countSlots() },
		func() error {
			_, err := m.binding.GetSlotList(true)
			if code(err) == p11.CKR_BUFFER_TOO_SMALL {
				return nil // something came meanwhile: it has looked
			}
			return err
		})
}

func (m *module) tokenInfo(ctx context.Context, slot uint) (info p11.TokenInfo, err error) {
	err = m.call(ctx, "C_GetTokenInfo", func() (err error) {
		info, err = m.binding.GetTokenInfo(slot)
		return err
	})
	return info, err
}

// mechanisms lists what the token in a slot can do.
func (m *module) mechanisms(ctx context.Context, slot uint) ([]uint, error) {
	return output(ctx, m, "C_GetMechanismList",
		func(n *native) ([]uint, error) { return n.mechanisms(slot) },
		func() (kinds []uint, err error) {
			list, err := m.binding.GetMechanismList(slot)
			for _, mechanism := range list {
				kinds = append(kinds, mechanism.Mechanism)
			}
			return kinds, err
		})
}

func (m *module) openSession(ctx context.Context, slot, flags uint) (h p11.SessionHandle, err error) {
	err = m.call(ctx, "C_OpenSession", func() (err error) {
		h, err = m.binding.OpenSession(slot, flags|p11.CKF_SERIAL_SESSION)
		return err
	})
	return h, err
}

// closeSession closes a session whatever has become of ctx. If that fails it is
// tried once more: a session that stays open keeps its login.
func (m *module) closeSession(ctx context.Context, h p11.SessionHandle) error {
	closing := func() error { return m.binding.CloseSession(h) }
	err := m.call(context.WithoutCancel(ctx), "C_CloseSession", closing)
	if err != nil {
		err = m.call(context.WithoutCancel(ctx), "C_CloseSession", closing)
	}
	return err
}

// closeAll closes this program's sessions on a slot whatever has become of ctx.
func (m *module) closeAll(ctx context.Context, slot uint) error {
	return m.call(context.WithoutCancel(ctx), "C_CloseAllSessions", func() error { return m.binding.CloseAllSessions(slot) })
}

// login logs in as user: p11.CKU_USER with the PIN, p11.CKU_SO with the PUK.
func (m *module) login(ctx context.Context, h p11.SessionHandle, user uint, pin []byte) error {
	return m.shimmed(ctx, "C_Login",
		func(n *native) error { return n.login(h, user, pin) },
		func() error { return m.binding.Login(h, user, string(pin)) })
}

// logout ends the login whatever has become of ctx.
func (m *module) logout(ctx context.Context, h p11.SessionHandle) error {
	return m.call(context.WithoutCancel(ctx), "C_Logout", func() error { return m.binding.Logout(h) })
}

func (m *module) setPIN(ctx context.Context, h p11.SessionHandle, old, new []byte) error {
	return m.shimmed(ctx, "C_SetPIN",
		func(n *native) error { return n.setPIN(h, old, new) },
		func() error {
			if len(old) == 0 || len(new) == 0 {
				// The binding cannot ask for the token's keypad.
				return p11.Error(p11.CKR_FUNCTION_NOT_SUPPORTED)
			}
			return m.binding.SetPIN(h, string(old), string(new))
		})
}

func (m *module) initPIN(ctx context.Context, h p11.SessionHandle, pin []byte) error {
	return m.shimmed(ctx, "C_InitPIN",
		func(n *native) error { return n.initPIN(h, pin) },
		func() error {
			if len(pin) == 0 {
				return p11.Error(p11.CKR_FUNCTION_NOT_SUPPORTED)
			}
			return m.binding.InitPIN(h, string(pin))
		})
}

// slotEvent says whether an event was waiting.
func (m *module) slotEvent(ctx context.Context) (bool, error) {
	err := m.shimmed(ctx, "C_WaitForSlotEvent",
		func(n *native) error { return n.slotEvent() },
		// The binding loses the return code, so that every answer would be
		// an event.
		func() error { return p11.Error(p11.CKR_FUNCTION_NOT_SUPPORTED) })
	if code(err) == p11.CKR_NO_EVENT {
		return false, nil
	}
	return err == nil, err
}

// find returns the objects that match a template. The search is ended also if
// ctx has ended meanwhile.
func (m *module) find(ctx context.Context, h p11.SessionHandle, template ...*p11.Attribute) ([]p11.ObjectHandle, error) {
	const batch = 256
	start := func() error { return m.binding.FindObjectsInit(h, template) }
	finish := func() error { return m.binding.FindObjectsFinal(h) }
	err := m.call(ctx, "C_FindObjectsInit", start)
	if code(err) == p11.CKR_OPERATION_ACTIVE {
		// The end of an earlier search has failed.
		_ = m.call(context.WithoutCancel(ctx), "C_FindObjectsFinal", finish)
		err = m.call(ctx, "C_FindObjectsInit", start)
	}
	if err != nil {
		return nil, err
	}
	var found []p11.ObjectHandle
	err = func() error {
		for {
			var some []p11.ObjectHandle
			err := m.call(ctx, "C_FindObjects", func() (err error) {
				some, _, err = m.binding.FindObjects(h, batch)
				return err
			})
			if err != nil {
				return err
			}
			found = append(found, some...)
			if len(some) < batch {
				return nil
			}
		}
	}()
	final := m.call(context.WithoutCancel(ctx), "C_FindObjectsFinal", finish)
	if err != nil {
		return nil, err
	}
	return found, final
}

// attributes reads attributes of one object. A value is nil where the object
// has no such attribute or does not show it.
func (m *module) attributes(ctx context.Context, h p11.SessionHandle, o p11.ObjectHandle, specs []attributeSpec) ([][]byte, error) {
	const name = "C_GetAttributeValue"
	var values [][]byte
	var unsettled []int
	err := m.shimmed(ctx, name,
		func(n *native) (err error) {
			values, unsettled, err = n.attributes(h, o, specs)
			return err
		},
		func() error {
			values = make([][]byte, len(specs))
			for i := range specs {
				unsettled = append(unsettled, i)
			}
			return nil
		})
	if err != nil {
		return nil, err
	}
	// One at a time: the binding gives up on all of them if one is missing.
	for _, i := range unsettled {
		err := m.call(ctx, name, func() error {
			read, err := m.binding.GetAttributeValue(h, o, []*p11.Attribute{p11.NewAttribute(specs[i].kind, nil)})
			if err == nil && len(read) == 1 {
				values[i] = read[0].Value
			}
			return err
		})
		switch code(err) {
		case p11.CKR_OK, p11.CKR_ATTRIBUTE_TYPE_INVALID, p11.CKR_ATTRIBUTE_SENSITIVE:
		default:
			return nil, fmt.Errorf("read attribute 0x%X: %w", specs[i].kind, err)
		}
	}
	return values, nil
}

// destroy removes an object whatever has become of ctx: it is used to leave
// nothing half-made behind.
func (m *module) destroy(ctx context.Context, h p11.SessionHandle, o p11.ObjectHandle) error {
	return m.call(context.WithoutCancel(ctx), "C_DestroyObject", func() error { return m.binding.DestroyObject(h, o) })
}
