package renew

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"fmt"

	"ukey/token"
)

// errNoMatch: what came out is not what went in.
var errNoMatch = errors.New("result does not match")

// selfTest proves the new pairs with the certificates as the key gives them
// back: what they verify was signed with the new key, what was encrypted to
// them opens with it. A key that is pulled out meanwhile has failed no test.
func (r *Renewal) selfTest(ctx context.Context) error {
	sign, err := r.readBack(ctx, r.Journal.Signature)
	if err != nil {
		return err
	}
	if err := failed("sign", testSigning(ctx, r.Session, sign)); err != nil {
		return err
	}
	if r.Journal.Envelope == nil {
		return nil
	}
	enc, err := r.readBack(ctx, *r.Journal.Encryption)
	if err != nil {
		return err
	}
	return failed("decrypt", testDecryption(ctx, r.Session, enc))
}

// failed tells a pair that does not work from a key or driver that could not
// be asked.
func failed(test string, err error) error {
	if errors.Is(err, errNoMatch) || errors.Is(err, rsa.ErrVerification) || errors.Is(err, token.ErrKeyNotFound) {
		return &SelfTestError{Test: test, Err: err}
	}
	return err
}

// readBack reads a certificate that was stored.
func (r *Renewal) readBack(ctx context.Context, p Pair) (*token.Certificate, error) {
	stored, err := r.Session.Certificates(ctx, p.KeyID)
	if err != nil {
		return nil, err
	}
	for i := range stored {
		if bytes.Equal(stored[i].DER, p.Certificate) {
			return &stored[i], nil
		}
	}
	return nil, &SelfTestError{Test: "read back", Err: errors.New("certificate is not on the token")}
}

func testSigning(ctx context.Context, s token.Session, c *token.Certificate) error {
	signer, err := token.SignerOf(ctx, s, c.Ref())
	if err != nil {
		return err
	}
	digest := sha256.Sum256(random(32))
	sig, err := signer.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		return err
	}
	switch pub := c.Public.(type) {
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(pub, crypto.SHA256, digest[:], sig)
	case *ecdsa.PublicKey:
		if !ecdsa.VerifyASN1(pub, digest[:], sig) {
			return errNoMatch
		}
		return nil
	default:
		return fmt.Errorf("%T: %w", pub, token.ErrUnsupported)
	}
}

func testDecryption(ctx context.Context, s token.Session, c *token.Certificate) error {
	key, err := s.PrivateKey(ctx, c.Ref())
	if err != nil {
		return err
	}
	var want, got []byte
	switch pub := c.Public.(type) {
	case *rsa.PublicKey:
		d, ok := key.(crypto.Decrypter)
		if !ok {
			return fmt.Errorf("decrypt: %w", token.ErrUnsupported)
		}
		want = random(32)
		sealed, err := rsa.EncryptPKCS1v15(rand.Reader, pub, want) // RSAES-PKCS1-v1_5 is what every token can open
		if err != nil {
			return err
		}
		got, err = d.Decrypt(rand.Reader, sealed, &rsa.PKCS1v15DecryptOptions{})
		if err != nil {
			return err
		}
	case *ecdsa.PublicKey:
		k, ok := key.(ecdh.KeyExchanger)
		if !ok {
			return fmt.Errorf("derive: %w", token.ErrUnsupported)
		}
		theirs, err := pub.ECDH()
		if err != nil {
			return err
		}
		ephemeral, err := theirs.Curve().GenerateKey(rand.Reader)
		if err != nil {
			return err
		}
		if want, err = ephemeral.ECDH(theirs); err != nil {
			return err
		}
		if got, err = k.ECDH(ephemeral.PublicKey()); err != nil {
			return err
		}
	default:
		return fmt.Errorf("%T: %w", pub, token.ErrUnsupported)
	}
	if !bytes.Equal(want, got) {
		return errNoMatch
	}
	return nil
}
