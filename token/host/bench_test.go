//go:build cgo && linux

package host_test

import (
	"testing"

	"ukey/token"
	"ukey/token/pkcs11"
)

// The same call, in this process and in another. The difference is what the
// safety costs.
func BenchmarkTokens(b *testing.B) {
	rig := newBench(b, token.P256)
	inside, err := pkcs11.Load(rig.module)
	must(b, err)
	defer inside.Close()
	for name, d := range map[string]token.Driver{"in process": inside, "host": rig.host(b)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Tokens(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
