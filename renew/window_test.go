package renew

import (
	"testing"
	"time"
)

// TestRenewalsAreSpreadOverTheirWindow: hundreds of certificates that end
// together are not renewed together, and each has one moment of its own.
func TestRenewalsAreSpreadOverTheirWindow(t *testing.T) {
	c := certificate(t, now.AddDate(-1, 0, 0), now.AddDate(0, 0, 27))
	w := DefaultWindow(c, 90)
	if left := c.NotAfter.Sub(w.Until); left != 30*24*time.Hour {
		t.Errorf("%v are left when the window closes", left)
	}
	var tenths [10]int
	for i := range 1000 {
		c.DER = []byte{byte(i >> 8), byte(i)}
		at := w.Point(c)
		if at.Before(w.From) || !at.Before(w.Until) {
			t.Fatalf("%v is not within %v", at, w)
		}
		if again := w.Point(c); !again.Equal(at) {
			t.Fatalf("%v became %v", at, again)
		}
		tenths[10*at.Sub(w.From)/w.Until.Sub(w.From)]++
	}
	for i, n := range tenths {
		if n < 50 {
			t.Errorf("tenth %d of the window has %d of 1000 certificates", i, n)
		}
	}
}
