package operators

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/crypto/argon2"
	"golang.org/x/text/secure/precis"
)

// What a password must be: long enough that it is no use to try them all, and
// not the name. Rules about kinds of characters make passwords worse, not
// better (NIST SP 800-63B, 5.1.1.2).
const (
	MinPassword = 12  // characters
	MaxPassword = 256 // bytes
)

// PasswordFlaw is what is wrong with a new password.
type PasswordFlaw string

// The flaws of a password.
const (
	PasswordShort      PasswordFlaw = "short"      // MinPassword
	PasswordLong       PasswordFlaw = "long"       // MaxPassword
	PasswordCharacters PasswordFlaw = "characters" // some that cannot be typed again everywhere
	PasswordIsName     PasswordFlaw = "name"       // holds little but the operator's name
)

// PasswordError: a password that cannot be taken. It does not hold the
// password.
type PasswordError struct{ Flaw PasswordFlaw }

func (e *PasswordError) Error() string {
	switch e.Flaw {
	case PasswordShort:
		return fmt.Sprintf("the password is too short: it needs %d characters", MinPassword)
	case PasswordLong:
		return fmt.Sprintf("the password is too long: it may have up to %d bytes", MaxPassword)
	case PasswordIsName:
		return "the password is little more than the operator's name"
	}
	return "the password has characters that cannot be typed"
}

// hashesAtOnce is how many passwords are hashed at the same time.
const hashesAtOnce = 2

// Cost is what a guess at a password costs: RFC 9106's second choice of
// parameters (section 4), 64 MB and some tenths of a second.
func Cost() *argon2id.Params {
	return &argon2id.Params{Memory: 64 << 10, Iterations: 3, Parallelism: 4, SaltLength: 16, KeyLength: 32}
}

// hashOfNothing stands in for the hash of an operator who does not exist, so
// that a name costs the same whether it does or not. It is random, and no
// password is known that it belongs to.
func hashOfNothing(cost *argon2id.Params) string {
	salt, key := make([]byte, cost.SaltLength), make([]byte, cost.KeyLength)
	rand.Read(salt) // never fails
	rand.Read(key)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, cost.Memory, cost.Iterations, cost.Parallelism,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// normalPassword makes the same characters the same bytes, whichever keyboard
// they come from (RFC 8265, 4.2).
func normalPassword(password string) (string, bool) {
	if len(password) > MaxPassword {
		return "", false
	}
	normal, err := precis.OpaqueString.String(password)
	return normal, err == nil
}

// checkPassword looks at a new password. The error is a *PasswordError.
func checkPassword(name, password string) error {
	normal, ok := normalPassword(password)
	switch {
	case len(password) > MaxPassword:
		return &PasswordError{PasswordLong}
	case utf8.RuneCountInString(password) < MinPassword:
		return &PasswordError{PasswordShort}
	case !ok:
		return &PasswordError{PasswordCharacters}
	case isName(name, normal):
		return &PasswordError{PasswordIsName}
	}
	return nil
}

// newHash checks a new password and hashes it. The error is a *PasswordError
// or the context's.
func (s *Service) newHash(ctx context.Context, name, password string) (string, error) {
	if err := checkPassword(name, password); err != nil {
		return "", err
	}
	normal, _ := normalPassword(password)
	if err := s.hashing.Acquire(ctx, 1); err != nil {
		return "", err
	}
	defer s.hashing.Release(1)
	hash, err := argon2id.CreateHash(normal, s.cost)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// isName tells whether a password would be too short without the name in it.
func isName(name, password string) bool {
	rest := strings.ReplaceAll(strings.ToLower(password), strings.ToLower(name), "")
	return len(rest) < len(password) && utf8.RuneCountInString(rest) < MinPassword/2
}

// matches tells whether a password belongs to a hash, in the same time if it
// does not.
func (s *Service) matches(ctx context.Context, password, hash string) (bool, error) {
	normal, ok := normalPassword(password)
	if err := s.hashing.Acquire(ctx, 1); err != nil {
		return false, err
	}
	defer s.hashing.Release(1)
	match, err := argon2id.ComparePasswordAndHash(normal, hash)
	if err != nil {
		return false, fmt.Errorf("check password: %w", err)
	}
	return match && ok, nil
}
