//go:build !race

package preferences

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app/settings"
	"ukey/renew/est"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/uitest"
)

// root is the same in every run, since Ed25519 signs without chance.
func root(t *testing.T) *x509.Certificate {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "UKey Demo Root CA"},
		NotBefore: uitest.Today, NotAfter: time.Date(2046, 11, 22, 1, 0, 0, 0, time.UTC),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// In the least window, in which there is the least room for long words.
func TestThePagesLookRight(t *testing.T) {
	for name, c := range map[string]struct {
		page    page
		prepare func(*keeper)
		bring   func(*opened)
		size    fyne.Size
	}{
		"looks": {page: pageLooks},
		"not-kept": {
			page: pageLooks,
			prepare: func(k *keeper) {
				k.setErr = &settings.Error{Source: "config.yaml", Err: &settings.SaveError{Err: os.ErrPermission}}
			},
			bring: func(o *opened) { o.choose("150%") },
		},
		"reminders": {page: pageReminders},
		"reminders-locked": {page: pageReminders, prepare: func(k *keeper) {
			k.machine = "reminders: {days: [90, 30, 7]}\nlocked: [reminders.on, reminders.days]\n"
		}},
		"drivers": {page: pageDrivers},
		"drivers-tried": {page: pageDrivers, prepare: func(k *keeper) { k.driver = oneWorks }, bring: func(o *opened) {
			o.picked = func(take func(string)) { take("/opt/own/lib/libown.so") }
			o.Press(o.words.T("preferences.driver.add"))
			o.tryEach()
		}},
		"ca":            {page: pageCA, size: uitest.Normal, prepare: answering(nil), bring: tryCA},
		"ca-untrusted":  {page: pageCA, size: uitest.Normal, prepare: answering(&est.UntrustedError{URL: "https://ca.example.cn:8443", Err: x509.UnknownAuthorityError{}}), bring: tryCA},
		"ca-none":       {page: pageCA},
		"network":       {page: pageNetwork, prepare: func(k *keeper) { k.stale.Store(true) }},
		"network-wrong": {page: pageNetwork, bring: wrongProxy},
		"data":          {page: pageData},
	} {
		uitest.EachLook(t, name, func(t *testing.T, l uitest.Look) *uitest.Screen {
			o := open(t, l, cmp.Or(c.size, uitest.Small), c.prepare)
			o.turn(o.words.T("preferences.page." + string(c.page)))
			if c.bring != nil {
				c.bring(o)
			}
			return o.Screen
		})
	}
}

// oneWorks is how trying a driver ends: with SoftHSM's well, with others not.
func oneWorks(path string) (int, error) {
	if strings.HasSuffix(path, "libsofthsm2.so") {
		return 2, nil
	}
	return 0, &token.LibraryError{Path: path, Fault: token.LibraryWrongArchitecture}
}

// answering sets a CA that answers so.
func answering(answer error) func(*keeper) {
	return func(k *keeper) {
		k.t.Helper()
		k.root = root(k.t)
		k.ca = func(context.Context) error { return answer }
		set := map[string]any{settings.CAURL: "https://ca.example.cn:8443", settings.CARoot: "/etc/ukey/ca-root.pem"}
		if err := settings.Save(k.path, set); err != nil {
			k.t.Fatal(err)
		}
	}
}

// tryCA tries the connection as a person does at the keyboard.
func tryCA(o *opened) {
	o.Until("the root", func() bool { return uitest.Contains(o.Text(), "SHA-256") })
	o.TabToButton(o.words.T("preferences.ca.try"))
	o.Key(fyne.KeySpace)
	o.settle()
}

// wrongProxy gives a proxy that has a password in its address.
func wrongProxy(o *opened) {
	o.choose(o.words.T("preferences.proxy.own"))
	o.Win.Canvas().Focus(o.entry(0))
	o.Write("http://clerk:secret@proxy.example.cn")
	o.Key(fyne.KeyReturn)
}

// tryEach tries one driver after the other.
func (o *opened) tryEach() {
	var all []*kit.Button
	o.Walk(func(x fyne.CanvasObject) {
		if b, ok := x.(*kit.Button); ok && b.Label() == o.words.T("preferences.try") {
			all = append(all, b)
		}
	})
	for _, b := range all {
		b.Press()
		o.settle()
	}
}

// settle waits until nothing is tried any more.
func (o *opened) settle() {
	o.T.Helper()
	o.Until("the outcome", func() bool { return !uitest.Contains(o.Text(), o.words.T("preferences.trying")) })
}
