package host

import (
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"

	"ukey/token"
	"ukey/token/host/internal/wire"
)

var (
	_ crypto.Signer        = rsaKey{}
	_ crypto.Decrypter     = rsaKey{}
	_ token.PSSProber      = rsaKey{}
	_ crypto.Signer        = ecKey{}
	_ ecdh.KeyExchanger    = ecKey{}
	_ crypto.MessageSigner = messageKey{}
)

// key is a private key in a session. The types around it are the combinations
// of abilities that private keys have; which one it is was asked of the key
// over there. It is safe for concurrent use.
type key struct {
	session *session
	id      uint64
	public  crypto.PublicKey
}

// newKey returns a key with the abilities that it has over there.
func newKey(s *session, public crypto.PublicKey, can wire.KeyReply) (crypto.PrivateKey, error) {
	k := key{s, can.Key, public}
	switch {
	case can.SignsMessages:
		return messageKey{signer{k}}, nil
	case can.Signs && can.Decrypts && can.KnowsPSS:
		return rsaKey{signer{k}, decrypter{k}, can.PSS}, nil
	case can.Signs && can.Decrypts:
		return plainRSAKey{signer{k}, decrypter{k}}, nil
	case can.Signs && can.Exchanges:
		e, err := newExchanger(k)
		if err != nil {
			return nil, err
		}
		return ecKey{signer{k}, e}, nil
	case can.Signs:
		return signer{k}, nil
	case can.Decrypts:
		return decrypter{k}, nil
	case can.Exchanges:
		return newExchanger(k)
	default:
		return nil, fmt.Errorf("key without abilities: %w", token.ErrUnsupported)
	}
}

type (
	rsaKey struct {
		signer
		decrypter
		pss bool
	}
	plainRSAKey struct {
		signer
		decrypter
	}
	ecKey struct {
		signer
		exchanger
	}
	messageKey struct{ signer }
)

// Public implements crypto.Signer and crypto.Decrypter.
func (k rsaKey) Public() crypto.PublicKey { return k.signer.Public() }

// Public implements crypto.Signer and crypto.Decrypter.
func (k plainRSAKey) Public() crypto.PublicKey { return k.signer.Public() }

// SupportsPSS implements token.PSSProber.
func (k rsaKey) SupportsPSS() bool { return k.pss }

// SignMessage implements crypto.MessageSigner.
func (k messageKey) SignMessage(_ io.Reader, message []byte, opts crypto.SignerOpts) ([]byte, error) {
	return k.sign(wire.SignArgs{Message: true, Input: message}, opts)
}

// signer is a key that signs.
type signer struct{ key key }

// Public implements crypto.Signer.
func (k signer) Public() crypto.PublicKey { return k.key.public }

// Sign implements crypto.Signer.
func (k signer) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return k.sign(wire.SignArgs{Input: digest}, opts)
}

func (k signer) sign(args wire.SignArgs, opts crypto.SignerOpts) ([]byte, error) {
	args.Key = k.key.id
	if opts != nil {
		args.Hash = opts.HashFunc()
	}
	if pss, ok := opts.(*rsa.PSSOptions); ok {
		args.PSS, args.Salt = true, pss.SaltLength
	}
	var reply wire.BytesReply
	err := k.key.session.call(context.Background(), exchange{op: wire.Sign, args: &args, reply: &reply})
	return answer(reply.Bytes, err)
}

// decrypter is a key that decrypts.
type decrypter struct{ key key }

// Public implements crypto.Decrypter.
func (k decrypter) Public() crypto.PublicKey { return k.key.public }

// Decrypt implements crypto.Decrypter.
func (k decrypter) Decrypt(_ io.Reader, ciphertext []byte, opts crypto.DecrypterOpts) ([]byte, error) {
	args := wire.DecryptArgs{Key: k.key.id, Ciphertext: ciphertext}
	switch opts := opts.(type) {
	case nil:
	case *rsa.PKCS1v15DecryptOptions:
		args.PKCS1, args.SessionKey = true, opts.SessionKeyLen
	case *rsa.OAEPOptions:
		args.OAEP, args.Hash, args.MGFHash, args.Label = true, opts.Hash, opts.MGFHash, opts.Label
	default:
		return nil, fmt.Errorf("decryption options %T: %w", opts, token.ErrUnsupported)
	}
	return k.key.session.secret(wire.Decrypt, &args)
}

// exchanger is an EC key that agrees on a secret.
type exchanger struct {
	key   key
	point *ecdh.PublicKey
}

func newExchanger(k key) (exchanger, error) {
	public, ok := k.public.(*ecdsa.PublicKey)
	if !ok {
		return exchanger{}, fmt.Errorf("exchange with a key of type %T: %w", k.public, token.ErrUnsupported)
	}
	point, err := public.ECDH()
	if err != nil {
		return exchanger{}, fmt.Errorf("public key: %w", err)
	}
	return exchanger{k, point}, nil
}

// PublicKey implements ecdh.KeyExchanger.
func (k exchanger) PublicKey() *ecdh.PublicKey { return k.point }

// Curve implements ecdh.KeyExchanger.
func (k exchanger) Curve() ecdh.Curve { return k.point.Curve() }

// ECDH implements ecdh.KeyExchanger.
func (k exchanger) ECDH(remote *ecdh.PublicKey) ([]byte, error) {
	if remote.Curve() != k.Curve() {
		return nil, errors.New("public key is on another curve")
	}
	return k.key.session.secret(wire.ECDH, &wire.ECDHArgs{Key: k.key.id, Point: remote.Bytes()})
}

// secret makes an exchange that answers with something that is not public.
func (s *session) secret(op wire.Op, args any) ([]byte, error) {
	var reply wire.SecretReply
	err := s.call(context.Background(), exchange{op: op, args: args, reply: &reply})
	return answer(reply.Secret.Bytes(), err)
}
