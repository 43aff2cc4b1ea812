package app

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"ukey/app/mask"
)

// Masker knows what is personal in this report: whom the certificates name, by
// which numbers, the keys' labels and serial numbers, and the user's name. What
// is shown of a report may go to support once Text of it has been taken.
func (r *Report) Masker() *mask.Masker {
	var values []mask.Value
	add := func(kind mask.Kind, texts ...string) {
		for _, text := range texts {
			values = append(values, mask.Value{Kind: kind, Text: text})
		}
	}
	for i := range r.Checks {
		if k := r.Checks[i].Key; k != nil {
			values = append(values, personalOf(k)...)
		}
		if ambiguous, ok := errors.AsType[*AmbiguousTokenError](r.Checks[i].Err); ok {
			for _, id := range ambiguous.Keys {
				add(mask.Number, id.Serial)
				add(mask.Label, id.Label)
			}
		}
	}
	if missing, ok := errors.AsType[*NoTokenError](r.Missing); ok {
		add(mask.Label, missing.Selector)
	}
	if home, err := os.UserHomeDir(); err == nil {
		add(mask.User, home) // where it is not one of those that show by their form
	}
	return mask.New(values...)
}

// personalOf is what a key and its certificates say of their owner.
func personalOf(k *Key) []mask.Value {
	values := []mask.Value{{Kind: mask.Number, Text: k.ID.Serial}}
	for i := range k.Certificates {
		values = append(values, personalIn(&k.Certificates[i])...)
	}
	// The label last: if it is the owner's name, it is an owner.
	return append(values, mask.Value{Kind: mask.Label, Text: k.ID.Label})
}

// notPersonal are the parts of a subject that many share.
var notPersonal = map[string]bool{"C": true, "ST": true, "L": true, "DC": true, "jurisdictionC": true, "businessCategory": true}

// numbers are the parts of a subject that are no names.
var numbers = map[string]bool{"serialNumber": true, "UID": true, "organizationIdentifier": true, "telephoneNumber": true, "postalCode": true}

// named are the extensions that hold numbers of the owner.
var named = map[string]bool{
	"identifyCode": true, "insuranceNumber": true, "iCRegistrationNumber": true, "organizationCode": true, "taxationNumber": true,
	"netcaEntityID": true, "netcaBindingValue": true, "shenzhenEntityID": true, "gdcaTrustID": true, "gdcaCreditCode": true,
	"shecaUniqueID": true, "shecaCreditCode": true, "bjcaUniqueID": true,
}

func personalIn(c *Certificate) []mask.Value {
	var values []mask.Value
	number := func(text string) { values = append(values, mask.Value{Kind: mask.Number, Text: text}) }
	for _, a := range c.Subject.Attributes {
		switch {
		case notPersonal[a.Short]:
		case numbers[a.Short]:
			number(a.Value)
		default:
			values = append(values, mask.Value{Kind: mask.Owner, Text: a.Value})
		}
	}
	number(c.CreditCode())
	for _, e := range c.Extensions() {
		if named[e.Name] {
			number(e.Value)
		}
	}
	if c.Serial != nil {
		number(fmt.Sprintf("%x", c.Serial))
		number(fmt.Sprintf("%X", c.Serial))
		number(c.Serial.String())
	}
	// By its fingerprint a certificate is found in public directories.
	sum := c.SHA256()
	number(hex.EncodeToString(sum[:]))
	return append(values, mask.Value{Kind: mask.Label, Text: c.Label})
}
