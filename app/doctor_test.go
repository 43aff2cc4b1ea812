package app_test

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"ukey/app"
	"ukey/app/discovery"
	"ukey/app/settings"
	"ukey/renew"
	"ukey/token"
)

// checked are the checks of a layer.
func checked(r *app.Report, layer app.Layer) []app.Check {
	var found []app.Check
	for _, c := range r.Checks {
		if c.Layer == layer {
			found = append(found, c)
		}
	}
	return found
}

// one is the only check of a layer.
func one(t *testing.T, r *app.Report, layer app.Layer) app.Check {
	t.Helper()
	all := checked(r, layer)
	if len(all) != 1 {
		t.Fatalf("%d checks of layer %s: %+v", len(all), layer, all)
	}
	return all[0]
}

func expectCheck(t *testing.T, r *app.Report, layer app.Layer, result app.Result, finding app.Finding) {
	t.Helper()
	if c := one(t, r, layer); c.Result != result || c.Finding != finding {
		t.Errorf("layer %s: %s, %s (%v); want %s, %s", layer, c.Result, c.Finding, c.Err, result, finding)
	}
}

func doctor(t *testing.T, c app.Config) *app.Report {
	t.Helper()
	return doctorOf(t, c, "")
}

// doctorOf looks at the key that is named.
func doctorOf(t *testing.T, c app.Config, selector string) *app.Report {
	t.Helper()
	c.Clock, c.WarnDays = clock, 90
	return app.New(c).Doctor(t.Context(), app.Examination{Selector: selector})
}

func TestDoctorFindsAHealthyKeyHealthy(t *testing.T) {
	d := &fakeDriver{
		name: "d", tokens: []token.Info{key("d", "1")},
		certs: map[string][]token.Certificate{"1": {certificate(t, "甲公司", signs, 200)}},
	}
	r := doctor(t, app.Config{Drivers: []token.Driver{d}})
	expectCheck(t, r, app.LayerSettings, app.ResultOK, app.FoundSettingsFine)
	expectCheck(t, r, app.LayerDriver, app.ResultOK, "driver-loaded")
	expectCheck(t, r, app.LayerToken, app.ResultOK, app.FoundToken)
	expectCheck(t, r, app.LayerPIN, app.ResultOK, app.FoundPINOK)
	expectCheck(t, r, app.LayerCertificate, app.ResultOK, app.FoundValid)
	expectCheck(t, r, app.LayerChain, app.ResultSkipped, app.FoundChainUnknown)
	expectCheck(t, r, app.LayerClock, app.ResultSkipped, app.FoundClockUnknown)
	expectCheck(t, r, app.LayerName, app.ResultSkipped, app.FoundCANotSetUp)
	if r.Result() != app.ResultOK {
		t.Errorf("as a whole: %s", r.Result())
	}
}

func TestDoctorTellsTheStatesOfAPIN(t *testing.T) {
	for _, test := range []struct {
		name    string
		change  func(*token.Info)
		result  app.Result
		finding app.Finding
	}{
		{"low", func(i *token.Info) { i.PIN.State = token.PINLow }, app.ResultWarning, app.FoundPINLow},
		{"final", func(i *token.Info) { i.PIN.State = token.PINFinal }, app.ResultWarning, app.FoundPINFinal},
		{"unknown", func(i *token.Info) { i.PIN.State = token.PINUnknown }, app.ResultOK, app.FoundPINUnknown},
		{"initial", func(i *token.Info) { i.PIN.ToBeChanged = true }, app.ResultWarning, app.FoundPINToBeChanged},
		{"locked", func(i *token.Info) { i.PIN.State = token.PINLocked }, app.ResultFailed, app.FoundPINLocked},
		{"locked, with a PUK", func(i *token.Info) { *i = lockedKey() }, app.ResultFailed, app.FoundPINUnblockable},
	} {
		t.Run(test.name, func(t *testing.T) {
			info := key("d", "1")
			test.change(&info)
			d := &fakeDriver{name: "d", tokens: []token.Info{info}}
			expectCheck(t, doctor(t, app.Config{Drivers: []token.Driver{d}}), app.LayerPIN, test.result, test.finding)
		})
	}
}

func TestDoctorTellsTheStatesOfACertificate(t *testing.T) {
	noKey := certificate(t, "甲公司", signs, 200)
	noKey.HasPrivateKey = false
	future := certificate(t, "甲公司", signs, 800)
	future.NotBefore = now.Add(time.Hour)
	for _, test := range []struct {
		name    string
		certs   []token.Certificate
		result  app.Result
		finding app.Finding
		clock   app.Finding
	}{
		{"none", nil, app.ResultWarning, app.FoundNoCertificate, app.FoundClockUnknown},
		{"expiring", []token.Certificate{certificate(t, "甲公司", signs, 27)}, app.ResultWarning, app.FoundExpiring, app.FoundClockUnknown},
		{"expired", []token.Certificate{certificate(t, "甲公司", signs, -27)}, app.ResultFailed, app.FoundExpired, app.FoundClockUnknown},
		{"unreadable", []token.Certificate{token.ParseCertificate([]byte("junk"))}, app.ResultWarning, app.FoundUnreadable, app.FoundClockUnknown},
		{"without its key", []token.Certificate{noKey}, app.ResultWarning, app.FoundNoKey, app.FoundClockUnknown},
		{"from the future", []token.Certificate{future}, app.ResultWarning, app.FoundNotYetValid, app.FoundClockSuspect},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := &fakeDriver{name: "d", tokens: []token.Info{key("d", "1")}, certs: map[string][]token.Certificate{"1": test.certs}}
			r := doctor(t, app.Config{Drivers: []token.Driver{d}})
			expectCheck(t, r, app.LayerCertificate, test.result, test.finding)
			if c := one(t, r, app.LayerClock); c.Finding != test.clock {
				t.Errorf("clock: %s", c.Finding)
			}
		})
	}
}

func TestAFailingDriverIsWorseWithoutAKey(t *testing.T) {
	failing := &fakeDriver{name: "failing", err: token.ErrDriverHung}
	good := &fakeDriver{name: "good", tokens: []token.Info{key("good", "1")}}
	result := func(source discovery.Source, drivers ...token.Driver) app.Result {
		t.Helper()
		r := doctor(t, app.Config{Drivers: drivers, Libraries: []discovery.Library{{Path: "failing", Source: source}}})
		return checked(r, app.LayerDriver)[0].Result
	}
	if got := result(discovery.BuiltIn, failing); got != app.ResultFailed {
		t.Errorf("without a key: %s", got)
	}
	if got := result(discovery.BuiltIn, failing, good); got != app.ResultWarning {
		t.Errorf("found, beside one that works: %s", got)
	}
	if got := result(discovery.Settings, failing, good); got != app.ResultFailed {
		t.Errorf("configured, beside one that works: %s", got)
	}
}

// What other programs have registered need not be for keys, nor for this
// computer: a library for TPMs, say.
func TestALibraryOfOtherProgramsIsNobodysFaultOnceAKeyIsRead(t *testing.T) {
	unusable := &fakeDriver{name: "tpm", err: &token.LibraryError{Path: "tpm", Fault: token.LibraryUnusable}}
	good := &fakeDriver{name: "good", tokens: []token.Info{key("good", "1")}}
	libraries := []discovery.Library{{Path: "tpm", Source: discovery.P11Kit}}
	r := doctor(t, app.Config{Drivers: []token.Driver{unusable, good}, Libraries: libraries})
	if c := checked(r, app.LayerDriver)[0]; c.Result != app.ResultInfo || c.Finding != app.FoundUnusedDriver || len(c.Fixes) > 0 {
		t.Errorf("beside a key: %+v", c)
	}
	r = doctor(t, app.Config{Drivers: []token.Driver{unusable}, Libraries: libraries})
	if c := checked(r, app.LayerDriver)[0]; c.Result != app.ResultWarning {
		t.Errorf("without a key it may be the one that is wanted: %+v", c)
	}
}

func TestWithoutADriverNothingMoreCanBeSaid(t *testing.T) {
	r := doctor(t, app.Config{Notices: []settings.Notice{{Kind: settings.Locked, Option: "ca.url", Source: "UKEY_CA_URL"}}})
	expectCheck(t, r, app.LayerSettings, app.ResultWarning, app.FoundSettingLocked)
	expectCheck(t, r, app.LayerDriver, app.ResultFailed, app.FoundNoDriver)
	expectCheck(t, r, app.LayerToken, app.ResultSkipped, app.FoundTokenNotLooked)
	if len(checked(r, app.LayerPIN))+len(checked(r, app.LayerCertificate)) > 0 || r.Result() != app.ResultFailed {
		t.Errorf("%+v", r.Checks)
	}
}

// A library of another kind that the registry names is nobody's fault.
func TestAnSKFLibraryIsPassedOver(t *testing.T) {
	r := doctor(t, app.Config{
		Problems:  []app.Problem{{Driver: "skf", Err: &token.LibraryError{Path: "skf", Fault: token.LibraryNotPKCS11}}},
		Libraries: []discovery.Library{{Path: "skf", Source: discovery.Registry}},
	})
	all := checked(r, app.LayerDriver)
	if len(all) != 2 || all[0].Result != app.ResultSkipped || all[0].Finding != app.FoundOtherDriver || all[1].Finding != app.FoundNoDriver {
		t.Errorf("%+v", all)
	}
}

// wayToCA is how far the four steps to the CA went: one letter each for ok,
// failed, skipped.
func wayToCA(r *app.Report) (way string, failed app.Finding) {
	for _, layer := range []app.Layer{app.LayerName, app.LayerConnection, app.LayerTLS, app.LayerEST} {
		for _, c := range checked(r, layer) {
			way += string(c.Result[:1])
			if c.Result == app.ResultFailed {
				failed = c.Finding
			}
		}
	}
	return way, failed
}

func TestDoctorTellsAtWhichStepTheCAIsLost(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/refuses/.well-known/est/cacerts":
			http.Error(w, "closed", http.StatusServiceUnavailable)
		case "/drops/.well-known/est/cacerts":
			panic(http.ErrAbortHandler)
		default:
			_, _ = w.Write([]byte("no EST server"))
		}
	}))
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()

	for _, test := range []struct {
		name, url string
		roots     *x509.CertPool
		err       error
		way       string
		failed    app.Finding
	}{
		{"no such name", "https://ca.invalid", roots, nil, "fsss", app.FoundNoCAName},
		{"nobody there", "https://" + closed.Addr().String(), roots, nil, "ofss", app.FoundNoConnection},
		{"no TLS", "https" + plain.URL[len("http"):], roots, nil, "oofs", app.FoundCABroken},
		{"another root", server.URL, x509.NewCertPool(), nil, "oofs", app.FoundCAUntrusted},
		{"no EST", server.URL, roots, nil, "ooof", app.FoundCAGarbled},
		{"says no", server.URL + "/refuses", roots, nil, "ooof", app.FoundCARefuses},
		{"hangs up", server.URL + "/drops", roots, nil, "ooof", app.FoundCASilent},
		{"root that cannot be read", "", nil, &app.RootsError{Path: "x.pem", Err: errors.New("x")}, "f", app.FoundCASettings},
		{"none", "", nil, renew.ErrCANotConfigured, "s", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := app.New(app.Config{CA: app.CA{URL: test.url, Roots: test.roots}, CAErr: test.err})
			r := a.Doctor(t.Context(), app.Examination{})
			if way, failed := wayToCA(r); way != test.way || failed != test.failed {
				t.Errorf("%s, %s; want %s, %s: %+v", way, failed, test.way, test.failed, checked(r, app.LayerTLS))
			}
		})
	}
}

func TestDoctorComparesTheClockWithTheCAs(t *testing.T) {
	rig := newRig(t, rigSpec{algorithm: token.P256})
	for _, test := range []struct {
		off     time.Duration
		result  app.Result
		finding app.Finding
	}{
		{0, app.ResultOK, app.FoundClockRight},
		{time.Hour, app.ResultWarning, app.FoundClockOff},
		{-30 * time.Hour, app.ResultFailed, app.FoundClockOff},
	} {
		a := app.New(app.Config{CA: rig.CA, Clock: func() time.Time { return time.Now().Add(test.off) }})
		c := one(t, a.Doctor(t.Context(), app.Examination{}), app.LayerClock)
		if c.Result != test.result || c.Finding != test.finding {
			t.Errorf("off by %v: %s, %s", test.off, c.Result, c.Finding)
		}
		if seen := c.Here.Sub(c.There) - test.off; seen.Abs() > 5*time.Second {
			t.Errorf("off by %v: told as %v", test.off, c.Here.Sub(c.There))
		}
	}
}

func TestDoctorFollowsTheChain(t *testing.T) {
	rig := newRig(t, rigSpec{algorithm: token.P256})
	for _, c := range checked(rig.Doctor(t.Context(), app.Examination{}), app.LayerChain) {
		if c.Result != app.ResultOK || c.Finding != app.FoundChainTrusted {
			t.Errorf("%s: %s, %s (%v)", c.Certificate.Use, c.Result, c.Finding, c.Err)
		}
	}
	another := newRig(t, rigSpec{algorithm: token.P256})
	other := app.New(app.Config{Drivers: rig.Drivers, CA: another.CA})
	all := checked(other.Doctor(t.Context(), app.Examination{}), app.LayerChain)
	if len(all) != 2 || all[0].Finding != app.FoundChainOtherCA {
		t.Errorf("with another CA: %+v", all)
	}
	// What a CA that does not answer would have told cannot be held against
	// the certificate.
	silent := app.New(app.Config{Drivers: rig.Drivers, CA: app.CA{URL: "https://127.0.0.1:1", Roots: rig.CA.Roots}})
	all = checked(silent.Doctor(t.Context(), app.Examination{}), app.LayerChain)
	if len(all) != 2 || all[0].Finding != app.FoundChainUnknown {
		t.Errorf("with a silent CA: %+v", all)
	}
}

func TestDoctorStopsWithItsContext(t *testing.T) {
	d := &fakeDriver{name: "slow", gate: make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := app.New(app.Config{Drivers: []token.Driver{d}}).Doctor(ctx, app.Examination{})
	if c := one(t, r, app.LayerDriver); !errors.Is(c.Err, context.Canceled) {
		t.Errorf("%+v", c)
	}
}

func TestDoctorLooksAtTheKeyThatIsNamed(t *testing.T) {
	d := &fakeDriver{
		name: "d", tokens: []token.Info{key("d", "1"), key("d", "2")},
		certs: map[string][]token.Certificate{
			"1": {certificate(t, "甲公司", signs, 200)},
			"2": {certificate(t, "乙公司", signs, -20)},
		},
	}
	broken := &fakeDriver{name: "broken", err: token.ErrDriver}
	all := app.Config{Drivers: []token.Driver{d, broken}}

	r := doctorOf(t, all, "1")
	for _, layer := range []app.Layer{app.LayerToken, app.LayerPIN, app.LayerCertificate, app.LayerChain} {
		if c := one(t, r, layer); c.Key == nil || c.Key.ID.Serial != "1" || c.Result == app.ResultFailed {
			t.Errorf("layer %s: %+v", layer, c)
		}
	}
	if n := len(checked(r, app.LayerDriver)); n != 2 || r.Missing != nil {
		t.Errorf("%d drivers looked at; %v", n, r.Missing)
	}

	r = doctorOf(t, all, "3")
	expectCheck(t, r, app.LayerToken, app.ResultFailed, app.FoundNoToken)
	missing, ok := errors.AsType[*app.NoTokenError](r.Missing)
	if !ok || missing.Selector != "3" || len(missing.Problems) != 1 || len(checked(r, app.LayerPIN)) != 0 {
		t.Errorf("not there: %v, %+v", r.Missing, r.Checks)
	}

	twins := &fakeDriver{name: "d", tokens: []token.Info{key("d", "1"), key("d", "2")}}
	for i := range twins.tokens {
		twins.tokens[i].ID.Label = "twin"
	}
	r = doctorOf(t, app.Config{Drivers: []token.Driver{twins}}, "twin")
	expectCheck(t, r, app.LayerToken, app.ResultFailed, app.FoundSeveralTokens)
	if _, ok := errors.AsType[*app.AmbiguousTokenError](r.Missing); !ok {
		t.Errorf("twins: %v", r.Missing)
	}
}

func TestDoctorTellsHowTheProxyFares(t *testing.T) {
	rig := newRig(t, rigSpec{algorithm: token.P256})
	answer := http.StatusOK
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer != http.StatusOK {
			w.WriteHeader(answer)
			return
		}
		tunnel(t, w, r.Host)
	}))
	t.Cleanup(proxy.Close)
	at, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	at.User = url.UserPassword("li", "geheim")
	away := httptest.NewServer(http.NotFoundHandler())
	away.Close()
	gone, err := url.Parse(away.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		via     *url.URL
		answer  int
		result  app.Result
		finding app.Finding
	}{
		{nil, 0, app.ResultOK, app.FoundNoProxy},
		{at, http.StatusOK, app.ResultOK, app.FoundProxy},
		{at, http.StatusProxyAuthRequired, app.ResultFailed, app.FoundProxyPassword},
		{at, http.StatusForbidden, app.ResultFailed, app.FoundProxyRefuses},
		{gone, 0, app.ResultFailed, app.FoundProxyAway},
	} {
		answer = test.answer
		ca := rig.CA
		ca.Proxy = func(*url.URL) (*url.URL, error) { return test.via, nil }
		r := app.New(app.Config{CA: ca}).Doctor(t.Context(), app.Examination{})
		expectCheck(t, r, app.LayerProxy, test.result, test.finding)
		if c := one(t, r, app.LayerProxy); strings.Contains(c.Proxy, "geheim") || (test.via != nil && c.Proxy != "http://"+test.via.Host) {
			t.Errorf("the proxy is told as %q", c.Proxy)
		}
		want := app.ResultOK
		if test.result == app.ResultFailed {
			want = app.ResultSkipped
		}
		if c := one(t, r, app.LayerEST); c.Result != want {
			t.Errorf("%s: the CA is %s (%v)", test.finding, c.Result, c.Err)
		}
		if named := len(checked(r, app.LayerName)); named != 0 && test.via != nil {
			t.Errorf("%s: the name was looked up, past the proxy", test.finding)
		}
	}
}

// tunnel leads a connection through, as CONNECT asks for.
func tunnel(t *testing.T, w http.ResponseWriter, to string) {
	there, err := net.Dial("tcp", to)
	if err != nil {
		t.Error(err)
		return
	}
	here, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	if _, err := here.Write([]byte("HTTP/1.1 200 OK\r\n\r\n")); err != nil {
		t.Error(err)
	}
	go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
	_, _ = io.Copy(here, there)
	_ = here.Close()
}
