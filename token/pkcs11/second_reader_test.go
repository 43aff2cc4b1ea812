//go:build cgo && linux

package pkcs11_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"testing"

	second "github.com/google/go-pkcs11/pkcs11"

	"ukey/token"
	"ukey/token/pkcs11"
)

// An independent reader of the same token sees the same certificates, and a
// signature made through it and one made through us verify alike. It runs in a
// child because it has to be the first to initialise the library.
func TestSecondReaderAgrees(t *testing.T) {
	issuer := newIssuer(t)
	for _, algorithm := range []token.Algorithm{token.RSA2048, token.P256} {
		t.Run(string(algorithm), func(t *testing.T) {
			b := newBench(t, issuer, algorithm)
			path, err := b.store.Module()
			must(t, err)
			got := runChild(t, "second reader", nil, path, b.token.Serial, b.token.Label, b.token.PIN)
			if string(got) != "2 certificates alike, both signatures verify\n" {
				t.Errorf("child says %q", got)
			}
		})
	}
}

func readTwiceInChild(args []string) (err error) {
	ctx := context.Background()
	path, id, pin := args[0], token.ID{Driver: args[0], Serial: args[1], Label: args[2]}, args[3]

	module, err := second.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, module.Close()) }()
	theirs, signature, err := readWithSecond(module, id, pin)
	if err != nil {
		return fmt.Errorf("second reader: %w", err)
	}

	d, err := pkcs11.Load(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	ours, err := d.Certificates(ctx, id)
	if err != nil {
		return err
	}
	alike := 0
	for _, c := range ours {
		if theirs[string(c.DER)] {
			alike++
		}
	}
	if len(theirs) != len(ours) || alike != len(ours) {
		return fmt.Errorf("they see %d certificates, we see %d, %d alike", len(theirs), len(ours), alike)
	}

	s, err := d.Open(ctx, id, token.Auth{PIN: token.NewPIN([]byte(pin))})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for _, c := range ours {
		if c.Use != token.Signature {
			continue
		}
		private, err := s.PrivateKey(ctx, c.Ref())
		if err != nil {
			return err
		}
		own, err := private.(crypto.Signer).Sign(rand.Reader, hashed(), crypto.SHA256)
		if err != nil {
			return err
		}
		for who, sig := range map[string][]byte{"their": signature, "our": own} {
			if !verifies(c.Public, sig) {
				return fmt.Errorf("%s signature does not verify", who)
			}
		}
	}
	fmt.Fprintf(os.Stdout, "%d certificates alike, both signatures verify\n", alike)
	return nil
}

// readWithSecond reads all certificates and signs with the signing key.
func readWithSecond(module *second.Module, id token.ID, pin string) (certificates map[string]bool, signature []byte, err error) {
	slots, err := module.SlotIDs()
	if err != nil {
		return nil, nil, err
	}
	for _, n := range slots {
		info, err := module.SlotInfo(n)
		if err != nil || info.Serial != id.Serial {
			continue
		}
		slot, err := module.Slot(n, second.Options{PIN: pin})
		if err != nil {
			return nil, nil, err
		}
		defer func() { err = errors.Join(err, slot.Close()) }()
		return readSlot(slot)
	}
	return nil, nil, errors.New("token not found")
}

func readSlot(slot *second.Slot) (map[string]bool, []byte, error) {
	objects, err := slot.Objects(second.Filter{Class: second.ClassCertificate})
	if err != nil {
		return nil, nil, err
	}
	certificates := make(map[string]bool)
	for _, o := range objects {
		c, err := o.Certificate()
		if err != nil {
			return nil, nil, err
		}
		x, err := c.X509()
		if err != nil {
			return nil, nil, err
		}
		certificates[string(x.Raw)] = true
	}
	keys, err := slot.Objects(second.Filter{Class: second.ClassPrivateKey, Label: signingLabel})
	if err != nil || len(keys) != 1 {
		return nil, nil, fmt.Errorf("%d signing keys, %w", len(keys), err)
	}
	publics, err := slot.Objects(second.Filter{Class: second.ClassPublicKey, Label: signingLabel})
	if err != nil || len(publics) != 1 {
		return nil, nil, fmt.Errorf("%d public signing keys, %w", len(publics), err)
	}
	public, err := publics[0].PublicKey()
	if err != nil {
		return nil, nil, err
	}
	private, err := keys[0].PrivateKey(public)
	if err != nil {
		return nil, nil, err
	}
	signature, err := private.(crypto.Signer).Sign(rand.Reader, hashed(), crypto.SHA256)
	return certificates, signature, err
}

// signingLabel is what softkey calls an organisation's signing pair.
const signingLabel = "签名证书"

func hashed() []byte {
	sum := sha256.Sum256([]byte("续期"))
	return sum[:]
}

func verifies(public crypto.PublicKey, signature []byte) bool {
	switch public := public.(type) {
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(public, crypto.SHA256, hashed(), signature) == nil
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(public, hashed(), signature)
	default:
		return false
	}
}
