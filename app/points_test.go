//go:build linux

package app_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"ukey/token"
)

var everyPoint = flag.Bool("points", false, "cut a renewal off at every point, not at a sample of them")

// TestARenewalSurvivesBeingCutOffAnywhere cuts a renewal off at every point
// and in every way (points*_test.go), starts it again, and looks at what there
// is then: one new pair of certificates, everything old untouched, nothing
// left over, and one pair issued by the CA. Without -points it takes a sample.
func TestARenewalSurvivesBeingCutOffAnywhere(t *testing.T) {
	w := newWorld(t)
	for _, f := range flows {
		tape := w.record(t, f)
		var tried, there atomic.Int32
		t.Run(f.name, func(t *testing.T) {
			for kind, way := range ways {
				points := way.points(tape)
				there.Add(int32(len(points)))
				for i, name := range points {
					if !*everyPoint && !sampled(f, kind, i, name) {
						continue
					}
					t.Run(fmt.Sprintf("%s %03d %s", way.name, i+1, name), func(t *testing.T) {
						t.Parallel()
						w.tryPoint(t, f, way, i+1)
						tried.Add(1)
					})
				}
			}
		})
		t.Logf("%s: cut off at %d of %d points", f.name, tried.Load(), there.Load())
	}
}

// sampled takes some of the points, others in each kind of way: more of those
// about what changes something, fewer of the many calls that only read.
func sampled(f flow, kind, i int, name string) bool {
	changes := []string{"C_GenerateKeyPair", "C_CreateObject", "C_UnwrapKey", "C_DeriveKey", "C_DestroyObject", "C_Sign", "C_Login"}
	if strings.HasPrefix(name, "C_") && !slices.Contains(changes, name) {
		return (i+17*kind)%(20*f.sample) == 0
	}
	return (i+kind)%f.sample == 0
}

// tryPoint cuts a renewal off at one point and starts it again.
func (w *world) tryPoint(t *testing.T, f flow, way way, n int) {
	c := w.newCase(t, f)
	defer func() {
		if t.Failed() {
			t.Logf("cut off with: %v", c.cutBy)
		}
	}()
	way.cut(t, c, n)
	c.checkOldPairs(t)
	way.mend(t, c)
	c.finish(t)
	if n, want := way.count(t, c), 2*len(c.old); n != want {
		t.Errorf("%d objects on the key, want %d old ones and as many new ones", n, want/2)
	}
}

// finish starts a renewal again that was cut off, and makes sure that it comes
// to a good end.
func (c *pointCase) finish(t *testing.T) {
	t.Helper()
	c.lenient.Store(true)
	if !c.flow.over(t, c) { // the cut may have come too late to matter
		if err := c.carryOn(t); err != nil {
			t.Fatalf("not finished by starting it again: %v", err)
		}
	}
	c.checkOldPairs(t)
	c.checkEnd(t)
}

// checkOldPairs makes sure that no old object was touched, byte for byte.
func (c *pointCase) checkOldPairs(t *testing.T) {
	t.Helper()
	now := c.objectFiles(t)
	for name, content := range c.old {
		if now[name] != content {
			t.Errorf("object %s of the old pairs was touched", name)
		}
	}
}

// checkEnd makes sure that there is one of everything.
func (c *pointCase) checkEnd(t *testing.T) {
	t.Helper()
	certs := slices.DeleteFunc(c.onKey(t), func(cert token.Certificate) bool { return len(cert.DER) == 0 }) // see identified
	if len(certs) != 4 {
		t.Errorf("%d certificates on the key, want 4", len(certs))
	}
	for _, cert := range certs {
		if cert.Err != nil || !cert.HasPrivateKey {
			t.Errorf("%s certificate %q: its key is %v there, error %v", cert.Use, cert.Label, cert.HasPrivateKey, cert.Err)
		}
	}
	if n := c.issued(); n != 2 {
		t.Errorf("the CA has issued %d certificates, want one of each use", n)
	}
	if !c.flow.over(t, c) {
		t.Error("something is left to be done")
	}
	for _, name := range c.journalFiles(t) {
		if strings.HasSuffix(name, ".new") || strings.HasSuffix(name, ".damaged") {
			t.Errorf("%s was left beside the journal", name)
		}
	}
}
