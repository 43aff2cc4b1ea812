package host

import (
	"crypto"
	"fmt"
	"sync"

	"ukey/token"
)

// errUnknown: the other side named a session or a key that is closed.
var errUnknown = fmt.Errorf("%w: session is closed", token.ErrRemoved)

// table numbers the sessions and keys that the other side has. It is safe for
// concurrent use.
type table struct {
	mu       sync.Mutex
	last     uint64
	sessions map[uint64]token.Session
	keys     map[uint64]numberedKey
}

// numberedKey lives as long as its session.
type numberedKey struct {
	session uint64
	key     crypto.PrivateKey
}

func (t *table) addSession(s token.Session) uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sessions == nil {
		t.sessions = make(map[uint64]token.Session)
		t.keys = make(map[uint64]numberedKey)
	}
	t.last++
	t.sessions[t.last] = s
	return t.last
}

func (t *table) session(id uint64) (token.Session, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s, ok := t.sessions[id]
	if !ok {
		return nil, errUnknown
	}
	return s, nil
}

// removeSession forgets a session and its keys, and returns it.
func (t *table) removeSession(id uint64) (token.Session, error) {
	s, err := t.session(id)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.sessions, id)
	for number, k := range t.keys {
		if k.session == id {
			delete(t.keys, number)
		}
	}
	return s, nil
}

func (t *table) addKey(session uint64, key crypto.PrivateKey) uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last++
	t.keys[t.last] = numberedKey{session, key}
	return t.last
}

func (t *table) key(id uint64) (crypto.PrivateKey, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, ok := t.keys[id]
	if !ok {
		return nil, errUnknown
	}
	return k.key, nil
}
