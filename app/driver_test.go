package app_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/app"
	"ukey/app/discovery"
	"ukey/token"
)

func TestEachDriverIsReportedWithItsState(t *testing.T) {
	fault := func(f token.LibraryFault) error { return &token.LibraryError{Path: "x", Fault: f} }
	for _, test := range []struct {
		name   string
		source discovery.Source
		err    error
		state  app.DriverState
		told   bool
	}{
		{"works", discovery.BuiltIn, nil, app.DriverLoaded, false},
		{"configured and missing", discovery.Settings, fault(token.LibraryMissing), app.DriverMissing, true},
		{"configured and no driver", discovery.Settings, fault(token.LibraryNotPKCS11), app.DriverNotPKCS11, true},
		{"installed for another width", discovery.BuiltIn, fault(token.LibraryWrongArchitecture), app.DriverWrongArchitecture, true},
		{"installed and broken", discovery.Registry, fault(token.LibraryUnusable), app.DriverFailing, true},
		{"an SKF library in the registry", discovery.Registry, fault(token.LibraryNotPKCS11), app.DriverNotPKCS11, false},
		{"registered for something else", discovery.P11Kit, fault(token.LibraryUnusable), app.DriverFailing, false},
		{"registered and crashing", discovery.P11Kit, token.ErrDriverCrashed, app.DriverFailing, true},
		{"set aside", discovery.BuiltIn, &token.SetAsideError{Library: "x", Crashes: 3, Last: token.ErrDriverHung}, app.DriverSetAside, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			library := discovery.Library{Path: "d", Vendor: "V", Source: test.source}
			s := app.New(app.Config{
				Drivers:   []token.Driver{&fakeDriver{name: "d", err: test.err}},
				Libraries: []discovery.Library{library},
			}).List(t.Context())
			if len(s.Drivers) != 1 || s.Drivers[0].State != test.state || s.Drivers[0].Library != library {
				t.Fatalf("drivers: %+v", s.Drivers)
			}
			if told := len(s.Problems) == 1; told != test.told {
				t.Errorf("problems: %v", s.Problems)
			}
			if none := s.NoDriver(); none != (test.err != nil && !test.told) {
				t.Errorf("no driver: %v", none)
			}
			if s.NoDriverWorks() != test.told {
				t.Errorf("no driver works: %v", s.NoDriverWorks())
			}
		})
	}
}

func TestDriversThatCouldNotBeLoadedKeepTheirPlace(t *testing.T) {
	s := app.New(app.Config{
		Drivers:   []token.Driver{&fakeDriver{name: "b"}},
		Problems:  []app.Problem{{Driver: "a", Err: token.ErrDriver}},
		Libraries: []discovery.Library{{Path: "a"}, {Path: "b"}},
	}).List(t.Context())
	var got []string
	for _, d := range s.Drivers {
		got = append(got, d.Path+" "+string(d.State))
	}
	if diff := cmp.Diff([]string{"a failing", "b loaded"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestOneKeyBehindTwoDriversIsShownOnce(t *testing.T) {
	mine, other := certificate(t, "甲公司", signs, 27), certificate(t, "乙公司", signs, 27)
	driver := func(name string, change func(*token.Info), certs ...token.Certificate) *fakeDriver {
		info := key(name, "1")
		info.Manufacturer = "Maker"
		change(&info)
		return &fakeDriver{name: name, tokens: []token.Info{info}, certs: map[string][]token.Certificate{info.ID.Serial: certs}}
	}
	same := func(*token.Info) {}
	for name, test := range map[string]struct {
		second *fakeDriver
		once   bool
	}{
		"the same":           {driver("b", same, mine), true},
		"another serial":     {driver("b", func(i *token.Info) { i.ID.Serial = "2" }, mine), false},
		"another label":      {driver("b", func(i *token.Info) { i.ID.Label = "x" }, mine), false},
		"another maker":      {driver("b", func(i *token.Info) { i.Manufacturer = "x" }, mine), false},
		"other certificates": {driver("b", same, other), false},
		"more certificates":  {driver("b", same, mine, other), false},
	} {
		t.Run(name, func(t *testing.T) {
			s := app.New(app.Config{Drivers: []token.Driver{driver("a", same, mine), test.second}, Clock: clock}).List(t.Context())
			if (len(s.Keys) == 1) != test.once {
				t.Fatalf("%d keys", len(s.Keys))
			}
			if s.Keys[0].ID.Driver != "a" {
				t.Errorf("the key is %s's", s.Keys[0].ID.Driver)
			}
			if test.once && !cmp.Equal(s.Keys[0].Also, []string{"b"}) {
				t.Errorf("also through %v", s.Keys[0].Also)
			}
			through := test.second.tokens[0].ID
			if k := s.Key(through); k == nil || (k == &s.Keys[0]) != test.once {
				t.Errorf("as it is named through the second driver: %v", k)
			}
		})
	}
}

// setAside is a driver that fails until it is given another chance.
type setAside struct{ fakeDriver }

func (d *setAside) Retry() { d.err = nil }

func TestADriverThatWasSetAsideIsTriedAgainOnRequest(t *testing.T) {
	failed := &token.SetAsideError{Library: "a", Crashes: 3, Last: token.ErrDriverCrashed}
	a := &setAside{fakeDriver{name: "a", err: failed, tokens: []token.Info{key("a", "1")}}}
	b := &setAside{fakeDriver{name: "b", err: failed}}
	s := app.New(app.Config{Drivers: []token.Driver{a, b}}).Retry(t.Context(), "a")
	if len(s.Keys) != 1 || len(s.Problems) != 1 || s.Problems[0].Driver != "b" {
		t.Errorf("%d keys, problems %v", len(s.Keys), s.Problems)
	}
}
