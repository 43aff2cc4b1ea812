package host

import (
	"context"
	"crypto"
	"crypto/ecdh"

	"ukey/token"
	"ukey/token/host/internal/wire"
)

func (s *server) privateKey(ctx context.Context, args *wire.RefArgs) (reply wire.KeyReply, err error) {
	session, ref, err := s.sessionAndRef(args)
	if err != nil {
		return reply, err
	}
	key, err := session.PrivateKey(ctx, ref)
	if err != nil {
		return reply, err
	}
	_, reply.Signs = key.(crypto.Signer)
	_, reply.SignsMessages = key.(crypto.MessageSigner)
	_, reply.Decrypts = key.(crypto.Decrypter)
	_, reply.Exchanges = key.(ecdh.KeyExchanger)
	if prober, ok := key.(token.PSSProber); ok {
		reply.KnowsPSS, reply.PSS = true, prober.SupportsPSS()
	}
	reply.Key = s.addKey(args.Session, key)
	return reply, nil
}

func (s *server) generateKey(ctx context.Context, args *wire.GenerateArgs) (reply wire.PublicReply, err error) {
	session, err := s.session(args.Session)
	if err != nil {
		return reply, err
	}
	public, err := session.GenerateKey(ctx, args.Spec)
	if err != nil {
		return reply, err
	}
	der, err := wire.EncodePublic(public)
	return wire.PublicReply{Keys: [][]byte{der}}, err
}

func (s *server) publicKeys(ctx context.Context, args *wire.IDArgs) (reply wire.PublicReply, err error) {
	session, err := s.session(args.Session)
	if err != nil {
		return reply, err
	}
	keys, err := session.PublicKeys(ctx, args.ID)
	for _, k := range keys {
		der, err := wire.EncodePublic(k)
		if err != nil {
			return reply, err
		}
		reply.Keys = append(reply.Keys, der)
	}
	return reply, err
}

func (s *server) certificatesOf(ctx context.Context, args *wire.IDArgs) (reply wire.CertificatesReply, err error) {
	session, err := s.session(args.Session)
	if err != nil {
		return reply, err
	}
	list, err := session.Certificates(ctx, args.ID)
	return certificatesReply(list), err
}

func (s *server) storeCertificate(ctx context.Context, args *wire.StoreArgs) (none wire.None, err error) {
	session, err := s.session(args.Session)
	if err != nil {
		return none, err
	}
	return none, session.StoreCertificate(ctx, args.ID, args.Label, args.DER)
}

func (s *server) delete(ctx context.Context, args *wire.RefArgs) (none wire.None, err error) {
	session, ref, err := s.sessionAndRef(args)
	if err != nil {
		return none, err
	}
	return none, session.Delete(ctx, ref)
}

func (s *server) envelopeFormats(ctx context.Context, args *wire.RefArgs) (reply wire.FormatsReply, err error) {
	session, ref, err := s.sessionAndRef(args)
	if err != nil {
		return reply, err
	}
	importer, ok := session.(token.Importer)
	if !ok {
		return reply, token.ErrUnsupported
	}
	reply.Formats, err = importer.EnvelopeFormats(ctx, ref)
	return reply, err
}

func (s *server) importKey(ctx context.Context, args *wire.ImportArgs) (none wire.None, err error) {
	session, opener, err := s.sessionAndRef(&wire.RefArgs{Session: args.Session, Ref: args.Opener})
	if err != nil {
		return none, err
	}
	ref, err := args.Ref.KeyRef()
	if err != nil {
		return none, err
	}
	importer, ok := session.(token.Importer)
	if !ok {
		return none, token.ErrUnsupported
	}
	return none, importer.ImportKey(ctx, opener, args.Envelope, ref, args.Label)
}

func (s *server) closeSession(_ context.Context, args *wire.SessionArgs) (none wire.None, err error) {
	session, err := s.removeSession(args.Session)
	if err != nil {
		return none, err
	}
	return none, session.Close()
}

func (s *server) sessionAndRef(args *wire.RefArgs) (token.Session, token.KeyRef, error) {
	session, err := s.session(args.Session)
	if err != nil {
		return nil, token.KeyRef{}, err
	}
	ref, err := args.Ref.KeyRef()
	return session, ref, err
}
