package tokentest

import (
	"crypto/aes"
	"encoding/binary"
	"errors"
)

// wrapPadded wraps a key as RFC 5649 says (AES Key Wrap with Padding). The
// suite has its own, since what it tests is the way back inside the token.
func wrapPadded(kek, plain []byte) ([]byte, error) {
	block, err := aes.NewCipher(kek)
	if err != nil {
		return nil, err
	}
	if len(plain) == 0 || uint64(len(plain)) > 1<<32-1 {
		return nil, errors.New("key of a length that cannot be wrapped")
	}
	// The alternative initial value: a constant and the length (section 3).
	var check [aes.BlockSize / 2]byte
	copy(check[:], []byte{0xA6, 0x59, 0x59, 0xA6})
	binary.BigEndian.PutUint32(check[4:], uint32(len(plain)))

	const half = aes.BlockSize / 2
	padded := make([]byte, (len(plain)+half-1)/half*half)
	copy(padded, plain)
	out := append(check[:], padded...)
	if len(padded) == half {
		block.Encrypt(out, out)
		return out, nil
	}
	// The wrapping of RFC 3394, 2.2.1.
	var b [aes.BlockSize]byte
	n := len(padded) / half
	for round := range 6 {
		for i := 1; i <= n; i++ {
			copy(b[:half], out[:half])
			copy(b[half:], out[i*half:])
			block.Encrypt(b[:], b[:])
			counter := binary.BigEndian.Uint64(b[:half]) ^ uint64(n*round+i)
			binary.BigEndian.PutUint64(out[:half], counter)
			copy(out[i*half:], b[half:])
		}
	}
	return out, nil
}
