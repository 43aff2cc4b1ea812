package preferences

import (
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app/settings"
	"ukey/ui/look"
	"ukey/ui/uitest"
	"ukey/ui/words"
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

func TestScreens(t *testing.T) {
	lock := func(k *keeper) {
		k.machine = "reminders: {days: [90, 30, 7]}\nlocked: [reminders.on, reminders.days]\n"
	}
	t.Run("looks", func(t *testing.T) {
		open(t, uitest.Usual, uitest.Normal, nil).Looks("looks")
	})
	t.Run("looks, English", func(t *testing.T) {
		open(t, uitest.Look{Language: words.English, Theme: look.Dark}, uitest.Small, nil).Looks("looks-small")
	})
	t.Run("locked", func(t *testing.T) {
		o := open(t, uitest.Usual, uitest.Small, lock)
		o.turn("提醒与后台")
		o.Looks("reminders-locked-small")
	})
	t.Run("drivers", func(t *testing.T) {
		o := open(t, uitest.Look{Language: words.English}, uitest.Normal, nil)
		o.picked = func(take func(string)) { take("/opt/own/lib/libown.so") }
		o.turn("UKey drivers")
		o.Press("Add a library")
		o.Looks("drivers")
	})
	t.Run("CA", func(t *testing.T) {
		o := open(t, uitest.Look{Theme: look.Dark}, uitest.Normal, func(k *keeper) {
			k.root = root(t)
			set := map[string]any{settings.CAURL: "https://ca.example.cn:8443", settings.CARoot: "/etc/ukey/ca-root.pem"}
			if err := settings.Save(k.path, set); err != nil {
				t.Fatal(err)
			}
		})
		o.turn("CA服务")
		o.Press("测试连接")
		o.Until("the outcome", func() bool { return uitest.Contains(o.Text(), "身份已核对") })
		o.Looks("ca")
	})
	t.Run("network", func(t *testing.T) {
		o := open(t, uitest.Usual, uitest.Small, func(k *keeper) { k.stale = true })
		o.turn("网络")
		o.choose("指定")
		o.Win.Canvas().Focus(o.entry(0))
		o.Write("http://clerk:secret@proxy.example.cn")
		o.Key(fyne.KeyReturn)
		o.Looks("network-small")
	})
	t.Run("data", func(t *testing.T) {
		o := open(t, uitest.Look{Language: words.English}, uitest.Normal, nil)
		o.turn("Data and logs")
		o.Looks("data")
	})
}
