package renew

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"time"

	"ukey/renew/est"
	"ukey/token"
)

// Renewal is one run of one journal, from wherever the journal stands to its
// end. All fields are needed unless they say otherwise.
type Renewal struct {
	Journal  *Journal
	Journals *Journals
	// Session is logged in on the key that the journal is about.
	Session token.Session
	// ReadBack reads the certificates of that key anew.
	ReadBack func(ctx context.Context) ([]token.Certificate, error)
	// CA, Roots and Chain may be nil when State.NeedsCA says no.
	CA CA
	// Roots are pinned. Chain holds the CA certificates between them and the
	// certificates that will be issued.
	Roots *x509.CertPool
	Chain []*x509.Certificate
	Clock func() time.Time
	Log   *slog.Logger
	// Progress is told of each step, on the goroutine of Run.
	Progress func(Event)
}

// Result is what is on the key after a renewal.
type Result struct {
	Signature  *token.Certificate
	Encryption *token.Certificate // nil if the key had none to renew
	// EncryptionKept is set when the CA makes no encryption keys, or the token
	// cannot take one in: the old encryption certificate stays in use and will
	// end as it would have.
	EncryptionKept bool
}

// transition leads from one state to the next. Its effect may be repeated:
// it looks at what is there first.
type transition struct {
	step Step
	do   func(*Renewal, context.Context) error
	to   State
}

// transitions is the whole way. The journal is saved after each. The import
// of the encryption key, which asks the most of a token, comes before the
// first certificate: until it has worked, nobody sees anything new.
var transitions = map[State]transition{
	Planned:          {StepGenerate, (*Renewal).generate, KeyGenerated},
	KeyGenerated:     {StepRequest, (*Renewal).request, Requested},
	Requested:        {StepRequest, nil, Submitted},
	Submitted:        {StepRequest, (*Renewal).enrolSignature, SignatureIssued},
	SignatureIssued:  {StepRequest, (*Renewal).obtainEncryption, Issued},
	Issued:           {StepImport, (*Renewal).importEncryption, EncryptKeyStored},
	EncryptKeyStored: {StepStore, (*Renewal).storeSignature, SignCertStored},
	SignCertStored:   {StepStore, (*Renewal).storeEncryption, CertsStored},
	CertsStored:      {StepTest, (*Renewal).selfTest, Active},
}

// Run carries the renewal to its end. The context is heeded until the first
// effect on the key; from there on Run ends by itself at the latest when the
// CA's time limits are over.
//
// It returns *InterruptedError if the renewal can be continued by running it
// again, and otherwise the error that ended it: one of est, *AnswerError or
// *SelfTestError. The new objects have then been removed from the key.
func (r *Renewal) Run(ctx context.Context) (*Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	j := r.Journal
	if err := r.Journals.save(j); err != nil {
		return nil, err
	}
	var current Step
	for !j.State.Finished() {
		t, ok := transitions[j.State]
		if !ok {
			return nil, &JournalError{Path: j.path, Err: errors.New("unknown state " + string(j.State))}
		}
		if t.step != current {
			r.done(current)
			current = t.step
			r.Progress(Event{Step: current})
		}
		if t.do != nil {
			if err := t.do(r, ctx); err != nil {
				return nil, r.stop(ctx, err)
			}
		}
		r.Log.Info("renewal", "journal", j.ID, "from", j.State, "to", t.to)
		j.State, j.LastError = t.to, ""
		if err := r.Journals.save(j); err != nil {
			return nil, &InterruptedError{j.State, err}
		}
	}
	r.done(current)
	return j.result(), nil
}

func (r *Renewal) done(s Step) {
	if s != "" {
		r.Progress(Event{Step: s, Done: true})
	}
}

// stop decides what an error means: an end for good, where all that is new is
// taken off the key again, or a stop from which to go on.
func (r *Renewal) stop(ctx context.Context, err error) error {
	j := r.Journal
	r.Log.Warn("renewal stopped", "journal", j.ID, "state", j.State, "err", err)
	j.LastError = err.Error()
	if final(err) || (j.State == Planned && !errors.Is(err, token.ErrRemoved)) {
		if undone := r.undo(ctx); undone != nil {
			r.Log.Error("new pair not removed", "journal", j.ID, "err", undone)
			return r.interrupted(err)
		}
		j.State = Rejected
		if saved := r.Journals.save(j); saved != nil {
			return errors.Join(err, saved)
		}
		return err
	}
	return r.interrupted(err)
}

func (r *Renewal) interrupted(err error) error {
	if saved := r.Journals.save(r.Journal); saved != nil {
		err = errors.Join(err, saved)
	}
	return &InterruptedError{r.Journal.State, err}
}

// final tells whether trying again cannot help.
func final(err error) bool {
	var refused *est.RefusedError
	var rejected *est.ClientCertificateError
	var answer *AnswerError
	var test *SelfTestError
	return errors.As(err, &answer) || errors.As(err, &test) || errors.As(err, &rejected) ||
		(errors.As(err, &refused) && !refused.Temporary())
}

// undo removes the new pairs. The old ones have other key IDs and other
// public keys, both of which Delete goes by.
func (r *Renewal) undo(ctx context.Context) error {
	j := r.Journal
	var errs []error
	pairs := []Pair{j.Signature}
	if j.Encryption != nil {
		pairs = append(pairs, *j.Encryption)
	}
	for _, p := range pairs {
		keys, err := r.Session.PublicKeys(ctx, p.KeyID)
		errs = append(errs, err)
		for _, k := range keys {
			errs = append(errs, r.Session.Delete(ctx, token.KeyRef{ID: p.KeyID, Public: k}))
		}
	}
	return errors.Join(errs...)
}

func (j *Journal) result() *Result {
	res := &Result{EncryptionKept: j.EncryptionKept}
	c := j.Signature.parsed()
	res.Signature = &c
	if j.Encryption != nil && j.Encryption.Certificate != nil {
		c := j.Encryption.parsed()
		res.Encryption = &c
	}
	return res
}
