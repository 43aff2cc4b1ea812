package ui

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ukey/app"
	"ukey/assets"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/ui/words"
)

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

func TestEveryTextIsThereInEveryLanguage(t *testing.T) {
	for _, area := range []string{"ui", "fyne"} {
		chinese := slices.Sorted(maps.Keys(texts(t, words.Chinese, area)))
		english := slices.Sorted(maps.Keys(texts(t, words.English, area)))
		if !slices.Equal(chinese, english) {
			t.Errorf("%s: the languages have different texts:\n%v\n%v", area, chinese, english)
		}
	}
}

func TestTheTemplatesOfBothLanguagesTakeTheSameValues(t *testing.T) {
	value := regexp.MustCompile(`\{\{\.(\w+)\}\}`)
	names := func(text any) []string {
		data, _ := json.Marshal(text)
		var found []string
		for _, m := range value.FindAllStringSubmatch(string(data), -1) {
			found = append(found, m[1])
		}
		slices.Sort(found)
		return slices.Compact(found)
	}
	english := texts(t, words.English, "ui")
	for id, text := range texts(t, words.Chinese, "ui") {
		if a, b := names(text), names(english[id]); !slices.Equal(a, b) {
			t.Errorf("%s takes %v in Chinese and %v in English", id, a, b)
		}
	}
}

// made are the beginnings of IDs whose rest comes from a value.
var made = []string{"ui.attribute.", "ui.country.", "ui.theme.", "ui.progress.", "ui.form.hint.", "ui.review.by."}

// composed are the IDs whose rest comes from a value, each of which has to be
// there.
func composed() (ids []string) {
	for _, step := range renew.Steps() {
		ids = append(ids, "ui.progress."+string(step))
	}
	for _, page := range pageNames {
		ids = append(ids, "ui.wizard."+page)
	}
	for _, stage := range []app.Stage{app.StageFill, app.StageReview, app.StageCorrect, app.StageRejected, app.StageInstall} {
		ids = append(ids, "ui.application.act."+string(stage))
	}
	for _, state := range cases.States() {
		ids = append(ids, "ui.review.event."+string(state))
	}
	for _, kind := range cases.Kinds() {
		ids = append(ids, "ui.scans.want."+string(kind))
	}
	for _, purpose := range []app.Purpose{app.ForRenewal, app.ForApplication} {
		ids = append(ids, "ui.pin.for-"+string(purpose))
	}
	return append(ids, "ui.renew.failed", "ui.install.failed")
}

func TestEveryTextIsUsedAndEveryUsedOneExists(t *testing.T) {
	written := map[string]bool{}
	literal := regexp.MustCompile(`"(ui\.[\w.-]*\w)"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
			written[m[1]] = true
		}
	}
	for _, id := range composed() {
		written[id] = true
	}
	there := texts(t, words.Chinese, "ui")
	for id := range written {
		if _, ok := there[id]; !ok {
			t.Errorf("%s is used and does not exist", id)
		}
	}
	for id := range there {
		isMade := slices.ContainsFunc(made, func(prefix string) bool { return strings.HasPrefix(id, prefix) })
		if !written[id] && !isMade {
			t.Errorf("%s is never used", id)
		}
	}
}
