package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/natefinch/atomic"
)

// Outbox is a Sender that puts each message into a file of its own, which its
// owner alone can read. Nobody is sent anything: whoever tries out a CA takes
// the codes from there. A CA that serves others needs a Webhook.
type Outbox struct {
	dir string
	now func() time.Time
}

// NewOutbox returns the outbox in a folder, which the first message makes.
func NewOutbox(dir string, clock func() time.Time) *Outbox { return &Outbox{dir, clock} }

// Send writes the message to a file that is called after the time, so that
// names sort as messages follow each other. The file is there whole or not at
// all.
func (o *Outbox) Send(_ context.Context, to, text string) error {
	m := newMessage(to, text, o.now())
	content, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return fmt.Errorf("make the outbox: %w", err)
	}
	name := m.At.Format("20060102T150405.000000000Z") + "-" + m.ID[:8] + ".json"
	if err := atomic.WriteFile(filepath.Join(o.dir, name), bytes.NewReader(append(content, '\n'))); err != nil {
		return fmt.Errorf("write to the outbox: %w", withoutContent(err))
	}
	return nil
}

// withoutContent leaves of a file's error what the system said.
func withoutContent(err error) error {
	if failed := new(os.PathError); errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
