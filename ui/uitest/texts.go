package uitest

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ukey/assets"
	"ukey/ui/words"
)

// Texts says which texts a package shows: those of one area of the
// translations, whose IDs begin with the area's name and a dot.
type Texts struct {
	Area string
	// Made are the beginnings of IDs whose rest comes from a value. They
	// excuse texts that no source file names.
	Made []string
	// Composed are IDs whose rest comes from a value, each of which has to be
	// there.
	Composed []string
}

// Check holds the area to this: both languages have the same texts, which take
// the same values; every text is used by the package whose tests are running,
// and every text that it uses exists.
func (x Texts) Check(t *testing.T) {
	t.Helper()
	chinese := SameInBothLanguages(t, x.Area)
	written := literals(t, x.Area)
	for _, id := range x.Composed {
		written[id] = true
	}
	for id := range written {
		if _, ok := chinese[id]; !ok {
			t.Errorf("%s is used and does not exist", id)
		}
	}
	for id := range chinese {
		isMade := slices.ContainsFunc(x.Made, func(prefix string) bool { return strings.HasPrefix(id, prefix) })
		if !written[id] && !isMade {
			t.Errorf("%s is never used", id)
		}
	}
}

// SameInBothLanguages holds an area to having the same texts in both languages,
// which take the same values. It returns the Chinese ones.
func SameInBothLanguages(t *testing.T, area string) map[string]any {
	t.Helper()
	chinese, english := texts(t, words.Chinese, area), texts(t, words.English, area)
	if a, b := slices.Sorted(maps.Keys(chinese)), slices.Sorted(maps.Keys(english)); !slices.Equal(a, b) {
		t.Errorf("%s: the languages have different texts:\n%v\n%v", area, a, b)
	}
	for id, text := range chinese {
		if a, b := values(text), values(english[id]); !slices.Equal(a, b) {
			t.Errorf("%s takes %v in Chinese and %v in English", id, a, b)
		}
	}
	return chinese
}

// texts are the texts of one of the translation files, by ID.
func texts(t *testing.T, l words.Language, area string) map[string]any {
	t.Helper()
	data, err := assets.Translation(string(l), area)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// values are the names of what a text's template takes.
func values(text any) []string {
	data, _ := json.Marshal(text)
	var found []string
	for _, m := range regexp.MustCompile(`\{\{\.(\w+)\}\}`).FindAllStringSubmatch(string(data), -1) {
		found = append(found, m[1])
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// literals are the IDs of an area in the source files of the running tests'
// package.
func literals(t *testing.T, area string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	literal := regexp.MustCompile(`"(` + regexp.QuoteMeta(area) + `\.[\w.-]*\w)"`)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
			found[m[1]] = true
		}
	}
	return found
}
