package app

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
)

// Submit sends form and scans to the CA, signed with the old key, after asking
// once for the PIN. It can be repeated after any failure: what the CA has is
// not sent again, and an application that it has taken already is not
// submitted twice.
//
// Errors are those of packages token, renew and est, and *FlawsError,
// *StageError and ErrCertificateGone, all before a PIN is asked for if that can
// be.
func (a *App) Submit(ctx context.Context, application string, ask Questions) (*Application, error) {
	d, err := a.submittable(ctx, application)
	if err != nil {
		return nil, err
	}
	client, err := a.caseClient(d)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	driver, k, err := a.key(ctx, d.Token)
	switch {
	case err != nil:
		return nil, err
	case k.Err != nil:
		return nil, k.Err
	}
	old := k.byDER(d.Old.Certificate)
	if old == nil {
		return nil, ErrCertificateGone
	}
	if err := client.Ready(ctx); err != nil {
		return nil, err
	}
	session, err := a.open(ctx, driver, PINQuestion{Key: k, Purpose: ForApplication, Certificate: old}, ask)
	if err != nil {
		return nil, err
	}
	defer func() { _ = session.Close() }() // nothing was changed on the key
	who, err := applicant(ctx, session, d.Old)
	if err != nil {
		return nil, err
	}
	h := &handIn{app: a, client: client, who: who, draft: d}
	if err := h.run(ctx); err != nil {
		a.Log.Warn("application not submitted", "application", d.ID, "err", err)
		return nil, err
	}
	a.Log.Info("application submitted", "application", d.ID, "case", h.draft.Ticket, "state", h.draft.Case.State)
	return a.application(h.draft), nil
}

// submittable returns the draft if it is complete.
func (a *App) submittable(ctx context.Context, application string) (*apply.Draft, error) {
	d, err := a.editable(ctx, application)
	if err != nil {
		return nil, err
	}
	fields, scans := a.application(d).Flaws()
	if len(fields) > 0 || len(scans) > 0 {
		return nil, &FlawsError{fields, scans}
	}
	return d, nil
}

// caseClient is for the CA that the application was begun at.
func (a *App) caseClient(d *apply.Draft) (*cases.Client, error) {
	if a.CAErr != nil {
		return nil, a.CAErr
	}
	if a.CA.URL == "" {
		return nil, renew.ErrCANotConfigured
	}
	if !renew.SameService(d.CA, a.CA.URL) {
		return nil, &renew.OtherCAError{Begun: d.CA, Set: a.CA.URL}
	}
	return cases.NewClient(a.config())
}

// applicant is the old pair, on the key that is logged in.
func applicant(ctx context.Context, s token.Session, old renew.Pair) (cases.Applicant, error) {
	certificate, err := x509.ParseCertificate(old.Certificate)
	if err != nil {
		return cases.Applicant{}, fmt.Errorf("certificate of the application: %w: %w", token.ErrUnsupported, err)
	}
	key, err := token.SignerOf(ctx, s, token.KeyRef{ID: old.KeyID, Public: certificate.PublicKey})
	return cases.Applicant{Certificate: certificate, Key: key}, err
}

// handIn is one submission on its way.
type handIn struct {
	app    *App
	client *cases.Client
	who    cases.Applicant
	draft  *apply.Draft // as it is on disk
}

func (h *handIn) run(ctx context.Context) error {
	if h.draft.Ticket == nil {
		if err := h.open(ctx); err != nil {
			return err
		}
	}
	err := h.send(ctx)
	if isAccessLost(err) {
		if err = h.open(ctx); err == nil {
			err = h.send(ctx)
		}
	}
	if isProblem(err, cases.ProblemWrongState) {
		// An answer was lost, and the case has gone on since.
		if err = h.look(ctx); err == nil {
			err = h.send(ctx)
		}
	}
	return err
}

// look asks how the case stands.
func (h *handIn) look(ctx context.Context) error {
	c, wait, err := h.client.Get(ctx, *h.draft.Ticket)
	if err != nil {
		return err
	}
	return h.heard(ctx, c, wait, nil)
}

// open opens the case, or the one that was opened before.
func (h *handIn) open(ctx context.Context) error {
	c, ticket, err := h.client.Open(ctx, h.who)
	if err != nil {
		return err
	}
	return h.heard(ctx, c, 0, func(d *apply.Draft) { d.Ticket = &ticket })
}

// send brings the CA what it lacks, and submits. A case that has gone on by
// itself, because an answer was lost, is left to go on.
func (h *handIn) send(ctx context.Context) error {
	if state := h.draft.Case.State; state != cases.Draft && state != cases.NeedMore {
		return nil
	}
	documents := make(map[cases.Kind]string)
	for _, kind := range cases.Kinds() {
		scan := h.draft.Scans[kind]
		documents[kind] = scan.SHA256
		if h.draft.Case.Documents[kind].SHA256 == scan.SHA256 {
			continue
		}
		data, err := h.app.Drafts.Read(h.draft, scan)
		if err != nil {
			return err
		}
		c, err := h.client.PutDocument(ctx, *h.draft.Ticket, kind, scan.Format, data)
		if err != nil {
			return err
		}
		if err := h.heard(ctx, c, 0, nil); err != nil {
			return err
		}
	}
	c, err := h.client.Submit(ctx, *h.draft.Ticket, h.who, h.draft.Form.Normal(), documents)
	if err != nil {
		return err
	}
	return h.heard(ctx, c, est.DefaultRetryAfter, nil)
}

// heard keeps what the CA has said.
func (h *handIn) heard(ctx context.Context, c *cases.Case, wait time.Duration, more func(*apply.Draft)) error {
	d, err := h.app.heard(ctx, h.draft.ID, c, wait, more)
	if err == nil {
		h.draft = d
	}
	return err
}

// Progress asks the CA how the application stands. What was not confirmed yet
// after an installation is confirmed now. The error is ErrAccessLost if the CA
// wants the case to be opened again, which Submit does.
func (a *App) Progress(ctx context.Context, application string) (*Application, error) {
	d, err := a.Drafts.Get(ctx, application)
	if err != nil {
		return nil, err
	}
	if d.Case == nil || !d.Case.State.Open() || d.Installed != "" && d.Ticket == nil {
		return a.application(d), nil // nothing to ask about
	}
	if d.Ticket == nil {
		return nil, ErrAccessLost
	}
	client, err := a.caseClient(d)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	if d.Installed != "" {
		d, err = a.confirm(ctx, client, d)
		if err != nil {
			return nil, err
		}
		return a.application(d), nil
	}
	if d, err = a.inquire(ctx, client, d); err != nil {
		return nil, err
	}
	return a.application(d), nil
}

// inquire asks the CA how a case stands.
func (a *App) inquire(ctx context.Context, client *cases.Client, d *apply.Draft) (*apply.Draft, error) {
	ticket := *d.Ticket
	c, wait, err := client.Get(ctx, ticket)
	if isAccessLost(err) {
		_, err := a.Drafts.Update(ctx, d.ID, func(d *apply.Draft) error {
			if d.Ticket != nil && *d.Ticket == ticket { // else there is a fresh one
				d.Ticket = nil
			}
			return nil
		})
		return nil, errors.Join(ErrAccessLost, err)
	}
	if err != nil {
		return nil, err
	}
	return a.heard(ctx, d.ID, c, wait, nil)
}

// heard keeps what the CA has said, and when to ask it again: after wait and
// up to a tenth more by chance, so that not all clients come at once.
func (a *App) heard(ctx context.Context, application string, c *cases.Case, wait time.Duration, more func(*apply.Draft)) (*apply.Draft, error) {
	return a.Drafts.Update(ctx, application, func(d *apply.Draft) error {
		if more != nil {
			more(d)
		}
		d.Case, d.Heard, d.NextLook = c, a.Clock().UTC(), time.Time{}
		if c.State == cases.Review {
			d.NextLook = d.Heard.Add(wait + rand.N(wait/10+1))
		}
		if c.State == cases.Done {
			d.Ticket = nil
			d.Purge()
		}
		return nil
	})
}

// isAccessLost tells whether the CA does not know the case, or not the token
// for it.
func isAccessLost(err error) bool {
	refused, ok := errors.AsType[*est.RefusedError](err)
	return ok && (refused.Problem.Code == cases.ProblemNoCase ||
		refused.Problem.Status == http.StatusUnauthorized)
}
