//go:build cgo

package pkcs11

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

var (
	_ crypto.Signer    = (*rsaKey)(nil)
	_ crypto.Decrypter = (*rsaKey)(nil)
	_ token.PSSProber  = (*rsaKey)(nil)
)

// rsaKey is an RSA private key on a token. It is safe for concurrent use.
type rsaKey struct {
	session *session
	handle  p11.ObjectHandle
	public  *rsa.PublicKey
	pss     bool
}

// Public implements crypto.Signer.
func (k *rsaKey) Public() crypto.PublicKey { return k.public }

// SupportsPSS implements token.PSSProber.
func (k *rsaKey) SupportsPSS() bool { return k.pss }

// digestInfo is what stands before a digest in a PKCS#1 v1.5 signature (RFC
// 8017, 9.2, note 1).
var digestInfo = map[crypto.Hash][]byte{
	crypto.SHA1:   {0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14},
	crypto.SHA224: {0x30, 0x2d, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04, 0x05, 0x00, 0x04, 0x1c},
	crypto.SHA256: {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20},
	crypto.SHA384: {0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04, 0x30},
	crypto.SHA512: {0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40},
}

// digest names a hash function in Cryptoki's three ways.
type digest struct{ mechanism, mgf uint }

var digests = map[crypto.Hash]digest{
	crypto.SHA1:   {p11.CKM_SHA_1, p11.CKG_MGF1_SHA1},
	crypto.SHA224: {p11.CKM_SHA224, p11.CKG_MGF1_SHA224},
	crypto.SHA256: {p11.CKM_SHA256, p11.CKG_MGF1_SHA256},
	crypto.SHA384: {p11.CKM_SHA384, p11.CKG_MGF1_SHA384},
	crypto.SHA512: {p11.CKM_SHA512, p11.CKG_MGF1_SHA512},
}

// Sign implements crypto.Signer: RSASSA-PSS if opts is *rsa.PSSOptions, else
// RSASSA-PKCS1-v1_5. The hash function 0 signs the bytes as they are.
func (k *rsaKey) Sign(_ io.Reader, hashed []byte, opts crypto.SignerOpts) ([]byte, error) {
	hash := opts.HashFunc()
	if hash != 0 && len(hashed) != hash.Size() {
		return nil, fmt.Errorf("digest of %d bytes is no %v", len(hashed), hash)
	}
	mechanism, message := p11.NewMechanism(p11.CKM_RSA_PKCS, nil), hashed
	if pss, ok := opts.(*rsa.PSSOptions); ok {
		var err error
		if mechanism, err = k.pssMechanism(hash, pss); err != nil {
			return nil, err
		}
	} else if hash != 0 {
		prefix, ok := digestInfo[hash]
		if !ok {
			return nil, fmt.Errorf("hash %v: %w", hash, token.ErrUnsupported)
		}
		message = append(append([]byte{}, prefix...), hashed...)
	}
	ctx := context.Background()
	var signature []byte
	err := k.session.do(ctx, func() (err error) {
		signature, err = k.session.sign(ctx, mechanism, k.handle, message)
		return err
	})
	return signature, err
}

func (k *rsaKey) pssMechanism(hash crypto.Hash, opts *rsa.PSSOptions) (*p11.Mechanism, error) {
	d, ok := digests[hash]
	if !ok || !k.pss {
		return nil, fmt.Errorf("RSA-PSS with %v: %w", hash, token.ErrUnsupported)
	}
	salt := opts.SaltLength
	switch salt {
	case rsa.PSSSaltLengthEqualsHash:
		salt = hash.Size()
	case rsa.PSSSaltLengthAuto:
		// As long as fits (RFC 8017, 9.1.1).
		salt = (k.public.N.BitLen()-1+7)/8 - 2 - hash.Size()
	}
	if salt < 0 {
		return nil, errors.New("salt length does not fit the key")
	}
	return p11.NewMechanism(p11.CKM_RSA_PKCS_PSS, p11.NewPSSParams(d.mechanism, d.mgf, uint(salt))), nil
}

// Decrypt implements crypto.Decrypter: RSAES-OAEP if opts is
// *rsa.OAEPOptions, else RSAES-PKCS1-v1_5.
func (k *rsaKey) Decrypt(_ io.Reader, ciphertext []byte, opts crypto.DecrypterOpts) ([]byte, error) {
	switch opts := opts.(type) {
	case nil:
		return k.decrypt(p11.NewMechanism(p11.CKM_RSA_PKCS, nil), ciphertext)
	case *rsa.PKCS1v15DecryptOptions:
		if opts.SessionKeyLen > 0 {
			return k.decryptSessionKey(ciphertext, opts.SessionKeyLen)
		}
		return k.decrypt(p11.NewMechanism(p11.CKM_RSA_PKCS, nil), ciphertext)
	case *rsa.OAEPOptions:
		mechanism, err := oaepMechanism(opts)
		if err != nil {
			return nil, err
		}
		plain, err := k.decrypt(mechanism, ciphertext)
		if code(err) == p11.CKR_ARGUMENTS_BAD {
			// What SoftHSM says to a hash or a label that it cannot do.
			err = means(err, token.ErrUnsupported)
		}
		return plain, err
	default:
		return nil, fmt.Errorf("decryption options %T: %w", opts, token.ErrUnsupported)
	}
}

func (k *rsaKey) decrypt(mechanism *p11.Mechanism, ciphertext []byte) ([]byte, error) {
	ctx := context.Background()
	var plain []byte
	err := k.session.do(ctx, func() (err error) {
		plain, err = k.session.decrypt(ctx, mechanism, k.handle, ciphertext)
		return err
	})
	return plain, err
}

// decryptSessionKey answers a wrong padding with a random key, so that it
// shows nobody that the padding was wrong (see rsa.PKCS1v15DecryptOptions).
func (k *rsaKey) decryptSessionKey(ciphertext []byte, size int) ([]byte, error) {
	key := make([]byte, size)
	if _, err := io.ReadFull(rand.Reader, key); err != nil {
		return nil, err
	}
	plain, err := k.decrypt(p11.NewMechanism(p11.CKM_RSA_PKCS, nil), ciphertext)
	switch {
	case err == nil && len(plain) == size:
		return plain, nil
	case err == nil, errors.Is(err, token.ErrDriver) && !errors.Is(err, errClosed):
		return key, nil
	default:
		return nil, err
	}
}

func oaepMechanism(opts *rsa.OAEPOptions) (*p11.Mechanism, error) {
	mgfHash := opts.MGFHash
	if mgfHash == 0 {
		mgfHash = opts.Hash
	}
	hash, ok := digests[opts.Hash]
	mgf, ok2 := digests[mgfHash]
	if !ok || !ok2 {
		return nil, fmt.Errorf("RSA-OAEP with %v: %w", opts.Hash, token.ErrUnsupported)
	}
	return p11.NewMechanism(p11.CKM_RSA_PKCS_OAEP,
		p11.NewOAEPParams(hash.mechanism, mgf.mgf, p11.CKZ_DATA_SPECIFIED, opts.Label)), nil
}
