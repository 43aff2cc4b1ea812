package softkey

import "crypto"

// PairSpec is a key pair to be put on a token, as if it had been made there:
// the private half is sensitive and cannot be extracted. RSA keys may sign,
// decrypt and unwrap; EC keys may sign and derive.
type PairSpec struct {
	ID    []byte // CKA_ID of all its objects
	Label string
	Key   crypto.Signer // *rsa.PrivateKey or *ecdsa.PrivateKey
	// Certificate is stored beside the pair unless it is empty.
	Certificate []byte
	// WithoutPublicKey leaves the public key object out, so that without a
	// PIN nothing but the certificate is seen.
	WithoutPublicKey bool
}

// AddPair stores pairs and their certificates. The token's PIN must be known,
// and be the current one.
func (t *Token) AddPair(specs ...PairSpec) error {
	var objects []object
	for _, spec := range specs {
		private, public, err := pairObjects(spec.ID, spec.Label, spec.Key)
		if err != nil {
			return err
		}
		objects = append(objects, private)
		if !spec.WithoutPublicKey {
			objects = append(objects, public)
		}
		if len(spec.Certificate) > 0 {
			objects = append(objects, certificateObject(spec.ID, spec.Label, spec.Certificate))
		}
	}
	return t.load(objects...)
}

// AddCertificate stores a certificate object that holds der, which may be any
// bytes but must not be empty.
func (t *Token) AddCertificate(id []byte, label string, der []byte) error {
	return t.load(certificateObject(id, label, der))
}
