//go:build cgo

package pkcs11

import (
	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// describe turns what C_GetTokenInfo said into a token.Info. ok is false for a
// slot whose token was never initialised, such as SoftHSM's spare one.
func (d *Driver) describe(slot uint, info p11.TokenInfo) (described token.Info, ok bool) {
	return token.Info{
		ID: token.ID{
			Driver: d.path,
			Serial: token.DecodeText([]byte(info.SerialNumber)),
			Label:  token.DecodeText([]byte(info.Label)),
		},
		Manufacturer:   token.DecodeText([]byte(info.ManufacturerID)),
		Model:          token.DecodeText([]byte(info.Model)),
		Slot:           slot,
		PIN:            pinStatus(info),
		PUK:            pukStatus(info),
		FreePublic:     memory(info.FreePublicMemory),
		FreePrivate:    memory(info.FreePrivateMemory),
		WriteProtected: info.Flags&p11.CKF_WRITE_PROTECTED != 0,
		PINPad:         info.Flags&p11.CKF_PROTECTED_AUTHENTICATION_PATH != 0,
	}, info.Flags&p11.CKF_TOKEN_INITIALIZED != 0
}

// pinFlags are what a token says of a PIN (PKCS#11 2.40, table 6). They are the
// library's word, which is all there is.
type pinFlags struct{ low, final, locked, toBeChanged uint }

var (
	userFlags = pinFlags{p11.CKF_USER_PIN_COUNT_LOW, p11.CKF_USER_PIN_FINAL_TRY, p11.CKF_USER_PIN_LOCKED, p11.CKF_USER_PIN_TO_BE_CHANGED}
	soFlags   = pinFlags{p11.CKF_SO_PIN_COUNT_LOW, p11.CKF_SO_PIN_FINAL_TRY, p11.CKF_SO_PIN_LOCKED, p11.CKF_SO_PIN_TO_BE_CHANGED}
)

// status reads them. Without a flag nothing is known.
func (f pinFlags) status(set uint) token.PINStatus {
	s := token.PINStatus{State: token.PINUnknown, Tries: token.UnknownTries, ToBeChanged: set&f.toBeChanged != 0}
	switch {
	case set&f.locked != 0:
		s.State, s.Tries = token.PINLocked, 0
	case set&f.final != 0:
		s.State, s.Tries = token.PINFinal, 1
	case set&f.low != 0:
		s.State = token.PINLow
	}
	return s
}

func pinStatus(info p11.TokenInfo) token.PINStatus {
	s := userFlags.status(info.Flags)
	if s.State == token.PINUnknown && info.Flags&p11.CKF_USER_PIN_INITIALIZED != 0 {
		s.State = token.PINOK
	}
	s.Min, s.Max = pinRange(info.MinPinLen, info.MaxPinLen)
	return s
}

// pukStatus is that of the SO PIN. A token that is initialised has one
// (PKCS#11 2.40, 5.5, C_InitToken), but nothing says whether anybody knows it:
// without a flag its state is unknown.
func pukStatus(info p11.TokenInfo) token.PINStatus { return soFlags.status(info.Flags) }

// memory drops what no key has: CK_UNAVAILABLE_INFORMATION is the largest
// number there is (PKCS#11 2.40, 3.2), of 32 or of 64 bits.
func memory(free uint) int {
	const absurd = 1 << 30
	if free >= absurd {
		return 0
	}
	return int(free)
}

// pinRange drops lengths that no PIN can have: some libraries leave the fields
// unset, or fill in CK_UNAVAILABLE_INFORMATION.
func pinRange(lower, upper uint) (int, int) {
	const absurd = 1024
	if lower > absurd {
		lower = 0
	}
	if upper > absurd {
		upper = 0
	}
	if upper < lower && upper != 0 {
		return 0, 0
	}
	return int(lower), int(upper)
}
