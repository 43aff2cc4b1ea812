package renew

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"time"

	"ukey/token"
)

// Window is the time in which a certificate had best be renewed.
type Window struct{ From, Until time.Time }

// DefaultWindow is for a certificate whose CA does not say: it opens warnDays
// before the end, and a third of that is left when it closes, for whatever may
// go wrong.
func DefaultWindow(c *token.Certificate, warnDays int) Window {
	return Window{
		From:  c.NotAfter.AddDate(0, 0, -warnDays),
		Until: c.NotAfter.AddDate(0, 0, -warnDays/3),
	}
}

// Point is a moment in the window that is always the same for a certificate
// and anywhere for different ones, so that they do not all come at once.
func (w Window) Point(c *token.Certificate) time.Time {
	sum := sha256.Sum256(append([]byte("renewal point\x00"), c.DER...))
	part := float64(binary.BigEndian.Uint64(sum[:])) / math.MaxUint64
	return w.From.Add(time.Duration(part * float64(w.Until.Sub(w.From)))).Truncate(time.Second)
}
