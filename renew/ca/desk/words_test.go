package desk_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ukey/assets"
)

func texts(t *testing.T, language string) map[string]any {
	t.Helper()
	data, err := assets.Translation(language, "desk")
	must(t, err)
	var all map[string]any
	must(t, json.Unmarshal(data, &all))
	return all
}

func TestBothLanguagesTakeTheSameValues(t *testing.T) {
	value := regexp.MustCompile(`\{\{\.(\w+)\}\}`)
	values := func(text any) []string {
		data, err := json.Marshal(text)
		must(t, err)
		var names []string
		for _, found := range value.FindAllStringSubmatch(string(data), -1) {
			names = append(names, found[1])
		}
		slices.Sort(names)
		return slices.Compact(names)
	}
	english := texts(t, "en")
	for id, text := range texts(t, "zh-Hans") {
		if a, b := values(text), values(english[id]); !slices.Equal(a, b) {
			t.Errorf("%s takes %v in Chinese and %v in English", id, a, b)
		}
	}
}

// TestEveryTextIsUsedAndEveryUsedOneExists reads the sources: an ID stands there
// whole, or its beginning does, before a value.
func TestEveryTextIsUsedAndEveryUsedOneExists(t *testing.T) {
	var whole, beginnings []string
	literal := regexp.MustCompile(`"(desk\.[\w.-]*)"`)
	sources, err := filepath.Glob("*.go")
	must(t, err)
	pages, err := filepath.Glob("templates/*.html")
	must(t, err)
	for _, file := range append(sources, pages...) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		must(t, err)
		for _, found := range literal.FindAllStringSubmatch(string(source), -1) {
			if id := found[1]; strings.HasSuffix(id, ".") || strings.HasSuffix(id, "-") {
				beginnings = append(beginnings, id)
			} else if !strings.HasSuffix(id, ".css") && !strings.HasSuffix(id, ".svg") {
				whole = append(whole, id)
			}
		}
	}
	there := texts(t, "zh-Hans")
	for _, id := range whole {
		if _, ok := there[id]; !ok {
			t.Errorf("%s is used and does not exist", id)
		}
	}
	for id := range there {
		made := slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(id, b) })
		if !slices.Contains(whole, id) && !made {
			t.Errorf("%s is never used", id)
		}
	}
}
