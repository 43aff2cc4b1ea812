package host

import (
	"context"
	"crypto"
	"errors"
	"sync"

	"ukey/token"
	"ukey/token/host/internal/wire"
)

var (
	_ token.Session  = (*session)(nil)
	_ token.Importer = importer{}
)

// session is a session in a process. It dies with the process.
type session struct {
	driver *Driver
	child  *child
	id     uint64
	once   sync.Once
}

// call makes an exchange with the session's own process. No other could know
// the login.
func (s *session) call(ctx context.Context, x exchange) error {
	if err := s.driver.acquire(ctx); err != nil {
		return err
	}
	return s.driver.callOn(ctx, s.child, x)
}

// PrivateKey implements token.Session.
func (s *session) PrivateKey(ctx context.Context, ref token.KeyRef) (crypto.PrivateKey, error) {
	encoded, err := wire.NewRef(ref)
	if err != nil {
		return nil, err
	}
	var reply wire.KeyReply
	err = s.call(ctx, exchange{op: wire.PrivateKey, args: &wire.RefArgs{Session: s.id, Ref: encoded}, reply: &reply})
	if err != nil {
		return nil, err
	}
	return newKey(s, ref.Public, reply)
}

// GenerateKey implements token.Session.
func (s *session) GenerateKey(ctx context.Context, spec token.KeySpec) (crypto.PublicKey, error) {
	var reply wire.PublicReply
	err := s.call(ctx, exchange{
		op: wire.GenerateKey, args: &wire.GenerateArgs{Session: s.id, Spec: spec}, reply: &reply,
		limit: s.driver.config.KeygenDeadline, changes: true,
	})
	if err != nil {
		return nil, err
	}
	keys, err := publicKeys(reply)
	if err == nil && len(keys) != 1 {
		err = token.ErrDriver
	}
	if err != nil {
		return nil, err
	}
	return keys[0], nil
}

// PublicKeys implements token.Session.
func (s *session) PublicKeys(ctx context.Context, id token.KeyID) ([]crypto.PublicKey, error) {
	var reply wire.PublicReply
	err := s.call(ctx, exchange{op: wire.PublicKeys, args: &wire.IDArgs{Session: s.id, ID: id}, reply: &reply})
	if err != nil {
		return nil, err
	}
	return publicKeys(reply)
}

func publicKeys(reply wire.PublicReply) ([]crypto.PublicKey, error) {
	var keys []crypto.PublicKey
	for _, der := range reply.Keys {
		k, err := wire.DecodePublic(der)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// Certificates implements token.Session.
func (s *session) Certificates(ctx context.Context, id token.KeyID) ([]token.Certificate, error) {
	var reply wire.CertificatesReply
	err := s.call(ctx, exchange{op: wire.CertificatesOf, args: &wire.IDArgs{Session: s.id, ID: id}, reply: &reply})
	return certificates(reply, err)
}

// StoreCertificate implements token.Session.
func (s *session) StoreCertificate(ctx context.Context, id token.KeyID, label string, der []byte) error {
	return s.change(ctx, wire.StoreCert, &wire.StoreArgs{Session: s.id, ID: id, Label: label, DER: der})
}

// Delete implements token.Session.
func (s *session) Delete(ctx context.Context, ref token.KeyRef) error {
	encoded, err := wire.NewRef(ref)
	if err != nil {
		return err
	}
	return s.change(ctx, wire.Delete, &wire.RefArgs{Session: s.id, Ref: encoded})
}

// change makes an exchange that changes the token and answers nothing else.
func (s *session) change(ctx context.Context, op wire.Op, args any) error {
	return s.call(ctx, exchange{op: op, args: args, reply: &wire.None{}, changes: true})
}

// Close implements token.Session. A login does not outlive its process, so
// that there is nothing to close in one that has ended.
func (s *session) Close() error {
	var err error
	s.once.Do(func() {
		err = s.change(context.Background(), wire.CloseSession, &wire.SessionArgs{Session: s.id})
		s.child.addSessions(-1)
		if errors.Is(err, errClosed) || !s.child.alive() {
			err = nil
		}
	})
	return err
}

// importer is a session whose other end is a token.Importer.
type importer struct{ *session }

// EnvelopeFormats implements token.Importer.
func (s importer) EnvelopeFormats(ctx context.Context, opener token.KeyRef) (token.EnvelopeFormats, error) {
	encoded, err := wire.NewRef(opener)
	if err != nil {
		return token.EnvelopeFormats{}, err
	}
	var reply wire.FormatsReply
	err = s.call(ctx, exchange{op: wire.EnvelopeFormats, args: &wire.RefArgs{Session: s.id, Ref: encoded}, reply: &reply})
	return answer(reply.Formats, err)
}

// ImportKey implements token.Importer.
func (s importer) ImportKey(ctx context.Context, opener token.KeyRef, env token.Envelope, ref token.KeyRef, label string) error {
	args := wire.ImportArgs{Session: s.id, Envelope: env, Label: label}
	var err error
	if args.Opener, err = wire.NewRef(opener); err != nil {
		return err
	}
	if args.Ref, err = wire.NewRef(ref); err != nil {
		return err
	}
	return s.change(ctx, wire.ImportKey, &args)
}
