package est_test

import (
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/renew/est"
)

// The example of RFC 7030, section 4.5.2.
const rfcCSRAttrs = "MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJ" +
	"BgcrBgEBAQEWBggqhkjOPQQDAw=="

func TestCSRAttrsOfTheRFC(t *testing.T) {
	der, err := base64.StdEncoding.DecodeString(rfcCSRAttrs)
	if err != nil {
		t.Fatal(err)
	}
	want := []est.CSRAttr{
		{Type: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 7}},
		{Type: asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}, Values: [][]byte{{6, 5, 0x2b, 0x81, 4, 0, 0x22}}},
		{Type: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 14}, Values: [][]byte{{6, 7, 0x2b, 6, 1, 1, 1, 1, 0x16}}},
		{Type: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}},
	}
	got, err := est.ParseCSRAttrs(der)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	back, err := est.MarshalCSRAttrs(got)
	if err != nil || base64.StdEncoding.EncodeToString(back) != rfcCSRAttrs {
		t.Errorf("encoded again: %x, %v", back, err)
	}
}

func TestParseCSRAttrsRefuses(t *testing.T) {
	for name, der := range map[string][]byte{
		"nothing":                 nil,
		"not a sequence":          {6, 1, 0x2a},
		"bytes behind the end":    {0x30, 0, 0},
		"number inside":           {0x30, 3, 2, 1, 5},
		"attribute without a set": {0x30, 5, 0x30, 3, 6, 1, 0x2a},
		"half a value":            {0x30, 9, 0x30, 7, 6, 1, 0x2a, 0x31, 2, 4, 5},
	} {
		if got, err := est.ParseCSRAttrs(der); !errors.Is(err, est.ErrMalformed) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}
