package softkey

import "fmt"

// DefaultTries is how many wrong PINs in a row lock a token, and how many wrong
// PUKs lock those.
const DefaultTries = 10

// Unplug pulls the token out. Pulling one that is out does nothing.
func (t *Token) Unplug() error { return t.move(false) }

// Plug plugs the token in again. Plugging one that is in does nothing.
func (t *Token) Plug() error { return t.move(true) }

// Plugged says whether the token is in.
func (t *Token) Plugged() (bool, error) {
	moves, err := t.control.read("moves", 0)
	return moves%2 == 0, err
}

// move counts rather than keeping a flag, so that a process that was not
// looking still learns that the token was out in between.
func (t *Token) move(in bool) error {
	moves, err := t.control.read("moves", 0)
	if err != nil || in == (moves%2 == 0) {
		return err
	}
	return t.control.write("moves", moves+1)
}

// SetTries leaves n tries of those allowed: fewer than allowed shows as
// CKF_USER_PIN_COUNT_LOW, 1 as CKF_USER_PIN_FINAL_TRY, and 0 locks the PIN. A
// right PIN brings all of them back. The module counts; through Store.Plain no
// try is ever spent.
func (t *Token) SetTries(n int) error { return t.setTries("", n) }

// Tries is how many are left.
func (t *Token) Tries() (int, error) { return t.tries("") }

// SetTriesAllowed says how many wrong PINs in a row lock the token from now
// on, and forgets those so far.
func (t *Token) SetTriesAllowed(n int) error {
	if err := t.control.clear("wrong"); err != nil {
		return err
	}
	return t.control.write("tries", n)
}

// SetPUKTries leaves n tries of the PUK, which CKF_SO_PIN_COUNT_LOW and its
// kin tell of as SetTries says. A right PUK brings all of them back.
func (t *Token) SetPUKTries(n int) error { return t.setTries("puk-", n) }

// PUKTries is how many are left.
func (t *Token) PUKTries() (int, error) { return t.tries("puk-") }

// setTries and tries work on the levers of the PIN, or with the prefix on
// those of the PUK.
func (t *Token) setTries(prefix string, n int) error {
	allowed, err := t.control.read(prefix+"tries", DefaultTries)
	if err != nil {
		return err
	}
	return t.control.write(prefix+"wrong", max(allowed-n, 0))
}

func (t *Token) tries(prefix string) (int, error) {
	allowed, err := t.control.read(prefix+"tries", DefaultTries)
	if err != nil {
		return 0, err
	}
	wrong, err := t.control.read(prefix+"wrong", 0)
	return max(allowed-wrong, 0), err
}

// SetUnblockRefused has the token answer CKR_FUNCTION_NOT_SUPPORTED where a
// security officer logs in or sets a PIN, as vendors do who keep that to
// themselves.
func (t *Token) SetUnblockRefused(on bool) error { return t.control.toggle("unblock-refused", on) }

// SetPINPad gives the token a pad of its own for PINs (CKF_PROTECTED_AUTHENTICATION_PATH).
// Where the application gives no PIN, a person types current on it for the PIN
// or PUK that holds, and new for one to be set, or cancels if that is empty.
// The module finds what is typed in the control folder: use throw-away PINs.
func (t *Token) SetPINPad(current, new string) error {
	return t.control.writeText("pin-pad", fmt.Appendf(nil, "%s\n%s\n", current, new))
}

// SetPINToBeChanged has the token ask for a new PIN: it takes the old one, but
// then answers CKR_PIN_EXPIRED until the PIN is changed.
func (t *Token) SetPINToBeChanged(on bool) error { return t.control.toggle("pin-to-be-changed", on) }

// SetPINRange sets the lengths of a PIN that the token tells of and takes, in
// bytes. SoftHSM itself takes 4 to 255.
func (t *Token) SetPINRange(shortest, longest int) error {
	if err := t.control.write("pin-min", shortest); err != nil {
		return err
	}
	return t.control.write("pin-max", longest)
}

// SetWriteProtected has the token refuse read-write sessions, and changes
// through those that are open.
func (t *Token) SetWriteProtected(on bool) error { return t.control.toggle("write-protected", on) }

// SetFull has the token answer CKR_DEVICE_MEMORY where an object would be
// stored. Session objects are still made.
func (t *Token) SetFull(on bool) error { return t.control.toggle("full", on) }

// SetUnwrapless has the token know nothing of CKM_AES_KEY_WRAP_PAD, as many
// smart cards do not: what is wrapped for it has to be opened elsewhere.
func (t *Token) SetUnwrapless(on bool) error { return t.control.toggle("unwrapless", on) }

// SetFreeMemory has the token say how many bytes are left for objects, for
// those that need the PIN and for the others alike. At first it says, as
// SoftHSM does, that it does not know.
func (t *Token) SetFreeMemory(n int) error { return t.control.write("free-memory", n) }

// SetPaddedWithNUL pads the token's texts with NUL where the standard wants
// blanks.
func (t *Token) SetPaddedWithNUL(on bool) error { return t.control.toggle("padded-with-nul", on) }

// SetSlot gives the token that slot number from the next look at the slots on.
// It may be that of a token that is out.
func (t *Token) SetSlot(n uint) error { return t.control.write("slot", int(n)) }

// SetSlotMoves gives the token another slot number each time it comes back.
func (t *Token) SetSlotMoves(on bool) error { return t.control.toggle("slot-moves", on) }
