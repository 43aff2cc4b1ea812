package discovery

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
)

// vendor is an entry of our list.
type vendor struct {
	Name string `json:"name"`
	// Source says how the entry is known, and Confidence how sure it is:
	// high, medium or low. Both are for those who keep the list.
	Source     string   `json:"source"`
	Confidence string   `json:"confidence"`
	Linux      []string `json:"linux"`
	Windows    []string `json:"windows"`
}

// paths are the vendor's on an operating system. They may hold wildcards and
// variables written %NAME%.
func (v vendor) paths(goos string) []string {
	switch goos {
	case "linux":
		return v.Linux
	case "windows":
		return v.Windows
	default:
		return nil
	}
}

// builtIn returns the libraries of our list that there are. The list is part
// of the program, so a malformed one is a bug.
func (in Places) builtIn() []Library {
	var vendors []vendor
	if err := json.Unmarshal(in.Vendors, &vendors); err != nil {
		panic(fmt.Sprintf("built-in driver list: %v", err))
	}
	var found []Library
	for _, v := range vendors {
		for _, pattern := range v.paths(in.GOOS) {
			matches, err := filepath.Glob(expand(pattern, in.Getenv))
			if err != nil {
				continue // a bracket in an environment variable, at worst
			}
			for _, path := range matches {
				if isFile(path) {
					found = append(found, Library{Path: path, Vendor: v.Name, Source: BuiltIn})
				}
			}
		}
	}
	return found
}

var variable = regexp.MustCompile(`%[^%]+%`)

// expand replaces %NAME% by the environment variable, as Windows does. It is
// empty if one is not set: what is left of the path would be another one.
func expand(path string, getenv func(string) string) string {
	complete := true
	expanded := variable.ReplaceAllStringFunc(path, func(name string) string {
		value := getenv(name[1 : len(name)-1])
		complete = complete && value != ""
		return value
	})
	if !complete {
		return ""
	}
	return expanded
}
