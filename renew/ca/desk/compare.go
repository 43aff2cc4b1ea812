package desk

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"strings"
	"time"
	"unicode"

	"ukey/renew/cases"
	"ukey/token"
)

// oldCertificate is what a certificate says, for a person.
type oldCertificate struct {
	Holder     string
	CommonName string
	Place      string // country to street, as far as it is there
	CreditCode string
	Issuer     string
	Serial     string
	NotBefore  time.Time
	NotAfter   time.Time
	// ExpiredDays is how long ago it ended; 0 while it has not.
	ExpiredDays int
	SHA256      string
	emails      []string
	places      []string
}

// describe reads a certificate. An empty sum is computed.
func (d *desk) describe(sum string, cert *x509.Certificate) oldCertificate {
	if cert == nil {
		return oldCertificate{SHA256: sum}
	}
	parsed := token.ParseCertificate(cert.Raw)
	if sum == "" {
		hash := sha256.Sum256(cert.Raw)
		sum = hex.EncodeToString(hash[:])
	}
	old := oldCertificate{
		Holder: parsed.Subject.Organization(), CommonName: parsed.Subject.CommonName(), CreditCode: parsed.CreditCode(),
		Issuer: parsed.Issuer.CommonName(), Serial: cert.SerialNumber.Text(16),
		NotBefore: cert.NotBefore, NotAfter: cert.NotAfter, SHA256: sum, emails: cert.EmailAddresses,
	}
	if old.Holder == "" {
		old.Holder = old.CommonName
	}
	for _, part := range []string{"C", "ST", "L", "STREET"} {
		// All are Chinese; another country is worth a look.
		if value := parsed.Subject.Get(part); value != "" && value != "CN" {
			old.places = append(old.places, value)
		}
	}
	old.Place = strings.Join(old.places, " ")
	if email := parsed.Subject.Get("E"); email != "" {
		old.emails = append(old.emails, email)
	}
	if gone := d.Clock().Sub(old.NotAfter); gone > 0 {
		old.ExpiredDays = int(gone / (24 * time.Hour))
	}
	return old
}

// mark is a remark about a field: a fact that was checked, or a difference to
// look at.
type mark struct {
	// Text is the ID of the sentence, Data its values.
	Text string
	Data []any
	// Differs is set where somebody should look twice.
	Differs bool
}

// marks compares a field with itself, the form and the old certificate.
func (d *desk) marks(field cases.Field, form cases.Form, old oldCertificate) []mark {
	value := form.Get(field)
	if value == "" {
		return nil
	}
	if flaw, ok := form.Check()[field]; ok {
		return []mark{{Text: "desk.mark.flaw." + string(flaw), Differs: true}}
	}
	switch field {
	case cases.FieldIDNumber:
		return []mark{identity(value, d.Clock().In(d.Zone))}
	case cases.FieldAddress:
		return compareAddress(value, old.places)
	case cases.FieldEmail:
		return compareEmail(value, old.emails)
	}
	return nil
}

// identity reads birthday and sex out of an ID number (GB 11643), which are on
// the card as well. Its check character has been looked at.
func identity(number string, now time.Time) mark {
	born, _ := time.Parse("20060102", number[6:14])
	sex := "desk.mark.female"
	if (number[16]-'0')%2 == 1 {
		sex = "desk.mark.male"
	}
	if born.AddDate(18, 0, 0).After(now) {
		return mark{Text: "desk.mark.minor", Data: []any{"Born", born.Format(time.DateOnly)}, Differs: true}
	}
	return mark{Text: sex, Data: []any{"Born", born.Format(time.DateOnly)}}
}

// compareAddress looks for the certificate's province and town in an address.
// People leave out 省 and 市, and a country is seldom written.
func compareAddress(address string, places []string) []mark {
	for _, place := range places {
		short := strings.TrimRight(place, "省市区县")
		if !isChinese(short) {
			continue
		}
		if !strings.Contains(address, short) {
			return []mark{{Text: "desk.mark.address", Data: []any{"Place", place}, Differs: true}}
		}
	}
	return nil
}

func isChinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func compareEmail(email string, known []string) []mark {
	if len(known) == 0 {
		return nil
	}
	for _, k := range known {
		if strings.EqualFold(email, k) {
			return []mark{{Text: "desk.mark.email-same"}}
		}
	}
	return []mark{{Text: "desk.mark.email-other", Data: []any{"Email", strings.Join(known, ", ")}, Differs: true}}
}
