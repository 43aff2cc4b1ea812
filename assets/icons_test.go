package assets

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"image/png"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// declared returns the value of every IconName constant.
func declared(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "icons.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "IconName" {
			name, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, name)
		}
		return true
	})
	slices.Sort(names)
	return names
}

func TestEveryIconHasANameAndEveryNameAnIcon(t *testing.T) {
	paths, err := fs.Glob(icons, "icons/*.svg")
	if err != nil {
		t.Fatal(err)
	}
	var drawn []string
	for _, path := range paths {
		drawn = append(drawn, strings.TrimSuffix(strings.TrimPrefix(path, "icons/"), ".svg"))
	}
	slices.Sort(drawn)
	if diff := cmp.Diff(drawn, declared(t)); diff != "" {
		t.Errorf("drawn (-) and declared (+) differ:\n%s", diff)
	}
}

func TestEveryIconCanBeRecoloured(t *testing.T) {
	type shape struct {
		Fill   string `xml:"fill,attr"`
		Stroke string `xml:"stroke,attr"`
	}
	for _, name := range declared(t) {
		if bytes.Contains(Icon(IconName(name)), []byte(`viewBox="0 0 240 160"`)) {
			continue // a large drawing
		}
		var svg struct {
			ViewBox string  `xml:"viewBox,attr"`
			Shapes  []shape `xml:",any"`
		}
		if err := xml.Unmarshal(Icon(IconName(name)), &svg); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if svg.ViewBox != "0 0 24 24" {
			t.Errorf("%s is drawn on %q, not on the 24 px grid", name, svg.ViewBox)
		}
		if diff := cmp.Diff([]shape{{Fill: "#000000"}}, svg.Shapes); diff != "" {
			t.Errorf("%s is not one filled path:\n%s", name, diff)
		}
	}
}

func TestAppIconHasTheSizeItSays(t *testing.T) {
	for _, pixels := range []int{16, 32, 64, 128, 256, 512} {
		t.Run(fmt.Sprint(pixels), func(t *testing.T) {
			config, err := png.DecodeConfig(bytes.NewReader(AppIcon(pixels)))
			if err != nil {
				t.Fatal(err)
			}
			if config.Width != pixels || config.Height != pixels {
				t.Errorf("%d × %d", config.Width, config.Height)
			}
		})
	}
}

func TestAnUnknownIconIsAMistakeOfTheProgrammer(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Icon returned")
		}
	}()
	Icon("no-such-icon")
}
