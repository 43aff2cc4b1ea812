package discovery_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"ukey/app/discovery"
	"ukey/assets"
)

func TestOurListSaysHowEachEntryIsKnown(t *testing.T) {
	type entry struct {
		Name, Source, Confidence string
		Linux, Windows           []string
	}
	var list []entry
	decoder := json.NewDecoder(bytes.NewReader(assets.Drivers()))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&list); err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if e.Name == "" || e.Source == "" || len(e.Linux)+len(e.Windows) == 0 {
			t.Errorf("entry without a name, a source or a path: %+v", e)
		}
		if !slices.Contains([]string{"high", "medium", "low"}, e.Confidence) {
			t.Errorf("%s: confidence %q", e.Name, e.Confidence)
		}
	}
}

// What is found on the machine of the tests is not known, but that looking
// does not fail is.
func TestLookingHereFindsOnlyFilesThatThereAre(t *testing.T) {
	for _, l := range discovery.Find(nil, discovery.Here()) {
		if l.Path == "" || l.Vendor == "" || l.Source == discovery.Settings {
			t.Errorf("%+v", l)
		}
	}
}
