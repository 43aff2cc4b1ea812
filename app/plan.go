package app

import (
	"slices"

	"ukey/renew"
	"ukey/token"
)

// Renewable returns the certificates that a renewal of the key would replace:
// the signature certificate in force and, unless it serves for both uses, the
// encryption certificate of the same subject (else nil). On a key with
// certificates of several owners it is the one that ends first and has not
// ended yet. The error is renew.ErrNothingToRenew if there is no signature
// certificate with its key.
func (k *Key) Renewable() (signature, encryption *Certificate, err error) {
	for i := range k.Certificates {
		c := &k.Certificates[i]
		if c.Err != nil || c.IsCA || c.Superseded || !k.Holds(c) || c.Use == token.Encryption {
			continue
		}
		if signature == nil || sooner(c, signature) {
			signature = c
		}
	}
	if signature == nil {
		return nil, nil, renew.ErrNothingToRenew
	}
	return signature, k.encryptionOf(signature), nil
}

// Holds tells whether the private key of one of the key's certificates is on
// the key, as far as that is seen without the PIN. A token may hide private
// keys and keep no public ones: then nothing is seen of any pair, and each
// certificate with an ID may have its own. Who opens the token finds out.
func (k *Key) Holds(c *Certificate) bool {
	seen := slices.ContainsFunc(k.Certificates, func(c Certificate) bool { return c.HasPrivateKey })
	return c.HasPrivateKey || !seen && c.ID != ""
}

// encryptionOf is the encryption certificate of the same subject, nil if there
// is none or the signature certificate serves for both.
func (k *Key) encryptionOf(signature *Certificate) (encryption *Certificate) {
	if signature.Use == token.Both {
		return nil
	}
	for i := range k.Certificates {
		c := &k.Certificates[i]
		if c.Err == nil && !c.IsCA && !c.Superseded && c.Use == token.Encryption &&
			c.Subject.String() == signature.Subject.String() {
			encryption = c
		}
	}
	return encryption
}

// sooner prefers what can still be renewed, and of that what ends first.
func sooner(a, b *Certificate) bool {
	if (a.Status == token.Expired) != (b.Status == token.Expired) {
		return b.Status == token.Expired
	}
	return a.NotAfter.Before(b.NotAfter)
}
