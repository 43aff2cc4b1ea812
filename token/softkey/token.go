package softkey

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The PINs of a token whose TokenSpec names none.
const (
	DefaultPIN   = "123456"
	DefaultSOPIN = "12345678"
)

// TokenSpec says what token to make. The label has at most 32 bytes; the PINs
// have 4 to 255, and default to DefaultPIN and DefaultSOPIN.
type TokenSpec struct{ Label, PIN, SOPIN string }

// Token is one initialised token of a store.
type Token struct {
	Label  string
	Serial string // 16 hex digits
	// PIN and SOPIN are those that the token was made with; empty for a
	// token that was found in the store.
	PIN, SOPIN string

	store   *Store
	control control
}

// AddToken makes a token. A process that has the module loaded already sees it
// once it initialises the module again.
func (s *Store) AddToken(spec TokenSpec) (*Token, error) {
	if spec.PIN == "" {
		spec.PIN = DefaultPIN
	}
	if spec.SOPIN == "" {
		spec.SOPIN = DefaultSOPIN
	}
	s.adding.Lock()
	defer s.adding.Unlock()
	before, err := s.Tokens()
	if err != nil {
		return nil, err
	}
	_, err = s.utility("--init-token", "--free", "--label", spec.Label, "--pin", spec.PIN, "--so-pin", spec.SOPIN)
	if err != nil {
		return nil, err
	}
	after, err := s.Tokens()
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool)
	for _, token := range before {
		known[token.Serial] = true
	}
	for _, token := range after {
		if !known[token.Serial] && token.Label == strings.TrimSpace(spec.Label) {
			token.PIN, token.SOPIN = spec.PIN, spec.SOPIN
			return token, nil
		}
	}
	return nil, errors.New("the new token is not in the store")
}

var (
	slotHeading = regexp.MustCompile(`(?m)^Slot \d+$`)
	slotField   = regexp.MustCompile(`(?m)^\s+(Serial number|Initialized|Label):[ \t]*(.*?)[ \t]*$`)
)

// Tokens lists the store's tokens, those that are pulled out too.
func (s *Store) Tokens() ([]*Token, error) {
	output, err := s.utility("--show-slots")
	if err != nil {
		return nil, err
	}
	var tokens []*Token
	for _, slot := range slotHeading.Split(output, -1)[1:] {
		field := make(map[string]string)
		for _, match := range slotField.FindAllStringSubmatch(slot, -1) {
			field[match[1]] = match[2]
		}
		if field["Initialized"] == "yes" {
			tokens = append(tokens, s.token(field["Label"], field["Serial number"]))
		}
	}
	return tokens, nil
}

func (s *Store) token(label, serial string) *Token {
	return &Token{Label: label, Serial: serial, store: s, control: control{s.control.path(serial)}}
}

// utility runs softhsm2-util and returns what it says. The arguments hold
// PINs, so errors do not repeat them.
func (s *Store) utility(action string, args ...string) (string, error) {
	output, err := s.command(s.system.utility, append([]string{action}, args...)...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("softhsm2-util %s: %w: %s", action, err, bytes.TrimSpace(output))
	}
	return strings.ReplaceAll(string(output), "\r", ""), nil
}

// Objects counts the objects that are stored on the token, private ones too.
// SoftHSM keeps each in a file, in a folder whose name ends in the serial
// number.
func (t *Token) Objects() (int, error) {
	folders, err := os.ReadDir(t.store.tokens())
	if err != nil {
		return 0, fmt.Errorf("count objects: %w", err)
	}
	for _, folder := range folders {
		if !strings.HasSuffix(strings.ReplaceAll(folder.Name(), "-", ""), t.Serial) {
			continue
		}
		const token = "token.object" // is the token itself
		files, err := filepath.Glob(filepath.Join(t.store.tokens(), folder.Name(), "*.object"))
		return len(slices.DeleteFunc(files, func(f string) bool { return filepath.Base(f) == token })), err
	}
	return 0, fmt.Errorf("count objects: no folder of token %s", t.Serial)
}
