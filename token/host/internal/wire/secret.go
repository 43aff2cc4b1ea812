package wire

import (
	"fmt"
	"io"

	"ukey/token"
)

// Secret is a PIN or a plain text on its way. It cannot be printed, and gob
// sends nothing of it. The bytes lie behind two pointers, since fmt follows
// one of those in a field that it may not call methods on.
type Secret struct{ bytes **[]byte }

// NewSecret keeps b itself, not a copy.
func NewSecret(b []byte) Secret {
	p := &b
	return Secret{&p}
}

// Bytes returns the secret itself, not a copy.
func (s Secret) Bytes() []byte {
	if s.bytes == nil {
		return nil
	}
	return **s.bytes
}

// PIN returns the secret as a PIN, which owns it from now on; nil if it is
// empty, which stands for the token's own keypad.
func (s Secret) PIN() *token.PIN {
	if len(s.Bytes()) == 0 {
		return nil
	}
	return token.NewPIN(s.Bytes())
}

// Format prints a mask for every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "******") }

// GobEncode sends nothing.
func (Secret) GobEncode() ([]byte, error) { return []byte{}, nil }

// GobDecode takes nothing.
func (*Secret) GobDecode([]byte) error { return nil }

// secretive is a message with secrets in it, always equally many.
type secretive interface{ secrets() []*Secret }

// secretsOf lists the secrets of a message.
func secretsOf(body any) []*Secret {
	if s, ok := body.(secretive); ok {
		return s.secrets()
	}
	return nil
}
