package renew

import "ukey/token"

// objectOverhead is roughly what an object takes on a token beside the numbers
// or the certificate in it, in bytes.
const objectOverhead = 300

// Space is roughly how many bytes the new pairs and certificates will take of
// a token, in objects that are read without the PIN and with it.
func (j *Journal) Space() (public, private int) {
	bits := map[token.Algorithm]int{
		token.RSA2048: 2048, token.RSA3072: 3072, token.RSA4096: 4096, token.P256: 256, token.P384: 384,
	}[j.Algorithm]
	pairs := []*Pair{&j.OldSignature}
	if j.OldEncryption != nil {
		pairs = append(pairs, j.OldEncryption)
	}
	for _, old := range pairs {
		public += len(old.Certificate) + bits/8 + 2*objectOverhead
		// An RSA key is a modulus, an exponent and five numbers of half the
		// length.
		private += bits/8*9/2 + objectOverhead
	}
	return public, private
}
