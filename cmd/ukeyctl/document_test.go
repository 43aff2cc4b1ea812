package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ukey/app"
	"ukey/token"
	"ukey/ui/words"
)

// name makes a distinguished name of pairs of short name and value.
func name(pairs ...string) token.Name {
	var n token.Name
	for i := 0; i < len(pairs); i += 2 {
		n.Attributes = append(n.Attributes, token.Attribute{Short: pairs[i], Value: pairs[i+1]})
	}
	return n
}

var beijing = time.FixedZone("CST", 8*60*60)

// signing is an ordinary certificate that expires in 27 days.
func signing() app.Certificate {
	return app.Certificate{
		Certificate: token.Certificate{
			ID:            "\x01\xfe",
			Label:         "签名",
			DER:           []byte("signing"),
			HasPrivateKey: true,
			Use:           token.Signature,
			Subject:       name("C", "CN", "O", "深圳市示例科技有限公司", "OU", "一部", "OU", "<二部>"),
			Issuer:        name("CN", "示例CA"),
			Serial:        big.NewInt(0xabc),
			NotBefore:     time.Date(2025, 12, 20, 8, 0, 0, 0, beijing),
			NotAfter:      time.Date(2026, 12, 19, 23, 59, 59, 0, time.UTC),
		},
		Validity: token.Validity{Status: token.Expiring, DaysLeft: 27},
	}
}

// garbage is no certificate at all.
func garbage() app.Certificate {
	return app.Certificate{
		Certificate: token.Certificate{ID: "\x09", Label: "junk", DER: []byte("junk"), Err: errors.New("not a certificate")},
		Validity:    token.Validity{Status: token.Unreadable},
	}
}

func keyWith(certs ...app.Certificate) app.Key {
	return app.Key{
		Info: token.Info{
			ID:           token.ID{Driver: "/lib/one.so", Serial: "0123", Label: "单位证书"},
			Manufacturer: "Maker",
			Model:        "M1",
			Slot:         7,
			PIN:          token.PINStatus{State: token.PINOK, Tries: 10, Min: 6, Max: 16},
		},
		Certificates: certs,
	}
}

// reasonOf is a stand-in for a person's sentence.
func reasonOf(err error) string { return "because: " + err.Error() }

func TestListDocumentIsTheContract(t *testing.T) {
	s := &app.Snapshot{
		Keys:     []app.Key{keyWith(signing(), garbage())},
		Problems: []app.Problem{{Driver: "/lib/two.so", Err: errors.New("missing")}},
	}
	var out bytes.Buffer
	if err := writeJSON(&out, newListDocument(s, reasonOf)); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`{
  "tokens": [
    {
      "label": "单位证书",
      "serial": "0123",
      "manufacturer": "Maker",
      "model": "M1",
      "driver": "/lib/one.so",
      "slot": 7,
      "pin": {
        "state": "ok",
        "min": 6,
        "max": 16
      },
      "certificates": [
        {
          "id": "01fe",
          "label": "签名",
          "use": "signature",
          "subject": {
            "C": "CN",
            "O": "深圳市示例科技有限公司",
            "OU": "一部, <二部>"
          },
          "issuer": {
            "CN": "示例CA"
          },
          "serial": "0abc",
          "notBefore": "2025-12-20T00:00:00Z",
          "notAfter": "2026-12-19T23:59:59Z",
          "daysLeft": 27,
          "status": "expiring",
          "sha256": "%x",
          "hasPrivateKey": true
        },
        {
          "id": "09",
          "label": "junk",
          "use": null,
          "subject": {},
          "issuer": {},
          "serial": null,
          "notBefore": null,
          "notAfter": null,
          "daysLeft": null,
          "status": "unreadable",
          "sha256": "%x",
          "hasPrivateKey": false
        }
      ]
    }
  ],
  "problems": [
    {
      "driver": "/lib/two.so",
      "reason": "because: missing"
    }
  ]
}
`, sha256.Sum256([]byte("signing")), sha256.Sum256([]byte("junk")))
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestEmptyListsAreNeverNull(t *testing.T) {
	for _, s := range []*app.Snapshot{{}, {Keys: []app.Key{keyWith()}}} {
		b, err := json.Marshal(newListDocument(s, reasonOf))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("null")) {
			t.Errorf("%s", b)
		}
	}
}

func TestKeyThatCannotBeReadIsAProblem(t *testing.T) {
	k := keyWith()
	k.Err = token.ErrDriver
	doc := newListDocument(&app.Snapshot{Keys: []app.Key{k}}, reasonOf)
	want := []problemDocument{{"/lib/one.so", "because: driver failed"}}
	if diff := cmp.Diff(want, doc.Problems); diff != "" || len(doc.Tokens) != 1 {
		t.Errorf("%d tokens, %s", len(doc.Tokens), diff)
	}
}

func TestSerialNumbersAreWholeBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "00", 1: "01", 0x7f: "7f", 0xabc: "0abc", 0xffff: "ffff", -5: "-5"} {
		if got := hexSerial(big.NewInt(n)); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestListForPeopleAlignsChinese(t *testing.T) {
	old := signing()
	old.Superseded, old.DER = true, []byte("old")
	old.Subject = name("CN", "Short & Co")
	k := keyWith(signing(), old, garbage())
	var out bytes.Buffer
	if err := writeList(&out, &app.Snapshot{Keys: []app.Key{k, keyWith()}}, words.New(words.Chinese)); err != nil {
		t.Fatal(err)
	}
	// The columns of a terminal are counted here, where a Chinese character
	// takes two.
	want := fmt.Sprintf(`单位证书（序列号 0123）
  PIN码状态：正常
  签名证书  %x  %s  还有 27 天到期  深圳市示例科技有限公司
  签名证书  %x  %[2]s  已被新证书替代  Short & Co
  证书      %[4]x  –                         无法读取        junk

单位证书（序列号 0123）
  PIN码状态：正常
  没有证书
`, prefix("signing"), localPeriod(), prefix("old"), prefix("junk"))
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func prefix(der string) []byte {
	sum := sha256.Sum256([]byte(der))
	return sum[:4]
}

// localPeriod is the validity of signing by the clock of the machine that the
// test runs on.
func localPeriod() string {
	c := signing()
	return words.New(words.Chinese).Period(c.NotBefore, c.NotAfter)
}
