package capslock

import (
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Probe asks one X server. It may be used from any goroutine. The zero Probe
// connects when it is first asked, to the server that DISPLAY names.
type Probe struct {
	mu     sync.Mutex
	conn   *xgb.Conn
	failed bool // there is no server, or it has gone
}

// On tells whether Caps Lock is on; known is false if that cannot be told.
func (p *Probe) On() (on, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed {
		return false, false
	}
	if p.conn == nil {
		conn, err := xgb.NewConn()
		if err != nil {
			p.failed = true
			return false, false
		}
		p.conn = conn
	}
	// Where the pointer is comes with what is held down and locked.
	root := xproto.Setup(p.conn).DefaultScreen(p.conn).Root
	answer, err := xproto.QueryPointer(p.conn, root).Reply()
	if err != nil {
		p.failed = true
		return false, false
	}
	return answer.Mask&xproto.KeyButMaskLock != 0, true
}

// Close lets go of the connection.
func (p *Probe) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil {
		p.conn.Close()
	}
	p.conn, p.failed = nil, true
}
