package app

import (
	"bytes"
	"slices"
)

// once drops keys that are there already, seen through another driver that was
// asked before, and notes that driver's.
func once(keys []Key) []Key {
	var out []Key
	for _, k := range keys {
		first := slices.IndexFunc(out, func(other Key) bool { return sameKey(&other, &k) })
		if first < 0 {
			out = append(out, k)
			continue
		}
		out[first].Also = append(out[first].Also, k.ID.Driver)
	}
	return out
}

// sameKey tells whether two drivers show one and the same key: it says the
// same of itself and holds the same certificates. Keys without a serial number
// are never taken for the same, nor are those that one driver cannot read.
func sameKey(a, b *Key) bool {
	return a.ID.Driver != b.ID.Driver && a.ID.Serial != "" &&
		a.ID.Serial == b.ID.Serial && a.ID.Label == b.ID.Label && a.Manufacturer == b.Manufacturer &&
		a.Err == nil && b.Err == nil &&
		slices.Equal(fingerprints(a), fingerprints(b))
}

// fingerprints are those of a key's certificates, each once, in order.
func fingerprints(k *Key) [][32]byte {
	var all [][32]byte
	for i := range k.Certificates {
		all = append(all, k.Certificates[i].SHA256())
	}
	slices.SortFunc(all, func(a, b [32]byte) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(all)
}
