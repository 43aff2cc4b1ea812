package host

import (
	"context"
	"fmt"
	"io"
	"time"

	"ukey/token"
	"ukey/token/host/internal/wire"
)

// Serve loads a driver and does with it what comes in asks for, until that
// ends and no change of a token is under way any more, for which it waits that
// long at most. The caller is then to end the process, which does not wait for
// another call that hangs in the library and does not finalise a library that
// waits for an event. load runs beside the first request, which waits for it.
//
// in and out are those of [Pipes]. The error is nil if the other side hung up.
func Serve(ctx context.Context, in io.Reader, out io.Writer, patience time.Duration, load func() (token.Driver, error)) error {
	s := &server{loaded: make(chan struct{})}
	go func() {
		defer close(s.loaded)
		s.driver, s.err = load()
	}()
	err := s.wire().Serve(ctx, in, out)
	s.changes.end(patience)
	return err
}

// server is the library's side.
type server struct {
	table
	changes changes

	loaded chan struct{} // closed when the fields below are set
	driver token.Driver
	err    error
}

// wire joins requests to what is done about them.
func (s *server) wire() *wire.Server {
	w := new(wire.Server)
	handle(s, w, wire.Tokens, s.tokens)
	handle(s, w, wire.Slots, s.slots)
	handle(s, w, wire.Certificates, s.certificates)
	change(s, w, wire.ChangePIN, s.changePIN)
	change(s, w, wire.UnblockPIN, s.unblockPIN)
	handle(s, w, wire.Open, s.open)
	handle(s, w, wire.CloseDriver, s.close)
	wire.Handle(w, wire.Watch, s.watch)

	handle(s, w, wire.PrivateKey, s.privateKey)
	change(s, w, wire.GenerateKey, s.generateKey)
	handle(s, w, wire.PublicKeys, s.publicKeys)
	handle(s, w, wire.CertificatesOf, s.certificatesOf)
	change(s, w, wire.StoreCert, s.storeCertificate)
	change(s, w, wire.Delete, s.delete)
	handle(s, w, wire.EnvelopeFormats, s.envelopeFormats)
	change(s, w, wire.ImportKey, s.importKey)
	handle(s, w, wire.CloseSession, s.closeSession)

	handle(s, w, wire.Sign, s.sign)
	handle(s, w, wire.Decrypt, s.decrypt)
	handle(s, w, wire.ECDH, s.ecdh)
	return w
}

// handle sets what is done about a request once the driver is loaded.
func handle[Args, Reply any](s *server, w *wire.Server, op wire.Op, f func(context.Context, *Args) (Reply, error)) {
	wire.Handle(w, op, func(ctx context.Context, _ func(), args *Args) (reply Reply, err error) {
		if err := s.ready(ctx); err != nil {
			return reply, err
		}
		return f(ctx, args)
	})
}

// change is handle for a request that changes the token.
func change[Args, Reply any](s *server, w *wire.Server, op wire.Op, f func(context.Context, *Args) (Reply, error)) {
	handle(s, w, op, func(ctx context.Context, args *Args) (reply Reply, err error) {
		done, err := s.changes.begin()
		if err != nil {
			return reply, err
		}
		defer done()
		return f(ctx, args)
	})
}

// ready waits until the driver is loaded.
func (s *server) ready(ctx context.Context) error {
	select {
	case <-s.loaded:
		return s.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *server) tokens(ctx context.Context, _ *wire.None) (wire.TokensReply, error) {
	tokens, err := s.driver.Tokens(ctx)
	return wire.TokensReply{Tokens: tokens}, err
}

func (s *server) slots(ctx context.Context, _ *wire.None) (reply wire.SlotsReply, err error) {
	lister, ok := s.driver.(token.SlotLister)
	if !ok {
		return reply, token.ErrUnsupported
	}
	reply.Slots, err = lister.Slots(ctx)
	return reply, err
}

func (s *server) watch(ctx context.Context, hint func(), _ *wire.None) (wire.None, error) {
	if err := s.ready(ctx); err != nil {
		return wire.None{}, err
	}
	return wire.None{}, s.driver.Watch(ctx, hint)
}

func (s *server) certificates(ctx context.Context, args *wire.TokenArgs) (reply wire.CertificatesReply, err error) {
	list, err := s.driver.Certificates(ctx, args.ID)
	return certificatesReply(list), err
}

func certificatesReply(list []token.Certificate) (reply wire.CertificatesReply) {
	for _, c := range list {
		reply.Certificates = append(reply.Certificates,
			wire.Certificate{ID: c.ID, Label: c.Label, DER: c.DER, HasPrivateKey: c.HasPrivateKey})
	}
	return reply
}

func (s *server) changePIN(ctx context.Context, args *wire.PINArgs) (none wire.None, err error) {
	old, new := args.Old.PIN(), args.New.PIN()
	defer old.Wipe()
	defer new.Wipe()
	return none, s.driver.ChangePIN(ctx, args.ID, token.Auth{PIN: old, SpendLastTry: args.SpendLastTry}, new)
}

func (s *server) unblockPIN(ctx context.Context, args *wire.PINArgs) (none wire.None, err error) {
	puk, new := args.Old.PIN(), args.New.PIN()
	defer puk.Wipe()
	defer new.Wipe()
	u, ok := s.driver.(token.Unblocker)
	if !ok {
		return none, fmt.Errorf("unblock PIN: %w", token.ErrUnsupported)
	}
	return none, u.UnblockPIN(ctx, args.ID, token.Auth{PIN: puk, SpendLastTry: args.SpendLastTry}, new)
}

func (s *server) open(ctx context.Context, args *wire.OpenArgs) (reply wire.OpenReply, err error) {
	pin := args.PIN.PIN()
	defer pin.Wipe()
	session, err := s.driver.Open(ctx, args.ID, token.Auth{PIN: pin, SpendLastTry: args.SpendLastTry})
	if err != nil {
		return reply, err
	}
	_, reply.Imports = session.(token.Importer)
	reply.Session = s.addSession(session)
	return reply, nil
}

// close ends all sessions. What else the library has to let go of ends with
// the process.
func (s *server) close(context.Context, *wire.None) (none wire.None, err error) {
	return none, s.driver.Close()
}
