package wire

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"reflect"
	"strings"
	"testing"

	"ukey/token"
)

// across sends an error to the other side.
func across(err error) error { return failed(failures(err)) }

// Every error that package token has is understood on the other side: a new
// one that is forgotten here fails.
func TestEveryErrorOfPackageTokenIsKnown(t *testing.T) {
	file, err := parser.ParseFile(gotoken.NewFileSet(), "../../../errors.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	types := []FailureKind{pinIncorrect, pinLocked, pinLength, libraryError, setAside, callError}
	known := make(map[string]bool)
	for kind := range values {
		known[string(kind)] = true
	}
	for _, kind := range types {
		known[string(kind)] = true
	}
	found := 0
	ast.Inspect(file, func(n ast.Node) bool {
		var name string
		switch n := n.(type) {
		case *ast.ValueSpec:
			name = n.Names[0].Name
		case *ast.TypeSpec:
			name = n.Name.Name
		case *ast.FuncDecl:
			return false
		}
		if strings.HasPrefix(name, "Err") || strings.HasSuffix(name, "Error") {
			found++
			if !known[name] {
				t.Errorf("token.%s does not cross the wire", name)
			}
		}
		return true
	})
	if found < len(types)+10 {
		t.Errorf("only %d errors found in package token", found)
	}
}

func TestNamedErrorsStayTheSame(t *testing.T) {
	for kind, want := range values {
		got := across(fmt.Errorf("read key: %w", want))
		if !errors.Is(got, want) || got.Error() != "read key: "+want.Error() {
			t.Errorf("%s came back as %v", kind, got)
		}
		for other, value := range values {
			if other != kind && errors.Is(got, value) {
				t.Errorf("%s came back as %s too", kind, other)
			}
		}
	}
}

func TestTypedErrorsKeepTheirFields(t *testing.T) {
	for _, want := range []error{
		&token.PINIncorrectError{Tries: 2, State: token.PINLow, PUK: true},
		&token.PINIncorrectError{Tries: token.UnknownTries, State: token.PINUnknown},
		&token.PINLockedError{PUK: true},
		&token.PINLengthError{Min: 4, Max: 8},
		&token.LibraryError{Path: "/a.so", Fault: token.LibraryWrongArchitecture, Detail: "ELF32"},
		&token.CallError{Call: "C_Login", Code: 0xFFFFFFFF, Err: &token.PINIncorrectError{Tries: 1, State: token.PINFinal}},
		&token.SetAsideError{Library: "/a.so", Crashes: 3, Last: token.ErrDriverHung},
	} {
		if got := across(want); !reflect.DeepEqual(got, want) {
			t.Errorf("%#v came back as %#v", want, got)
		}
	}
}

// A call's code and the reason that a person can act on are found through any
// number of layers.
func TestLayersStayInPlace(t *testing.T) {
	call := &token.CallError{Call: "C_SetPIN", Code: 0xA0, Err: &token.PINIncorrectError{Tries: 3, State: token.PINLow}}
	got := across(errors.Join(fmt.Errorf("change: %w", call), context.Canceled, errors.New("and more")))

	var c *token.CallError
	if !errors.As(got, &c) || c.Call != "C_SetPIN" || c.Code != 0xA0 {
		t.Errorf("call: %v", c)
	}
	var wrong *token.PINIncorrectError
	if !errors.As(got, &wrong) || wrong.Tries != 3 {
		t.Errorf("PIN: %v", wrong)
	}
	if !errors.Is(got, context.Canceled) || errors.Is(got, token.ErrDriver) {
		t.Errorf("others: %v", got)
	}
	if !strings.HasSuffix(got.Error(), "and more") {
		t.Errorf("text: %v", got)
	}
}

// However large an error is, it arrives, and it stays an error.
func TestLargeErrorsAreCut(t *testing.T) {
	deep := errors.New(strings.Repeat("x", 1<<20))
	for range 100 {
		deep = fmt.Errorf("%w", deep)
	}
	list := failures(deep)
	if len(list) > mostFailures || len(list[0].Text) > longestText {
		t.Errorf("%d errors, the first of %d bytes", len(list), len(list[0].Text))
	}
	if across(deep) == nil {
		t.Error("no error")
	}
}
