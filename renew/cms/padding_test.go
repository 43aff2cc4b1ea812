package cms

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"testing"
)

func TestOnlyWholePaddingIsTakenOff(t *testing.T) {
	key, iv := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, aes.BlockSize)
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	// ending encrypts two blocks, the second of which ends like that.
	ending := func(padding ...byte) []byte {
		plain := append(bytes.Repeat([]byte{'x'}, 2*aes.BlockSize-len(padding)), padding...)
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(plain, plain)
		return plain
	}
	for name, c := range map[string]struct {
		key, iv, ciphertext []byte
		want                int // length of the content; -1 if there is none
	}{
		"one byte":          {key, iv, ending(1), 31},
		"three bytes":       {key, iv, ending(3, 3, 3), 29},
		"a whole block":     {key, iv, ending(bytes.Repeat([]byte{16}, 16)...), 16},
		"zero":              {key, iv, ending(0), -1},
		"more than a block": {key, iv, ending(bytes.Repeat([]byte{17}, 17)...), -1},
		"more than there":   {key, iv, ending(200), -1},
		"bytes that differ": {key, iv, ending(3, 2, 3), -1},
		"half a block":      {key, iv, ending(1)[:24], -1},
		"nothing":           {key, iv, nil, -1},
		"no key":            {nil, iv, ending(1), -1},
		"short IV":          {key, iv[:15], ending(1), -1},
	} {
		got, err := decryptCBC(c.key, c.iv, c.ciphertext)
		if c.want < 0 && !errors.Is(err, ErrDecrypt) {
			t.Errorf("%s: got %d bytes, %v", name, len(got), err)
		}
		if c.want >= 0 && (err != nil || !bytes.Equal(got, bytes.Repeat([]byte{'x'}, c.want))) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}
