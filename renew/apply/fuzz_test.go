package apply

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"ukey/renew"
	"ukey/renew/cases"
)

// FuzzDraft: whatever lies on the disk, it is a draft whose files are its own,
// or it is refused.
func FuzzDraft(f *testing.F) {
	whole, err := json.Marshal(&Draft{
		Version: draftVersion, ID: "0123456789abcdef", CA: "https://ca.example", Old: renew.Pair{Certificate: []byte{1}},
		Scans: map[cases.Kind]*Scan{cases.IDCard: {File: "id-card-0123456789abcdef.png"}},
		Case:  &cases.Case{ID: "c"}, Ticket: &cases.Ticket{Case: "c"},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"version":1,"id":"0123456789abcdef","ca":"x","old":{"certificate":"AA=="},"scans":{"id-card":{"file":"../x"}}}`))
	f.Add([]byte(`{"version":9e99}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := parse(text)
		if err != nil {
			return
		}
		if !isID(d.ID) || len(d.Old.Certificate) == 0 {
			t.Errorf("taken for a draft: %+v", d)
		}
		for _, scan := range d.Scans {
			if filepath.Base(scan.File) != scan.File || scan.File == mainFile {
				t.Errorf("a scan in %q", scan.File)
			}
		}
		_, _ = json.Marshal(d)
		d.Purge()
	})
}
