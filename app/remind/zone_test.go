//go:build unix

package remind

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// zoneFile is a zone that is always that many hours east (RFC 9636, version 1).
func zoneFile(hours int32) []byte {
	const types, characters = 1, 4
	file := append([]byte("TZif"), make([]byte, 16)...) // no version, reserved
	for _, count := range []uint32{0, 0, 0, 0, types, characters} {
		file = binary.BigEndian.AppendUint32(file, count)
	}
	file = binary.BigEndian.AppendUint32(file, uint32(hours*60*60))
	file = append(file, 0, 0) // no summer time, the first name
	return append(file, "ABC\x00"...)
}

func TestTheZoneFollowsTheComputer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "localtime")
	noon := time.Date(2026, time.July, 1, 12, 0, 0, 0, time.UTC)
	for hours, want := range map[int32]int{8: 20, 2: 14, -5: 7} {
		if err := os.WriteFile(file, zoneFile(hours), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := noon.In(zoneIn(file)).Hour(); got != want {
			t.Errorf("%d hours east: %d o'clock", hours, got)
		}
	}
	for _, broken := range []string{"", "TZif2 no more"} {
		if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		if zoneIn(file) != time.Local {
			t.Errorf("%q is a zone", broken)
		}
	}
}
