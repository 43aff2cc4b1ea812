package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// module is one that the programs are linked with.
type module struct {
	Path, Version, Dir string
	Main               bool

	// folders are those of its packages that are linked and of what these embed;
	// deep ones have sources of other languages beneath them.
	folders, deep []string
}

// goPackage is what is asked of `go list`.
type goPackage struct {
	ImportPath, Dir, Name string
	EmbedFiles, CgoFiles  []string
	Module                *module
}

// linkedModules are the modules of other people in any of the programs, on any
// of the systems that they are built for.
func linkedModules(root string) (map[string]*module, error) {
	linked := map[string]*module{}
	for _, goos := range []string{"linux", "windows"} {
		programs, err := programs(root, goos)
		if err != nil {
			return nil, err
		}
		// The Makefile's tags.
		packages, err := list(root, goos, append([]string{"-deps", "-tags", "x11,migrated_fynedo,no_emoji"}, programs...))
		if err != nil {
			return nil, err
		}
		for _, p := range packages {
			if p.Module == nil || p.Module.Main {
				continue
			}
			m := linked[p.Module.Path]
			if m == nil {
				m = p.Module
				linked[m.Path] = m
			}
			m.folders = append(m.folders, p.Dir)
			for _, file := range p.EmbedFiles {
				m.folders = append(m.folders, filepath.Dir(filepath.Join(p.Dir, file)))
			}
			if len(p.CgoFiles) > 0 {
				m.deep = append(m.deep, p.Dir)
			}
		}
	}
	return linked, nil
}

// programs are the commands that are shipped.
func programs(root, goos string) ([]string, error) {
	packages, err := list(root, goos, []string{"./cmd/..."})
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, p := range packages {
		if p.Name == "main" && !strings.Contains(p.ImportPath, "/internal/") {
			paths = append(paths, p.ImportPath)
		}
	}
	if len(paths) == 0 {
		return nil, errors.New("no program was found under cmd")
	}
	return paths, nil
}

// environment is what the go command goes by.
func environment(root, name string) (string, error) {
	command := exec.Command("go", "env", name)
	command.Dir = root
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("go env %s: %w", name, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// list runs `go list`, which needs no network once the modules are there.
func list(root, goos string, arguments []string) ([]goPackage, error) {
	command := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,Name,EmbedFiles,CgoFiles,Module"}, arguments...)...)
	command.Dir = root
	command.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=1")
	var complaints bytes.Buffer
	command.Stderr = &complaints
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, complaints.String())
	}
	var packages []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages, nil
		}
		if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		packages = append(packages, p)
	}
}

// licenceName is what files with licences and notices are called.
var licenceName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents|unlicense)([-_.].*)?$`)

// licenceFiles are the texts that come with a module: at its root, on the way
// down to each package that is linked, beside what is embedded, and beneath
// packages that bring C sources along. The root's come first.
func (m *module) licenceFiles() ([]string, error) {
	folders := []string{m.Dir}
	for _, folder := range m.folders {
		var up []string
		for ; len(folder) > len(m.Dir); folder = filepath.Dir(folder) {
			up = append(up, folder)
		}
		slices.Reverse(up)
		folders = append(folders, up...)
	}
	for _, folder := range m.deep {
		beneath, err := foldersIn(folder)
		if err != nil {
			return nil, err
		}
		folders = append(folders, beneath...)
	}
	var files []string
	for _, folder := range unique(folders) {
		entries, err := os.ReadDir(folder)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if !e.IsDir() && licenceName.MatchString(e.Name()) && filepath.Ext(e.Name()) != ".go" {
				files = append(files, filepath.Join(folder, e.Name()))
			}
		}
	}
	return files, nil
}

// foldersIn lists all folders beneath one that may be compiled.
func foldersIn(folder string) (all []string, err error) {
	err = filepath.WalkDir(folder, func(path string, e os.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			if e.Name() == "testdata" {
				return filepath.SkipDir
			}
			all = append(all, path)
		}
		return err
	})
	return all, err
}
