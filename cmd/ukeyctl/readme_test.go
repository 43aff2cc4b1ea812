package main

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"ukey/ui/report"
)

// readme is the part of README.md for people who write scripts.
func readme(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(string(b), "\n## For scripts\n")
	if !found {
		t.Fatal("README.md has no part for scripts")
	}
	text, _, _ = strings.Cut(text, "\n## ")
	return text
}

// fields are the JSON names of a document and of what it holds.
func fields(kind reflect.Type, found map[string]bool) {
	switch kind.Kind() {
	case reflect.Pointer, reflect.Slice:
		fields(kind.Elem(), found)
	case reflect.Struct:
		for i := range kind.NumField() {
			field := kind.Field(i)
			if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
				found[name] = true
			}
			fields(field.Type, found)
		}
	}
}

func TestREADMENamesEveryFieldAndNoOther(t *testing.T) {
	there := map[string]bool{}
	for _, document := range []any{
		listDocument{},
		showDocument{},
		checkDocument{},
		report.Document{},
		watchDocument{},
		pinDone{},
		unblockDone{},
		renewDone{},
		renewalsDocument{},
		complaint{},
	} {
		fields(reflect.TypeOf(document), there)
	}
	_, documents, _ := strings.Cut(readme(t), "\n### JSON\n")
	named := map[string]bool{}
	for _, line := range strings.Split(documents, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 4 {
			continue
		}
		for _, name := range regexp.MustCompile("`([a-zA-Z0-9]+)`").FindAllStringSubmatch(cells[2], -1) {
			named[name[1]] = true
			if !there[name[1]] {
				t.Errorf("no document has %q", name[1])
			}
		}
	}
	for name := range there {
		if !named[name] {
			t.Errorf("%q is not in README.md", name)
		}
	}
}

func TestREADMEListsEveryExitCode(t *testing.T) {
	text := readme(t)
	for code := exitDone; code <= exitExpired; code++ {
		if !strings.Contains(text, fmt.Sprintf("\n| %d | ", code)) {
			t.Errorf("exit code %d is not listed", code)
		}
	}
	if strings.Contains(text, fmt.Sprintf("\n| %d | ", exitExpired+1)) {
		t.Error("there is no such exit code")
	}
}
