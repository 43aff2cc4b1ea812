package renew

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"log/slog"
	"time"

	"ukey/token"
)

// Renewal is one run of one journal, from wherever the journal stands to its
// end. All fields are needed unless they say otherwise.
type Renewal struct {
	Journal  *Journal
	Journals *Journals
	// Session is logged in on the key that the journal is about.
	Session token.Session
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

	// public and private are the new signing pair, nil until it was made or
	// found.
	public  crypto.PublicKey
	private crypto.Signer
}

// Result is what is on the key after a renewal.
type Result struct {
	Signature  *token.Certificate
	Encryption *token.Certificate // nil if the key had none to renew
	// EncryptionKept is set when the CA makes no encryption keys, or the token
	// cannot take one in: the old encryption certificate stays in use and will
	// end as it would have.
	EncryptionKept bool
	// EncryptionInMemory is set when the new encryption key was open in this
	// computer's memory for a moment, because the CA seals for no token or
	// this one cannot unwrap. The person is to be told.
	EncryptionInMemory bool
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
	return j.Result(), nil
}

func (r *Renewal) done(s Step) {
	if s != "" {
		r.Progress(Event{Step: s, Done: true})
	}
}

// Result is what the renewal has put on the key, once it is Active.
func (j *Journal) Result() *Result {
	res := &Result{EncryptionKept: j.EncryptionKept, EncryptionInMemory: j.EncryptionInMemory}
	c := j.Signature.parsed()
	res.Signature = &c
	if j.Encryption != nil && j.Encryption.Certificate != nil {
		c := j.Encryption.parsed()
		res.Encryption = &c
	}
	return res
}
