package tokentest

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"testing"

	"ukey/token"
)

// operation is one thing that a program does with a key, from finding it to
// closing the session. It can be done again and again on the same key.
type operation struct {
	name string
	// prepare brings the key to where the operation starts; it may be nil.
	prepare func(ctx context.Context) error
	// run does it and says whether the outcome is what was asked for.
	run func(ctx context.Context) error
	// undo brings the key back, from wherever run has stopped.
	undo func(ctx context.Context) error
	// untouched says whether the key is as it was before run, beyond what
	// Hand.Objects tells; it may be nil.
	untouched func(ctx context.Context) error
	// partial is set for an operation that stops where it is when it fails,
	// to be taken up again. Others leave nothing behind.
	partial bool
	// uncertain is set where somebody who lost the answer cannot simply do it
	// again, since it may have been carried out: first it is to be undone.
	uncertain bool
}

// operations is everything that is done with a key.
func operations(t *testing.T, k key) []operation {
	all := []operation{k.list(), k.sign(t), k.changePIN(), k.generate(), k.store(t), k.delete(t), k.importKey(t)}
	if u, ok := k.unblocker(); ok {
		all = append(all, k.unblock(u))
	}
	return all
}

// within logs in, does something, and logs out.
func (k key) within(ctx context.Context, do func(token.Session) error) error {
	s, err := k.Driver.Open(ctx, k.id(), k.auth())
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.Close())
}

func nothing(context.Context) error { return nil }

// errOutcome: an operation claims success, but its outcome is another.
var errOutcome = errors.New("outcome is not what was asked for")

func (k key) list() operation {
	return operation{name: "list", undo: nothing, run: func(ctx context.Context) error {
		tokens, err := k.Driver.Tokens(ctx)
		if err != nil {
			return err
		}
		for _, info := range tokens {
			if info.ID != k.id() {
				continue
			}
			certificates, err := k.Driver.Certificates(ctx, info.ID)
			if err == nil && len(certificates) != 2 {
				return errOutcome
			}
			return err
		}
		return token.ErrRemoved
	}}
}

func (k key) sign(t *testing.T) operation {
	return operation{name: "sign", undo: nothing, run: func(ctx context.Context) error {
		return k.within(ctx, func(s token.Session) error {
			private, err := s.PrivateKey(ctx, k.Signing)
			if err != nil {
				return err
			}
			hashed := sha256.Sum256(message)
			signature, err := private.(crypto.Signer).Sign(rand.Reader, hashed[:], crypto.SHA256)
			if err == nil && !verifies(t, k.Signing.Public, hashed[:], signature) {
				return errOutcome
			}
			return err
		})
	}}
}

func (k key) changePIN() operation {
	fresh := func() *token.PIN { return token.NewPIN([]byte(newPIN)) }
	return operation{
		name:      "change PIN",
		uncertain: true,
		run: func(ctx context.Context) error {
			return k.Driver.ChangePIN(ctx, k.id(), k.auth(), fresh())
		},
		undo: func(ctx context.Context) error {
			err := k.Driver.ChangePIN(ctx, k.id(), token.Auth{PIN: fresh()}, k.pin())
			if errors.As(err, new(*token.PINIncorrectError)) {
				err = nil // it was never changed
			}
			return errors.Join(err, k.within(ctx, func(token.Session) error { return nil }))
		},
		untouched: func(ctx context.Context) error {
			return k.within(ctx, func(token.Session) error { return nil })
		},
	}
}

func (k key) unblock(u token.Unblocker) operation {
	return operation{
		name:      "unblock",
		uncertain: true,
		prepare:   func(context.Context) error { return k.Hand.SetTries(0) },
		run: func(ctx context.Context) error {
			return u.UnblockPIN(ctx, k.id(), k.puk(), token.NewPIN([]byte(newPIN)))
		},
		undo: func(ctx context.Context) error {
			return u.UnblockPIN(ctx, k.id(), k.puk(), k.pin())
		},
		untouched: func(ctx context.Context) error {
			_, err := k.Driver.Open(ctx, k.id(), k.auth())
			if errors.As(err, new(*token.PINLockedError)) {
				return nil
			}
			return errors.Join(errOutcome, err)
		},
	}
}

func (k key) generate() operation {
	spec := token.KeySpec{ID: newID, Label: "新", Algorithm: k.algorithm}
	return operation{
		name: "generate",
		run: func(ctx context.Context) error {
			return k.within(ctx, func(s token.Session) error {
				_, err := s.GenerateKey(ctx, spec)
				return err
			})
		},
		undo: func(ctx context.Context) error {
			return k.within(ctx, func(s token.Session) error {
				pairs, err := s.PublicKeys(ctx, newID)
				for _, public := range pairs {
					err = errors.Join(err, s.Delete(ctx, token.KeyRef{ID: newID, Public: public}))
				}
				return err
			})
		},
	}
}

func (k key) store(t *testing.T) operation {
	signer := softwareKey(t, k.algorithm)
	der := selfSigned(t, signer, signer.Public())
	return operation{
		name: "store",
		run: func(ctx context.Context) error {
			return k.within(ctx, func(s token.Session) error {
				return s.StoreCertificate(ctx, newID, "新证书", der)
			})
		},
		undo: k.deleting(token.KeyRef{ID: newID, Public: signer.Public()}),
	}
}

func (k key) delete(t *testing.T) operation {
	var ref token.KeyRef
	signer := softwareKey(t, k.algorithm)
	remove := func(ctx context.Context) error { return k.deleting(ref)(ctx) }
	return operation{
		name:    "delete",
		partial: true,
		prepare: func(ctx context.Context) error {
			return k.within(ctx, func(s token.Session) error {
				public, err := s.GenerateKey(ctx, token.KeySpec{ID: newID, Label: "旧", Algorithm: k.algorithm})
				if err != nil {
					return err
				}
				ref = token.KeyRef{ID: newID, Public: public}
				return s.StoreCertificate(ctx, newID, "旧证书", selfSigned(t, signer, public))
			})
		},
		run:  remove,
		undo: remove,
	}
}

// importKey is the way of an encryption key onto the token, if there is one.
func (k key) importKey(t *testing.T) operation {
	payload := softwareKey(t, k.algorithm)
	ref := token.KeyRef{ID: newID, Public: payload.Public()}
	format := token.EnvelopeECDH
	if k.algorithm == token.RSA2048 {
		format = token.EnvelopeOAEP
	}
	envelope := Seal(t, format, k.Signing.Public, payload)
	return operation{
		name: "import",
		run: func(ctx context.Context) error {
			return k.within(ctx, func(s token.Session) error {
				importer, ok := s.(token.Importer)
				if !ok {
					return nil
				}
				return importer.ImportKey(ctx, k.Signing, envelope, ref, "加密")
			})
		},
		undo: k.deleting(ref),
	}
}

func (k key) deleting(ref token.KeyRef) func(context.Context) error {
	return func(ctx context.Context) error {
		return k.within(ctx, func(s token.Session) error { return s.Delete(ctx, ref) })
	}
}
