package casework

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

// nonceLife is how long a nonce is good.
const nonceLife = 10 * time.Minute

// A nonce is when it expires, in seconds, then random bytes, then a MAC over
// both. It is remembered only once it is used, so that asking for many fills
// nothing.
const (
	nonceTime   = 8
	nonceRandom = 16
	nonceMAC    = 16
	nonceSize   = nonceTime + nonceRandom + nonceMAC
)

// Nonce makes a nonce.
func (s *Service) Nonce() cases.Nonce {
	expires := s.now().Add(nonceLife).Truncate(time.Second)
	nonce := binary.BigEndian.AppendUint64(nil, uint64(expires.Unix()))
	nonce = append(nonce, make([]byte, nonceRandom)...)
	rand.Read(nonce[nonceTime:]) // never fails
	nonce = append(nonce, s.nonceMAC(nonce)...)
	return cases.Nonce{Nonce: base64.RawURLEncoding.EncodeToString(nonce), Expires: expires.UTC()}
}

func (s *Service) nonceMAC(body []byte) []byte {
	mac := hmac.New(sha256.New, s.nonceKey)
	mac.Write(body)
	return mac.Sum(nil)[:nonceMAC]
}

// readNonce tells whether a nonce is one of ours and not expired, and what it
// is remembered by, which is the same for all texts of one nonce.
func (s *Service) readNonce(text string) (name store.Hash, expires time.Time, ok bool) {
	nonce, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(nonce) != nonceSize {
		return name, expires, false
	}
	body, mac := nonce[:nonceSize-nonceMAC], nonce[nonceSize-nonceMAC:]
	expires = time.Unix(int64(binary.BigEndian.Uint64(body)), 0)
	return sha256.Sum256(nonce), expires, hmac.Equal(mac, s.nonceMAC(body)) && s.now().Before(expires)
}
