package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/assets"
)

const root = "../../.."

// kept is the index in the assets.
func kept(t *testing.T) (list []Entry) {
	t.Helper()
	data, err := fs.ReadFile(assets.Licences(), "index.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// readSource looks at every folder of source: the go command remembers a test's
// result until a file changes that the test itself has looked at.
func readSource(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if entry != nil && entry.IsDir() && path != root && strings.HasPrefix(entry.Name(), ".") {
			return fs.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
}

func TestEveryModuleThatIsLinkedIsListedWithItsLicence(t *testing.T) {
	readSource(t)
	now, err := gather(root)
	if err != nil {
		t.Fatal(err)
	}
	got := kept(t)
	// Which Go builds the programs is not the project's to fix.
	isGo := func(e Entry) bool { return e.Name == "Go" }
	hasText := func(e Entry) Entry { e.text = ""; return e }
	strip := func(list []Entry) (out []Entry) {
		for _, e := range slices.DeleteFunc(slices.Clone(list), isGo) {
			out = append(out, hasText(e))
		}
		return out
	}
	if diff := cmp.Diff(strip(now), strip(got), cmp.AllowUnexported(Entry{})); diff != "" {
		t.Errorf("run `make licences`; linked (-), listed (+):\n%s", diff)
	}
	for _, e := range slices.DeleteFunc(now, isGo) {
		text, err := fs.ReadFile(assets.Licences(), e.File)
		if err != nil || string(text) != e.text {
			t.Errorf("run `make licences`; the text of %s is another one (%v)", e.Name, err)
		}
	}
}

func TestNoTextIsKeptOfWhatIsNotLinked(t *testing.T) {
	files, err := fs.Glob(assets.Licences(), "*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !slices.ContainsFunc(kept(t), func(e Entry) bool { return e.File == file }) {
			t.Errorf("%s is not in the index", file)
		}
	}
}

func TestLicencesAreKnownByTheirWords(t *testing.T) {
	for want, file := range map[string]string{"Apache-2.0": "LICENSE", "OFL-1.1": "assets/fonts/OFL.txt"} {
		data, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		if got := licencesIn(string(data)); !slices.Equal(got, []string{want}) {
			t.Errorf("%s is taken for %v", file, got)
		}
	}
	const bsd = "Copyright. Redistribution and use: Redistributions of source code must retain x. Redistributions in binary form y."
	if got := licencesIn(bsd); !slices.Equal(got, []string{"BSD-2-Clause"}) {
		t.Errorf("two clauses are %v", got)
	}
	if got := licencesIn(bsd + " Neither the name of z"); !slices.Equal(got, []string{"BSD-3-Clause"}) {
		t.Errorf("three clauses are %v", got)
	}
}

// A licence that would bind the programs is not taken for one of those that may
// be linked.
func TestAnUnknownLicenceIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "LICENSE")
	if err := os.WriteFile(file, []byte("GNU GENERAL PUBLIC LICENSE Version 3"), 0o600); err != nil {
		t.Fatal(err)
	}
	if e, err := entry("example.org/m", "v1.0.0", filepath.Dir(file), []string{file}); err == nil {
		t.Errorf("it is taken for %s", e.Licence)
	}
	if _, err := entry("example.org/m", "v1.0.0", "", nil); err == nil {
		t.Error("a module without a licence is taken")
	}
}
