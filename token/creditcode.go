package token

import (
	"strings"
	"unicode"
)

// creditCodeExtensions are the extensions in which authorities put the unified
// social credit code, the usual place first: organisation code, business
// registration and taxation number of GM/T 0015, then those of single
// authorities.
var creditCodeExtensions = []string{
	"1.2.156.10260.4.1.4",
	"1.2.156.10260.4.1.3",
	"1.2.156.10260.4.1.5",
	"1.2.86.11.7.3",
	"1.2.86.11.7.4",
	"1.2.86.11.7.5",
	"1.2.86.11.7.7550243.1",
	"1.2.156.112570.11.210",
	"1.2.156.112570.11.205",
	"2.16.156.112548",
	oidNETCAEntity,
}

// creditCodeAttributes are the parts of the subject that may hold it instead,
// those that are made for numbers first.
var creditCodeAttributes = []string{
	"serialNumber", "organizationIdentifier", "1.2.156.10260.4.1.4", "1.2.156.10260.4.1.3", "UID",
	"OU", "description", "O", "CN",
}

// CreditCode returns the organisation's unified social credit code
// (统一社会信用代码, GB 32100), or "" if the certificate holds none whose check
// character is right.
func (c *Certificate) CreditCode() string {
	if c.X509 != nil {
		for _, oid := range creditCodeExtensions {
			for _, e := range c.X509.Extensions {
				if e.Id.String() != oid {
					continue
				}
				text := extensionText(e.Value)
				if oid == oidNETCAEntity {
					_, text = splitNETCAEntity(text)
				}
				if code := findCreditCode(text); code != "" {
					return code
				}
			}
		}
	}
	for _, short := range creditCodeAttributes {
		for _, a := range c.Subject.Attributes {
			if a.Short != short {
				continue
			}
			if code := findCreditCode(a.Value); code != "" {
				return code
			}
		}
	}
	return ""
}

// findCreditCode looks for a code among the words of a text, since some
// authorities write a kind or a country in front of it.
func findCreditCode(text string) string {
	words := strings.FieldsFunc(strings.ToUpper(text), func(r rune) bool {
		return r > unicode.MaxASCII || !(unicode.IsDigit(r) || unicode.IsUpper(r))
	})
	for _, w := range words {
		if ValidCreditCode(w) {
			return w
		}
	}
	return ""
}

// ValidCreditCode says whether s has the 18 characters of a unified social
// credit code and the right check character (GB 32100-2015, 4.2 and 5.2).
func ValidCreditCode(s string) bool {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(s) != 18 {
		return false
	}
	sum, weight := 0, 1
	for i := range len(s) - 1 {
		v := strings.IndexByte(alphabet, s[i])
		if v < 0 {
			return false
		}
		sum += v * weight
		weight = weight * 3 % len(alphabet)
	}
	return s[17] == alphabet[(len(alphabet)-sum%len(alphabet))%len(alphabet)]
}
