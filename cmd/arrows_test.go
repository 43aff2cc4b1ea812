// Package cmd_test holds the rules between the packages: who may import whom.
package cmd_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// goPackage is the part of `go list -json` that the rules are about.
type goPackage struct {
	ImportPath   string
	Imports      []string // of the package itself
	TestImports  []string // of its tests, in the package
	XTestImports []string // of its tests, beside the package
	Deps         []string // everything the package itself is linked with
}

// withTests returns every import of the package and of its tests.
func (p goPackage) withTests() []string {
	return slices.Concat(p.Imports, p.TestImports, p.XTestImports)
}

// project lists the packages of this module as a system sees them; files for one system alone have imports as well.
func project(t *testing.T, goos string) []goPackage {
	t.Helper()
	list := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports,Deps",
		"-tags", "ci,migrated_fynedo,window", "./...")
	list.Dir = ".."
	list.Env = append(os.Environ(), "GOOS="+goos, "CGO_ENABLED=1")
	var complaints bytes.Buffer
	list.Stderr = &complaints
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, complaints.String())
	}
	var packages []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// readSource looks at every folder of source. The go command remembers a test's result until a file that the test itself has
// looked at changes; what `go list` reads it does not see.
func readSource(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if entry != nil && entry.IsDir() && path != ".." && strings.HasPrefix(entry.Name(), ".") {
			return fs.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// within reports whether path is one of the folders or lies in one.
func within(path string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		return path == folder || strings.HasPrefix(path, folder+"/")
	})
}

// floor returns the height of a package in the house; 0 is not of this project. Imports go down or stay in their folder.
func floor(path string) int {
	for height, folder := range []string{"ukey/assets", "ukey/token", "ukey/renew", "ukey/app", "ukey/ui", "ukey/cmd"} {
		if within(path, folder) {
			return height + 1
		}
	}
	return 0
}

// onlyImporters says, for packages that few may know, who these few are. Tests are held to it unless they are free.
var onlyImporters = []struct {
	packages  string
	importers []string
	testsFree bool
}{
	{packages: "github.com/miekg/pkcs11", importers: []string{"ukey/token/pkcs11"}},
	{packages: "github.com/google/go-pkcs11", importers: nil, testsFree: true},
	{packages: "go.mozilla.org/pkcs7", importers: []string{"ukey/renew/cms"}},
	{packages: "fyne.io/fyne", importers: []string{"ukey/ui", "ukey/cmd/ukey", "ukey/cmd/internal/bench/emptywindow"}},
	{packages: "C", importers: []string{"ukey/token/pkcs11"}},
	{packages: "ukey/renew/ca", importers: []string{"ukey/cmd", "ukey/renew/ca"}, testsFree: true},
	{packages: "ukey/token/softkey", importers: []string{"ukey/cmd", "ukey/token/softkey"}, testsFree: true},
	{packages: "ukey/token/tokentest", importers: []string{"ukey/token/tokentest"}, testsFree: true},
}

// neverLinked says what must not even be reached through somebody else: rules about keys and renewals run without a
// screen and without a driver.
var neverLinked = []struct {
	packages, by []string
}{
	{packages: []string{"fyne.io/fyne"}, by: []string{"ukey/app", "ukey/renew", "ukey/token", "ukey/assets", "ukey/ui/tray", "ukey/cmd/ukeytray", "ukey/cmd/ukeyhost", "ukey/cmd/ukeyctl", "ukey/cmd/ukeyca"}},
	{packages: []string{"github.com/miekg/pkcs11"}, by: []string{"ukey/app", "ukey/renew", "ukey/ui", "ukey/assets", "ukey/cmd/ukeytray", "ukey/cmd/ukeyca"}},
	{packages: []string{"ukey/renew/ca"}, by: []string{"ukey/cmd/ukeyctl", "ukey/cmd/ukeytray"}},
	// What is there once for each driver is kept small.
	{packages: []string{"ukey/app", "ukey/renew", "ukey/assets", "net/http"}, by: []string{"ukey/cmd/ukeyhost"}},
}

func TestImportsFollowTheArrows(t *testing.T) {
	readSource(t)
	for _, goos := range []string{"linux", "windows"} {
		t.Run(goos, func(t *testing.T) {
			for _, p := range project(t, goos) {
				if floor(p.ImportPath) == 0 {
					t.Errorf("%s is in none of the folders that hold code", p.ImportPath)
				}
				checkDownwards(t, p)
				checkOnlyImporters(t, p)
				checkNeverLinked(t, p)
			}
		})
	}
}

func checkDownwards(t *testing.T, p goPackage) {
	t.Helper()
	for _, imported := range p.withTests() {
		if !within(imported, "ukey") {
			continue
		}
		here, there := floor(p.ImportPath), floor(imported)
		if there > here {
			t.Errorf("%s imports %s, which stands above it", p.ImportPath, imported)
		}
	}
	// The core types and the assets know nobody at all, not even their neighbours.
	if p.ImportPath == "ukey/token" || within(p.ImportPath, "ukey/assets") {
		for _, imported := range p.Imports {
			if within(imported, "ukey") {
				t.Errorf("%s imports %s, and may import nothing of the project", p.ImportPath, imported)
			}
		}
	}
}

func checkOnlyImporters(t *testing.T, p goPackage) {
	t.Helper()
	for _, rule := range onlyImporters {
		imports := p.withTests()
		if rule.testsFree {
			imports = p.Imports
		}
		for _, imported := range imports {
			if within(imported, rule.packages) && !within(p.ImportPath, rule.importers...) {
				t.Errorf("%s imports %s, which is for %v alone", p.ImportPath, imported, rule.importers)
			}
		}
	}
}

func checkNeverLinked(t *testing.T, p goPackage) {
	t.Helper()
	for _, rule := range neverLinked {
		if !within(p.ImportPath, rule.by...) {
			continue
		}
		for _, linked := range p.Deps {
			if within(linked, rule.packages...) && linked != p.ImportPath {
				t.Errorf("%s is linked with %s", p.ImportPath, linked)
			}
		}
	}
}
