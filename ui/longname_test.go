package ui

import (
	"strings"
	"testing"

	"ukey/app"
	"ukey/token"
)

// longNamed is a key whose certificates are called by two thousand letters
// without a place to break them. What a key itself is called has 32 at most
// (PKCS#11, CK_TOKEN_INFO).
func longNamed(t testing.TB) app.Key {
	name := strings.Repeat("W", 2000)
	k := companyKey(t)
	k.ID.Label, k.ID.Serial, k.Manufacturer, k.Model = name[:32], name[:16], name[:32], name[:16]
	for i := range k.Certificates {
		c := &k.Certificates[i]
		c.Label = name
		for _, n := range []*token.Name{&c.Subject, &c.Issuer} {
			for j := range n.Attributes {
				n.Attributes[j].Value = name
			}
		}
	}
	return k
}

func TestNamesOfAnyLengthLeaveEveryScreenWithItsButtonsInView(t *testing.T) {
	for name, open := range map[string]func(*harness){
		"the main window": func(h *harness) { h.win.Canvas().Focus(h.pane.details) },
		"the key":         func(h *harness) { h.pick(selection{key: h.model.selected.key}); h.win.Canvas().Focus(h.pane.pin) },
		"the details":     (*harness).openDetails,
		"the PIN form":    (*harness).openPIN,
		"unlocking":       (*harness).openUnlockHelp,
		"the renewals":    (*harness).openRenewal,
	} {
		t.Run(name, func(t *testing.T) {
			h := openWith(t, longNamed(t))
			open(h)
			h.FocusInView()
			for range 3 {
				h.Tab()
				h.FocusInView()
			}
		})
	}
}

// openWith opens the smallest window with a key.
func openWith(t *testing.T, key app.Key) *harness {
	t.Helper()
	h := open(t, chinese())
	h.small()
	h.plug(snapshot(key))
	return h
}
