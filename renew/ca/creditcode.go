package ca

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"strings"

	"ukey/token"
)

// oidOrganisationCode is where GM/T 0015 has an organisation's code, and where
// its unified social credit code stands since that replaced it.
var oidOrganisationCode = asn1.ObjectIdentifier{1, 2, 156, 10260, 4, 1, 4}

// CreditCode is the extension with an organisation's unified social credit
// code (统一社会信用代码), for requests whose maker does not know it. The check
// character must be right (GB 32100).
func CreditCode(code string) (pkix.Extension, error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if !token.ValidCreditCode(code) {
		return pkix.Extension{}, fmt.Errorf("%q is not a unified social credit code: 18 characters, of which the last one checks the others", code)
	}
	value, err := asn1.MarshalWithParams(code, "utf8")
	if err != nil {
		return pkix.Extension{}, fmt.Errorf("encode credit code: %w", err)
	}
	return pkix.Extension{Id: oidOrganisationCode, Value: value}, nil
}
