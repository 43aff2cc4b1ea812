//go:build linux

package app_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/token"
	"ukey/token/pkcs11"
)

// childVariable names the file that tells a test binary to be a program that
// renews.
const childVariable = "UKEY_TEST_RENEWS"

// childSpec is what such a program works on, and where it is to die.
type childSpec struct {
	Flow, Module, CA, Roots, Journals, Drafts, Dir string
	Token                                          token.ID
	// Save is at which saving of the journal it dies, from 1; 0 for none.
	Save  int
	Stage stage
}

func TestMain(m *testing.M) {
	if file := os.Getenv(childVariable); file != "" {
		if err := child(file); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// runChild renews in a process of its own, from an empty memory.
func (c *pointCase) runChild(t *testing.T, spec childSpec) (output []byte, err error) {
	t.Helper()
	child := c.startChild(t, spec)
	err = child.Wait()
	return child.Stdout.(*bytes.Buffer).Bytes(), err
}

func (c *pointCase) startChild(t *testing.T, spec childSpec) *exec.Cmd {
	t.Helper()
	spec.Flow, spec.Module, spec.Token = c.flow.name, c.id.Driver, c.id
	spec.CA, spec.Journals, spec.Drafts, spec.Dir = c.CA.URL, c.journals, c.applications, c.dir
	spec.Roots = filepath.Join(c.dir, "roots.pem")
	var roots []byte
	for _, root := range [][]byte{c.ca.Chain()[1].Raw, c.certificate} {
		roots = append(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root})...)
	}
	file := filepath.Join(c.dir, "child.json")
	b, err := json.Marshal(spec)
	if err == nil {
		err = os.WriteFile(file, b, 0o600)
	}
	if err == nil {
		err = os.WriteFile(spec.Roots, roots, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childVariable+"="+file)
	var output bytes.Buffer
	child.Stdout, child.Stderr = &output, &output
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	c.child = child
	return child
}

// kill ends the child, unless it has come to its end.
func (c *pointCase) kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.child.Process.Kill()
}

// child is the program.
func child(file string) error {
	var spec childSpec
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, &spec)
	}
	if err != nil {
		return err
	}
	pem, err := os.ReadFile(spec.Roots)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	driver, err := pkcs11.Load(spec.Module)
	if err != nil {
		return err
	}
	defer driver.Close()

	journals := renew.OpenJournals(spec.Journals, time.Now)
	journals.Write = dieAt(spec, journals.Write)
	a := app.New(app.Config{
		Drivers: []token.Driver{driver}, CA: app.CA{URL: spec.CA, Roots: roots}, WarnDays: 90,
		Journals: journals, Drafts: apply.OpenStore(spec.Drafts, time.Now),
	})
	f := flows[slices.IndexFunc(flows, func(f flow) bool { return f.name == spec.Flow })]
	return f.renew(context.Background(), a, spec.Token, newClerk(spec.Dir))
}

// dieAt has the program die at one saving of the journal.
func dieAt(spec childSpec, write func(string, string, []byte) error) func(string, string, []byte) error {
	saves := 0
	return func(path, temporary string, content []byte) error {
		if saves++; saves != spec.Save {
			return write(path, temporary, content)
		}
		var err error
		switch spec.Stage {
		case halfSaved:
			err = os.WriteFile(temporary, content[:len(content)/2], 0o600)
		case notRenamed:
			err = os.WriteFile(temporary, content, 0o600)
		case afterSave:
			err = write(path, temporary, content)
		}
		if err != nil {
			return err
		}
		return syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
}

// stateOf reads the state out of a journal.
func stateOf(t *testing.T, journal []byte) string {
	t.Helper()
	var j struct {
		State string `json:"state"`
	}
	if err := json.Unmarshal(journal, &j); err != nil {
		t.Error(err)
	}
	return j.State
}
