package main

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ukey/assets"
	"ukey/ui/words"
)

// texts reads the command line's own texts.
func texts(t *testing.T, lang words.Language) map[string]any {
	t.Helper()
	b, err := assets.Translation(string(lang), "cli")
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestBothLanguagesHaveTheSameTexts(t *testing.T) {
	zh := slices.Sorted(maps.Keys(texts(t, words.Chinese)))
	en := slices.Sorted(maps.Keys(texts(t, words.English)))
	if !slices.Equal(zh, en) {
		t.Errorf("differ:\n%v\n%v", zh, en)
	}
}

// The names of some texts are put together in the code; the part in quotation
// marks is then the beginning of a name, and ends with a dot.
func TestEveryTextInTheCodeExistsAndEveryTextIsUsed(t *testing.T) {
	all := texts(t, words.Chinese)
	used := map[string]bool{}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	literal := regexp.MustCompile(`"(cli\.[a-zA-Z.-]+)"`)
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		source, err := os.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
			id := m[1]
			found := false
			for text := range all {
				if text == id || text == id+".next" || (strings.HasSuffix(id, ".") && strings.HasPrefix(text, id)) {
					used[text], found = true, true
				}
			}
			if !found {
				t.Errorf("%s: there is no text %q", e.Name(), id)
			}
		}
	}
	for text := range all {
		if !used[text] {
			t.Errorf("text %q is not used", text)
		}
	}
}
