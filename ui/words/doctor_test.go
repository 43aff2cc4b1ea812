package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"ukey/app"
	"ukey/app/discovery"
	"ukey/app/environment"
	"ukey/app/settings"
	"ukey/renew"
	"ukey/renew/est"
	model "ukey/token"
	"ukey/ui/words"
)

// declared are the values of a string type's constants in package app.
func declared(t *testing.T, kind string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../app/report.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == kind {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, value)
		}
		return true
	})
	if len(values) == 0 {
		t.Fatalf("package app declares no %s", kind)
	}
	return values
}

// stringsOf are the values of a map's literal.
func stringsOf(t *testing.T, path, name string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != name {
			return true
		}
		for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
			value, err := strconv.Unquote(e.(*ast.KeyValueExpr).Value.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, value)
		}
		return false
	})
	if len(values) == 0 {
		t.Fatalf("%s has no %s", path, name)
	}
	return values
}

// A finding without a sentence of its own is told by the error it met.
func TestEveryFindingIsASentence(t *testing.T) {
	byError := map[string]error{
		"no-driver": &app.NoTokenError{NoDriver: true}, "no-token": &app.NoTokenError{},
		"several-tokens": &app.AmbiguousTokenError{Keys: []model.ID{{Label: "A"}, {Label: "B"}}},
		"pin-final":      model.ErrLastTry, "pin-locked": &model.PINLockedError{}, "pin-to-be-changed": model.ErrPINToBeChanged,
		"certificates-not-read": model.ErrRemoved,
		"ca-settings":           app.ErrNoRoot, "ca-untrusted": renew.ErrCANotConfigured,
		"proxy-away": &est.ProxyError{Fault: est.ProxyAway}, "proxy-wants-password": &est.ProxyError{Fault: est.ProxyWantsPassword},
		"proxy-refuses": &est.ProxyError{Fault: est.ProxyRefuses}, "proxy-unusable": &est.ProxyError{Fault: est.ProxyUnusable},
		"ca-refuses": renew.ErrCANotConfigured, "ca-answer-not-understood": renew.ErrCANotConfigured,
	}
	key := &app.Key{Info: model.Info{ID: model.ID{Label: "L", Serial: "S"}, Manufacturer: "M"}}
	for _, lang := range words.Languages() {
		p := words.New(lang)
		for _, finding := range declared(t, "Finding") {
			c := &app.Check{
				Finding: app.Finding(finding), Err: byError[finding], URL: "https://ca",
				Notice: &settings.Notice{Option: "o", Source: "f"},
				Driver: &app.Driver{Library: discovery.Library{Path: "/x.so", Source: discovery.BuiltIn}},
				Slots:  []model.Slot{{Number: 1, Fault: "x"}}, Key: key, Certificate: &app.Certificate{},
				System:  &environment.System{Name: "Debian 12", Architecture: "amd64", Bits: 64},
				Folder:  &environment.Folder{Kept: environment.Kept{Use: environment.StateFolder, Path: "/x"}},
				Devices: []environment.Device{{Vendor: "096e", Product: "0807", Name: "ePass"}},
				Library: environment.Library{Machine: "386", Bits: 32, Package: "driver"},
			}
			m := p.Check(c)
			if m.Text == "" || strings.HasPrefix(m.Text, "check.") || strings.Contains(m.Text+m.Next, "<no value>") {
				t.Errorf("%s, %s: %q %q", lang, finding, m.Text, m.Next)
			}
		}
	}
}

func TestEveryLayerResultAndSourceHasAName(t *testing.T) {
	for _, lang := range words.Languages() {
		p := words.New(lang)
		for _, layer := range declared(t, "Layer") {
			if !p.Has("layer." + layer) {
				t.Errorf("%s: layer %s has no name", lang, layer)
			}
		}
		for _, result := range declared(t, "Result") {
			if !p.Has("result." + result) {
				t.Errorf("%s: result %s has no name", lang, result)
			}
		}
		for _, source := range []discovery.Source{discovery.Settings, discovery.BuiltIn, discovery.Registry, discovery.P11Kit} {
			if !p.Has("source." + string(source)) {
				t.Errorf("%s: source %s has no name", lang, source)
			}
		}
	}
}

func TestSubjectNamesWhatWasLookedAt(t *testing.T) {
	p := words.New(words.Chinese)
	for want, c := range map[string]*app.Check{
		"warn_days":  {Notice: &settings.Notice{Option: "warn_days"}},
		"/x.so":      {Driver: &app.Driver{Library: discovery.Library{Path: "/x.so"}}},
		"单位（序列号 1）":  {Key: &app.Key{Info: model.Info{ID: model.ID{Label: "单位", Serial: "1"}}}},
		"证书 damaged": {Key: &app.Key{}, Certificate: &app.Certificate{Certificate: model.Certificate{Label: "damaged"}}},
		"https://ca": {URL: "https://ca"},
		"/state":     {Folder: &environment.Folder{Kept: environment.Kept{Path: "/state"}}},
		"":           {},
	} {
		if got := p.Subject(c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAnotherMachinesDriverIsToldByItsBits(t *testing.T) {
	c := &app.Check{
		Finding: "driver-wrong-architecture", Err: &model.LibraryError{Path: "/x.so", Fault: model.LibraryWrongArchitecture},
		Driver:  &app.Driver{Library: discovery.Library{Path: "/x.so"}, State: app.DriverWrongArchitecture},
		Library: environment.Library{Machine: "386", Bits: 32},
	}
	m := words.New(words.Chinese).Check(c)
	if !strings.Contains(m.Text, "32位的（386）") || !strings.Contains(m.Next, "版本的驱动") {
		t.Errorf("%q %q", m.Text, m.Next)
	}
	c.Finding, c.Err, c.Driver.State = "driver-loaded", nil, app.DriverLoaded
	c.Library.Package = "vendor-driver"
	if m := words.New(words.English).Check(c); !strings.Contains(m.Text, "package vendor-driver") {
		t.Errorf("%q", m.Text)
	}
}

func TestSizesAreShort(t *testing.T) {
	for bytes, want := range map[uint64]string{0: "0 B", 1023: "1023 B", 1536: "1.5 KB", 50 << 20: "50 MB", 3 << 40: "3.0 TB", 1 << 60: "1048576 TB"} {
		if got := words.Size(bytes); got != want {
			t.Errorf("%d: %q, want %q", bytes, got, want)
		}
	}
}
