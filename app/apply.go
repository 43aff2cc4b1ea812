package app

import (
	"bytes"
	"context"
	"slices"
	"time"

	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
)

// keepRejected is how long form and scans of a rejected application are kept,
// for whoever begins another one with them.
const keepRejected = 30 * 24 * time.Hour

// Applications lists all applications of this computer, the newest first,
// those that are over included. Beside those that can be used it may return an
// error that joins an *apply.DraftError for each that cannot.
func (a *App) Applications(ctx context.Context) ([]*Application, error) {
	drafts, err := a.Drafts.List(ctx)
	all := make([]*Application, 0, len(drafts))
	for _, d := range drafts {
		if rejected(d) && a.Clock().Sub(d.Heard) > keepRejected {
			d = a.purged(ctx, d)
		}
		all = append(all, a.application(d))
	}
	return all, err
}

// Apply returns the running application of a holder on a key, or begins one for
// the expired certificate: prefilled from that, or with what an application before
// it held that was rejected. The error is ErrNotExpired if there is no need.
func (a *App) Apply(ctx context.Context, id token.ID, holder HolderID) (*Application, error) {
	if a.CAErr != nil {
		return nil, a.CAErr
	}
	if a.CA.URL == "" {
		return nil, renew.ErrCANotConfigured
	}
	_, k, err := a.key(ctx, id)
	if err != nil {
		return nil, err
	}
	if k.Err != nil {
		return nil, k.Err
	}
	drafts, err := a.Drafts.List(ctx)
	i := slices.IndexFunc(drafts, func(d *apply.Draft) bool { return isOf(d, k, holder) && !d.Over() })
	switch {
	case i >= 0:
		return a.application(drafts[i]), nil
	case err != nil:
		return nil, err // one of those may be the key's
	}
	old, err := k.expired(holder)
	if err != nil {
		return nil, err
	}
	// What cannot be renewed should not be typed in vain.
	if err := renew.Renewable(&old.Certificate, old.NotAfter); err != nil {
		return nil, err
	}
	d := &apply.Draft{
		Token: k.ID, CA: a.CA.URL,
		Old:  renew.Pair{KeyID: old.ID, Label: old.Label, Certificate: old.DER},
		Form: cases.Form{Address: addressOf(&old.Certificate)},
	}
	if err := a.Drafts.Begin(ctx, d); err != nil {
		return nil, err
	}
	before := slices.IndexFunc(drafts, func(d *apply.Draft) bool { return isOf(d, k, old.Holder()) && rejected(d) && d.Form != cases.Form{} })
	if before >= 0 {
		if d, err = a.takeOver(ctx, d, drafts[before]); err != nil {
			return nil, err
		}
	}
	a.Log.Info("application begun", "application", d.ID, "token", d.Token)
	return a.application(d), nil
}

// SaveForm keeps what was typed, complete or not.
func (a *App) SaveForm(ctx context.Context, application string, form cases.Form) (*Application, error) {
	return a.change(ctx, application, func(d *apply.Draft) error {
		d.Form = form
		return nil
	})
}

// Attach keeps a copy of a scan, in place of an earlier one of its kind. name
// is the file's that it came from. The error is a *cases.ScanError if it may
// not be sent.
func (a *App) Attach(ctx context.Context, application string, kind cases.Kind, name string, data []byte) (*Application, error) {
	found, err := cases.Inspect(data)
	if err != nil {
		return nil, err
	}
	if _, err := a.editable(ctx, application); err != nil {
		return nil, err
	}
	d, err := a.Drafts.Attach(ctx, application, kind, est.Printable(name), found, data)
	if err != nil {
		return nil, err
	}
	return a.application(d), nil
}

// Detach drops a scan.
func (a *App) Detach(ctx context.Context, application string, kind cases.Kind) (*Application, error) {
	return a.change(ctx, application, func(d *apply.Draft) error {
		delete(d.Scans, kind)
		return nil
	})
}

// Remove drops an application with all that this computer has kept of it. The
// error is a *StageError for one that the CA's staff are concerned with: they
// would go on all the same.
func (a *App) Remove(ctx context.Context, application string) error {
	d, err := a.Drafts.Get(ctx, application)
	if err != nil {
		return err
	}
	if known := a.application(d); !known.Removable() {
		return &StageError{known.Stage()}
	}
	return a.Drafts.Remove(ctx, application)
}

// change is an edit by the applicant.
func (a *App) change(ctx context.Context, application string, edit func(*apply.Draft) error) (*Application, error) {
	d, err := a.Drafts.Update(ctx, application, func(d *apply.Draft) error {
		if err := a.mayEdit(d); err != nil {
			return err
		}
		return edit(d)
	})
	if err != nil {
		return nil, err
	}
	return a.application(d), nil
}

// editable returns the draft if its applicant may edit it.
func (a *App) editable(ctx context.Context, application string) (*apply.Draft, error) {
	d, err := a.Drafts.Get(ctx, application)
	if err != nil {
		return nil, err
	}
	return d, a.mayEdit(d)
}

// mayEdit: what is with the CA's staff stays as it was submitted.
func (a *App) mayEdit(d *apply.Draft) error {
	switch stage := a.application(d).Stage(); stage {
	case StageFill, StageCorrect:
		return nil
	default:
		return &StageError{stage}
	}
}

// takeOver moves form and scans from a rejected application to a new one.
func (a *App) takeOver(ctx context.Context, d, before *apply.Draft) (*apply.Draft, error) {
	d, err := a.Drafts.Update(ctx, d.ID, func(d *apply.Draft) error {
		d.Form = before.Form
		return nil
	})
	for kind, scan := range before.Scans {
		if err != nil {
			break
		}
		var data []byte
		if data, err = a.Drafts.Read(before, scan); err == nil {
			found := cases.Scan{Format: scan.Format, Width: scan.Width, Height: scan.Height}
			d, err = a.Drafts.Attach(ctx, d.ID, kind, scan.Name, found, data)
		}
	}
	if err != nil {
		return nil, err
	}
	a.purged(ctx, before)
	return d, nil
}

// purged drops the personal data of a draft that is over. If that cannot be
// done now, it will be later.
func (a *App) purged(ctx context.Context, d *apply.Draft) *apply.Draft {
	after, err := a.Drafts.Update(ctx, d.ID, func(d *apply.Draft) error {
		d.Purge()
		return nil
	})
	if err != nil {
		a.Log.Warn("application not purged", "application", d.ID, "err", err)
		return d
	}
	return after
}

// application is a snapshot of a draft.
func (a *App) application(d *apply.Draft) *Application {
	old := token.ParseCertificate(d.Old.Certificate)
	old.ID, old.Label = d.Old.KeyID, d.Old.Label
	s := &Application{
		ID: d.ID, Token: d.Token, Certificate: old, CA: d.CA,
		Created: d.Created, Updated: d.Updated,
		Form: d.Form, Scans: map[cases.Kind]Attachment{},
		Case: d.Case, Heard: d.Heard, NextLook: d.NextLook,
		Installing: a.installing(d), Installed: d.Installed != "",
		Reopen: d.Case != nil && d.Ticket == nil && !d.Over(),
	}
	for kind, scan := range d.Scans {
		s.Scans[kind] = Attachment{
			Name: scan.Name, Path: a.Drafts.Path(d, scan), Size: scan.Size, SHA256: scan.SHA256,
			Scan: cases.Scan{Format: scan.Format, Width: scan.Width, Height: scan.Height},
		}
	}
	return s
}

// installing tells whether the new pair is on its way onto the key.
func (a *App) installing(d *apply.Draft) bool {
	if d.Case == nil || d.Installed != "" || a.Journals == nil {
		return false
	}
	journal := a.Journals.OfCase(d.Case.ID)
	return journal != nil && !journal.State.Finished()
}

func rejected(d *apply.Draft) bool { return d.Case != nil && d.Case.State == cases.Rejected }

// isOf tells whether a draft is about a certificate on that key, of that holder
// unless holder is empty. Which driver shows the key does not matter.
func isOf(d *apply.Draft, k *Key, holder HolderID) bool {
	return (holder == "" || holderIn(d.Old.Certificate) == holder) &&
		d.Token.Serial == k.ID.Serial && d.Token.Label == k.ID.Label &&
		slices.ContainsFunc(k.Certificates, func(c Certificate) bool { return bytes.Equal(c.DER, d.Old.Certificate) })
}

// expired is the signature certificate that an application is for: of those
// that nothing has taken the place of, and of that holder unless it is empty, the
// one that ended last.
func (k *Key) expired(holder HolderID) (*Certificate, error) {
	var found *Certificate
	signs := false
	for i := range k.Certificates {
		c := &k.Certificates[i]
		if !k.InForce(c) || c.Use == token.Encryption || holder != "" && c.Holder() != holder {
			continue
		}
		signs = true
		if c.Status == token.Expired && (found == nil || c.NotAfter.After(found.NotAfter)) {
			found = c
		}
	}
	switch {
	case found != nil:
		return found, nil
	case signs:
		return nil, ErrNotExpired
	default:
		return nil, renew.ErrNothingToRenew
	}
}

// addressOf is what a certificate says of where its organisation is.
func addressOf(c *token.Certificate) string {
	return c.Subject.Get("ST") + c.Subject.Get("L") + c.Subject.Get("street")
}
