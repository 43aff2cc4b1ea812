package host

import (
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/rsa"
	"fmt"

	"ukey/token"
	"ukey/token/host/internal/wire"
)

func (s *server) sign(_ context.Context, args *wire.SignArgs) (reply wire.BytesReply, err error) {
	var opts crypto.SignerOpts = args.Hash
	if args.PSS {
		opts = &rsa.PSSOptions{SaltLength: args.Salt, Hash: args.Hash}
	}
	if args.Message {
		k, err := able[crypto.MessageSigner](s, args.Key)
		if err != nil {
			return reply, err
		}
		reply.Bytes, err = k.SignMessage(rand.Reader, args.Input, opts)
		return reply, err
	}
	k, err := able[crypto.Signer](s, args.Key)
	if err != nil {
		return reply, err
	}
	reply.Bytes, err = k.Sign(rand.Reader, args.Input, opts)
	return reply, err
}

func (s *server) decrypt(_ context.Context, args *wire.DecryptArgs) (reply wire.SecretReply, err error) {
	k, err := able[crypto.Decrypter](s, args.Key)
	if err != nil {
		return reply, err
	}
	var opts crypto.DecrypterOpts
	switch {
	case args.PKCS1:
		opts = &rsa.PKCS1v15DecryptOptions{SessionKeyLen: args.SessionKey}
	case args.OAEP:
		opts = &rsa.OAEPOptions{Hash: args.Hash, MGFHash: args.MGFHash, Label: args.Label}
	}
	plain, err := k.Decrypt(rand.Reader, args.Ciphertext, opts)
	reply.Secret = wire.NewSecret(plain)
	return reply, err
}

func (s *server) ecdh(_ context.Context, args *wire.ECDHArgs) (reply wire.SecretReply, err error) {
	k, err := able[ecdh.KeyExchanger](s, args.Key)
	if err != nil {
		return reply, err
	}
	remote, err := k.Curve().NewPublicKey(args.Point)
	if err != nil {
		return reply, err
	}
	secret, err := k.ECDH(remote)
	reply.Secret = wire.NewSecret(secret)
	return reply, err
}

// able finds a key and makes sure that it has an ability.
func able[Ability any](s *server, id uint64) (Ability, error) {
	key, err := s.key(id)
	if err != nil {
		var none Ability
		return none, err
	}
	k, ok := key.(Ability)
	if !ok {
		return k, fmt.Errorf("key of type %T: %w", key, token.ErrUnsupported)
	}
	return k, nil
}
