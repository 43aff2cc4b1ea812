package ca

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ukey/renew/ca/casework"
	"ukey/renew/ca/sms"
)

// Cases is the work on the applications of those whose certificate has
// expired, for the staff.
func (c *CA) Cases() *casework.Service { return c.cases }

// The names in the CA's folder that cases need.
const (
	caseKeyFile = "cases.key"
	outboxDir   = "outbox"
)

// openCases starts the work on cases. The caller holds the setup lock. A nil
// sender is the outbox in the CA's folder.
func (c *CA) openCases(sender sms.Sender) error {
	key, err := openCaseKey(filepath.Join(c.dir, caseKeyFile))
	if err != nil {
		return err
	}
	defer clear(key)
	if c.toOutbox = sender == nil; c.toOutbox {
		sender = sms.NewOutbox(filepath.Join(c.dir, outboxDir), c.now)
	}
	c.cases, err = casework.New(casework.Config{
		Store: c.store, Key: key, Sender: sender, Acceptable: c.checkContents, Clock: c.now, Log: c.log,
	})
	return err
}

// openCaseKey reads the key of nonces and codes, in hex, or makes it.
func openCaseKey(path string) ([]byte, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		key := make([]byte, casework.KeySize)
		rand.Read(key) // never fails
		return key, writeFile(path, []byte(hex.EncodeToString(key)+"\n"))
	}
	if err != nil {
		return nil, fmt.Errorf("read the key for cases: %w", err)
	}
	defer clear(content)
	key, err := hex.DecodeString(strings.TrimSpace(string(content)))
	if err != nil || len(key) != casework.KeySize {
		return nil, fmt.Errorf("%s does not hold %d bytes in hex", path, casework.KeySize)
	}
	return key, nil
}
