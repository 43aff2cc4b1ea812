package ca

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"ukey/renew/ca/internal/store"
)

// AuditRecord is a record of the audit log, which tells how it is chained to
// the others.
type AuditRecord = store.Record

// AuditHead names the last record of the audit log at some time.
type AuditHead = store.Head

// AuditError says where the audit log is broken.
type AuditError = store.ChainError

// auditHeadFile, in the CA's folder, keeps the head of the audit log, so that
// whoever can write to the database alone cannot cut the end off unnoticed,
// but for the last minute. What was cut off by somebody who can write to the
// folder as well shows only to those who keep a head elsewhere.
const auditHeadFile = "audit.head"

// auditInterval is how often a serving CA keeps the head.
const auditInterval = time.Minute

// VerifyAudit checks the chain of the audit log from its beginning, against
// the head that the CA's folder keeps and any others that are known, and hands
// over each record that is right, unless visit is nil. It returns the head,
// which the folder keeps from now on. The error is an *AuditError if something
// was changed or is missing. The CA may be serving meanwhile.
func (c *CA) VerifyAudit(ctx context.Context, visit func(AuditRecord) error, known ...AuditHead) (AuditHead, error) {
	kept, err := c.keptAuditHead()
	if err != nil {
		return AuditHead{}, err
	}
	head, err := c.store.VerifyAudit(ctx, visit, append(known, kept)...)
	if err != nil {
		return head, err
	}
	return head, c.keepAuditHead(head)
}

func (c *CA) keptAuditHead() (AuditHead, error) {
	content, err := os.ReadFile(filepath.Join(c.dir, auditHeadFile))
	if errors.Is(err, fs.ErrNotExist) {
		return AuditHead{}, nil
	}
	if err != nil {
		return AuditHead{}, fmt.Errorf("read the head of the audit log: %w", err)
	}
	head, err := ParseAuditHead(string(content))
	if err != nil {
		return head, fmt.Errorf("%s: %w", auditHeadFile, err)
	}
	return head, nil
}

// ParseAuditHead reads a head as AuditHead.String writes it.
func ParseAuditHead(text string) (AuditHead, error) { return store.ParseHead(text) }

// keepAuditHead moves the head in the folder on. Back it does not go: that
// would hide what is missing.
func (c *CA) keepAuditHead(head AuditHead) error {
	kept, err := c.keptAuditHead()
	if err != nil || head.Seq <= kept.Seq {
		return err
	}
	return writeFile(filepath.Join(c.dir, auditHeadFile), []byte(head.String()+"\n"))
}

// watchAudit keeps the head of the audit log until ctx ends, and once more
// then.
func (c *CA) watchAudit(ctx context.Context) error {
	ticker := time.NewTicker(auditInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return c.noteAuditHead(context.WithoutCancel(ctx))
		}
		if err := c.noteAuditHead(ctx); err != nil {
			c.log.ErrorContext(ctx, "head of the audit log not kept", "error", err)
		}
	}
}

func (c *CA) noteAuditHead(ctx context.Context) error {
	head, err := c.store.AuditHead(ctx)
	if err != nil {
		return err
	}
	return c.keepAuditHead(head)
}
