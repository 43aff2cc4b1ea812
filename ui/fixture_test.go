package ui

import (
	"encoding/pem"
	"fmt"
	"os"
	"slices"
	"testing"

	"ukey/app"
	"ukey/token"
	"ukey/ui/uitest"
)

// today is the day on which all the tests' snapshots are taken.
var today = uitest.Today

// readCertificate reads one of testdata/certificates, judged as of today.
func readCertificate(t testing.TB, name string) app.Certificate {
	t.Helper()
	data, err := os.ReadFile("testdata/certificates/" + name + ".pem")
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(data)
	c := token.ParseCertificate(block.Bytes)
	c.ID, c.Label, c.HasPrivateKey = token.KeyID("\x01"+name[:1]), name, true
	return app.Certificate{Certificate: c, Validity: c.Validity(today, 30)}
}

// superseded marks certificates that a newer one has replaced.
func superseded(c app.Certificate) app.Certificate {
	c.Superseded = true
	return c
}

// unreadableCertificate is one that no parser takes.
func unreadableCertificate() app.Certificate {
	c := token.ParseCertificate([]byte("not a certificate"))
	c.Label = "damaged"
	return app.Certificate{Certificate: c, Validity: token.Validity{Status: token.Unreadable}}
}

func newKey(label, serial string, certificates ...app.Certificate) app.Key {
	return app.Key{
		Info: token.Info{
			ID:           token.ID{Driver: "/usr/lib/softhsm/libsofthsm2.so", Serial: serial, Label: label},
			Manufacturer: "SoftHSM project", Model: "SoftHSM v2",
			PIN: token.PINStatus{State: token.PINOK, Tries: 10, Min: 6, Max: 16},
		},
		Certificates: certificates,
	}
}

// companyKey is the usual one: a pair that ends in 27 days, and an older pair.
func companyKey(t testing.TB) app.Key {
	return newKey("单位证书", "7A21-0049-3381-5526",
		readCertificate(t, "signature"), readCertificate(t, "encryption"),
		superseded(readCertificate(t, "signature-old")), superseded(readCertificate(t, "encryption-old")))
}

// renewedKey is companyKey after a renewal.
func renewedKey(t testing.TB) app.Key {
	return newKey("单位证书", "7A21-0049-3381-5526",
		readCertificate(t, "signature-new"), readCertificate(t, "encryption-new"),
		superseded(readCertificate(t, "signature")), superseded(readCertificate(t, "encryption")))
}

// expiredKey has a long name and nothing that still works.
func expiredKey(t testing.TB) app.Key {
	return newKey("业务章 2", "7A21-0049-3381-9034",
		readCertificate(t, "signature-expired"), readCertificate(t, "encryption-expired"))
}

// validKey has a certificate that is good for long.
func validKey(t testing.TB) app.Key {
	return newKey("财务章", "7A21-0049-3381-7712", readCertificate(t, "signature-valid"))
}

// snapshot is what one driver found.
func snapshot(keys ...app.Key) *app.Snapshot {
	return &app.Snapshot{At: today, Keys: keys, Drivers: []app.Driver{{State: app.DriverLoaded}}}
}

// fullKey is a key with that many certificates of one owner. They differ in
// what follows the certificate proper, which no screen shows.
func fullKey(t testing.TB, certificates int) app.Key {
	k := newKey("单位证书", "7A21-0049-3381-0100")
	for i := range certificates {
		c := readCertificate(t, "signature-valid")
		c.DER = append(slices.Clone(c.DER), byte(i))
		k.Certificates = append(k.Certificates, c)
	}
	return k
}

// fullKeys are more than anybody has: long names, ten keys, a hundred
// certificates on the last of them.
func fullKeys(t testing.TB) []app.Key {
	long := companyKey(t)
	long.ID.Label = "深圳市鹏程示例科技有限公司（前海分公司）单位数字证书与电子印章"
	keys := []app.Key{long}
	for i := range 8 {
		k := expiredKey(t)
		k.ID.Serial = fmt.Sprintf("7A21-0049-3381-%04d", i)
		keys = append(keys, k)
	}
	return append(keys, fullKey(t, 100))
}

func missingDriver() app.Problem {
	path := "/usr/lib/netca/libnetca_p11.so"
	return app.Problem{Driver: path, Err: &token.LibraryError{Path: path, Fault: token.LibraryMissing, Detail: "cannot open shared object file"}}
}
