package ca

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
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

// watchAudit keeps the head of the audit log while do runs, and once more when
// it has ended.
func (c *CA) watchAudit(ctx context.Context, do func() error) error {
	watching, stop := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		ticker := time.NewTicker(auditInterval)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				c.noteAuditHead(watching)
			case <-watching.Done():
				return
			}
		}
	}()
	err := do()
	stop()
	<-stopped
	c.noteAuditHead(context.WithoutCancel(ctx))
	return err
}

// noteAuditHead keeps the head that the log claims to have.
func (c *CA) noteAuditHead(ctx context.Context) {
	head, err := c.store.AuditHead(ctx)
	if err == nil {
		err = c.keepAuditHead(head)
	}
	if err != nil && ctx.Err() == nil {
		c.log.ErrorContext(ctx, "head of the audit log not kept", "error", err)
	}
}

// consoleEntry is what whoever runs this program did with a certificate.
func (c *CA) consoleEntry(action store.Action, serial *big.Int, facts map[string]string) store.Entry {
	return store.Entry{
		At: c.now(), Actor: c.operator, Role: "console", Action: action, Subject: store.SerialText(serial), Facts: facts,
	}
}

// clientEntry is what was issued to the holder of a certificate.
func (c *CA) clientEntry(e store.Enrolment, profile Profile) store.Entry {
	return store.Entry{
		At: c.now(), Actor: store.SerialText(e.Client), Role: "client", Action: store.ActionIssue,
		Subject: store.SerialText(e.Issued), Facts: map[string]string{"op": e.Operation, "profile": string(profile)},
	}
}
