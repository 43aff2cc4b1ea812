//go:build ignore

// Command make makes the certificates that the tests show. They are kept, not
// made anew for each run, so that the pictures of the screens stay the same.
// No private key is kept.
//
//	go run make.go
package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"log"
	"math/big"
	"os"
	"time"
)

type subject struct{ organisation, creditCode string }

var (
	company = subject{"深圳市鹏程示例科技有限公司", "91440300MA5FD3EM0N"}
	longest = subject{"深圳前海示例跨境电子商务供应链管理服务有限公司华南分公司", "91440300MA5G7PQ2XA"}
)

const (
	signing    = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	encrypting = x509.KeyUsageKeyEncipherment | x509.KeyUsageDataEncipherment
)

var certificates = []struct {
	file        string
	of          subject
	from, until string
	usage       x509.KeyUsage
	serial      int64
}{
	{"signature", company, "2025-12-20", "2026-12-19", signing, 0x5A3C90E1D2B4F607},
	{"encryption", company, "2025-12-20", "2026-12-19", encrypting, 0x5A3C90E1D2B4F608},
	{"signature-old", company, "2024-12-20", "2025-12-31", signing, 0x4A3C90E1D2B4F601},
	{"encryption-old", company, "2024-12-20", "2025-12-31", encrypting, 0x4A3C90E1D2B4F602},
	{"signature-new", company, "2026-11-22", "2028-11-21", signing, 0x6A3C90E1D2B4F611},
	{"encryption-new", company, "2026-11-22", "2028-11-21", encrypting, 0x6A3C90E1D2B4F612},
	{"signature-valid", longest, "2026-03-01", "2028-02-29", signing, 0x1122334455667788},
	{"signature-expired", longest, "2021-07-01", "2022-07-20", signing, 0x0102030405060708},
	{"encryption-expired", longest, "2021-07-01", "2022-07-20", encrypting, 0x0102030405060709},
}

func main() {
	caKey, err := rsa.GenerateKey(rand.Reader, 2048)
	check(err)
	issuer := &x509.Certificate{
		SerialNumber: big.NewInt(1), IsCA: true, BasicConstraintsValid: true,
		Subject: pkix.Name{
			Country: []string{"CN"}, Organization: []string{"广东省电子商务认证有限公司"},
			CommonName: "NETCA Organization ClassA CA",
		},
		NotBefore: day("2020-01-01"), NotAfter: day("2040-01-01"),
	}
	caDER, err := x509.CreateCertificate(rand.Reader, issuer, issuer, &caKey.PublicKey, caKey)
	check(err)
	issuer, err = x509.ParseCertificate(caDER)
	check(err)

	for _, c := range certificates {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		check(err)
		code, err := asn1.MarshalWithParams(c.of.creditCode, "utf8")
		check(err)
		der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
			SerialNumber: big.NewInt(c.serial),
			Subject: pkix.Name{
				Country: []string{"CN"}, Province: []string{"广东省"}, Locality: []string{"深圳市"},
				Organization: []string{c.of.organisation}, CommonName: c.of.organisation,
			},
			NotBefore: day(c.from), NotAfter: day(c.until).Add(24*time.Hour - time.Second),
			KeyUsage: c.usage, BasicConstraintsValid: true,
			ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 156, 10260, 4, 1, 4}, Value: code}},
		}, issuer, &key.PublicKey, caKey)
		check(err)
		check(os.WriteFile(c.file+".pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644))
	}
}

// day is where a day begins in China.
func day(s string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, s, time.FixedZone("CST", 8*60*60))
	check(err)
	return t
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
