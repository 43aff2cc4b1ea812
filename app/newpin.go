package app

import (
	"bytes"
	"errors"

	"ukey/token"
)

// Errors about a new PIN that need no key to be found.
var (
	// ErrSamePIN: the new PIN is the old one.
	ErrSamePIN = errors.New("new PIN equals the old one")
	// ErrPINMismatch: the new PIN was typed differently the second time. It
	// is for those who answer Questions.
	ErrPINMismatch = errors.New("new PINs differ")
	// ErrPINCharacters: the new PIN has characters that other programs' PIN
	// fields do not take: beyond ASCII, where input methods write, or spaces.
	ErrPINCharacters = errors.New("new PIN has characters that cannot be typed everywhere")
	// ErrPINTooSimple: the new PIN is easily guessed, and PINPolicy refuses
	// that.
	ErrPINTooSimple = errors.New("new PIN too simple")
)

// PINPolicy is what an organisation asks of new PINs, beyond what a key takes.
// Under the zero policy a person is advised against simple ones.
type PINPolicy struct{ RefuseSimple bool }

// PINRules are the conditions for a new PIN; true is met. Varied is a condition
// under PINPolicy.RefuseSimple and else advice.
type PINRules struct{ Length, Characters, Different, Varied bool }

// JudgePIN judges a new PIN for a key, as it is being typed perhaps: nothing
// meets no condition, and without the old PIN it is not known to be different.
func JudgePIN(s token.PINStatus, old, fresh []byte) PINRules {
	if len(fresh) == 0 {
		return PINRules{}
	}
	return PINRules{
		Length:     len(fresh) >= s.Min && (s.Max <= 0 || len(fresh) <= s.Max), // keys count bytes
		Characters: !bytes.ContainsFunc(fresh, func(r rune) bool { return r <= ' ' || r > '~' }),
		Different:  len(old) > 0 && !bytes.Equal(old, fresh),
		Varied:     !simple(fresh),
	}
}

// FullWidth tells whether a PIN has characters as a Chinese input method makes
// them of digits, letters and symbols (U+FF01 to U+FF5E) or of the space. No key
// has been given such a PIN, and to let it judge one costs a try.
func FullWidth(pin []byte) bool {
	return bytes.ContainsFunc(pin, func(r rune) bool { return r >= '！' && r <= '～' || r == '　' })
}

// Check is nil for a new PIN that may be taken: else *token.PINLengthError,
// ErrPINCharacters, ErrSamePIN or ErrPINTooSimple. There may be no old PIN.
func (p PINPolicy) Check(s token.PINStatus, old, fresh *token.PIN) error {
	rules := JudgePIN(s, old.Bytes(), fresh.Bytes())
	switch {
	case !rules.Length:
		return &token.PINLengthError{Min: s.Min, Max: s.Max}
	case !rules.Characters:
		return ErrPINCharacters
	case old.Len() > 0 && !rules.Different:
		return ErrSamePIN
	case p.RefuseSimple && !rules.Varied:
		return ErrPINTooSimple
	}
	return nil
}

// simple tells whether a PIN is among those that are guessed first: one or two
// different characters, characters in a row such as 123456 or fedcba, or a
// short part again and again such as 123123.
func simple(pin []byte) bool {
	seen := map[byte]bool{}
	for _, c := range pin {
		seen[c] = true
	}
	return len(seen) <= 2 || inRow(pin, 1) || inRow(pin, -1) || repeats(pin)
}

// inRow tells whether each character follows the one before by that step, the
// digits in a circle: 7890 is a row as well.
func inRow(pin []byte, step int) bool {
	for i := 1; i < len(pin); i++ {
		before, c := int(pin[i-1]), int(pin[i])
		if c-before != step && c-before != -9*step {
			return false
		}
	}
	return true
}

func repeats(pin []byte) bool {
	for n := 1; n <= len(pin)/2; n++ {
		if len(pin)%n == 0 && bytes.Equal(bytes.Repeat(pin[:n], len(pin)/n), pin) {
			return true
		}
	}
	return false
}
