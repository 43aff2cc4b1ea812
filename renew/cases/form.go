package cases

import (
	"net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Form is what the applicant (经办人) says about themselves.
type Form struct {
	IDNumber string `json:"idNumber"` // 18 characters, GB 11643
	Name     string `json:"name"`
	Address  string `json:"address"`
	Phone    string `json:"phone"` // may be empty
	Email    string `json:"email"`
}

// Field names a part of a Form as its JSON does.
type Field string

// The fields, in the order of the form.
const (
	FieldIDNumber Field = "idNumber"
	FieldName     Field = "name"
	FieldAddress  Field = "address"
	FieldPhone    Field = "phone"
	FieldEmail    Field = "email"
)

// Fields lists all fields in order.
func Fields() []Field {
	return []Field{FieldIDNumber, FieldName, FieldAddress, FieldPhone, FieldEmail}
}

// Get returns the contents of a field, "" for one that there is not.
func (f *Form) Get(field Field) string {
	if p := f.at(field); p != nil {
		return *p
	}
	return ""
}

// Set fills a field in. A field that there is not is left alone.
func (f *Form) Set(field Field, value string) {
	if p := f.at(field); p != nil {
		*p = value
	}
}

func (f *Form) at(field Field) *string {
	switch field {
	case FieldIDNumber:
		return &f.IDNumber
	case FieldName:
		return &f.Name
	case FieldAddress:
		return &f.Address
	case FieldPhone:
		return &f.Phone
	case FieldEmail:
		return &f.Email
	}
	return nil
}

// Flaw is what is wrong with a field. It is made into a sentence elsewhere.
type Flaw string

// The flaws of a field.
const (
	Missing    Flaw = "missing"
	TooLong    Flaw = "too-long"
	Characters Flaw = "characters" // some that cannot be printed
	Shape      Flaw = "shape"      // not of the form that it has to have
	CheckDigit Flaw = "check-digit"
	BirthDate  Flaw = "birth-date" // of an ID number: no such day
)

// maxRunes is the longest contents of a field.
const maxRunes = 200

// Normal returns the form as it is to be sent: without white space around the
// fields, and in numbers none at all; full-width digits and letters, which
// Chinese input methods leave behind, become plain ones there.
func (f Form) Normal() Form {
	return Form{
		IDNumber: strings.ToUpper(compact(f.IDNumber)),
		Name:     strings.TrimSpace(f.Name),
		Address:  strings.TrimSpace(f.Address),
		Phone:    compact(f.Phone),
		Email:    compact(f.Email),
	}
}

// compact drops white space and narrows the full-width forms of ASCII.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		}
		return r
	}, s)
}

// Check looks at every field and returns the flaws by field; none if the form
// may be sent. It expects a Normal form.
func (f *Form) Check() map[Field]Flaw {
	flaws := make(map[Field]Flaw)
	for _, field := range Fields() {
		if flaw := f.checkField(field); flaw != "" {
			flaws[field] = flaw
		}
	}
	return flaws
}

func (f *Form) checkField(field Field) Flaw {
	value := f.Get(field)
	switch {
	case value == "" && field == FieldPhone:
		return ""
	case value == "":
		return Missing
	case utf8.RuneCountInString(value) > maxRunes:
		return TooLong
	case !utf8.ValidString(value) || strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsPrint(r) }):
		return Characters
	}
	switch field {
	case FieldIDNumber:
		return checkIDNumber(value)
	case FieldName:
		if !isName(value) {
			return Shape
		}
	case FieldPhone:
		if !phone.MatchString(value) {
			return Shape
		}
	case FieldEmail:
		if !isEmail(value) {
			return Shape
		}
	}
	return ""
}

// phone is a mobile number of the mainland, or a fixed one with its area code;
// either may have the country's code before it.
var phone = regexp.MustCompile(`^(\+?86-?)?(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?)$`)

// isName takes what may be called a person's name in any language: it has letters,
// which a number in the wrong field has not, and is no e-mail address.
func isName(s string) bool {
	return strings.ContainsFunc(s, unicode.IsLetter) && !strings.ContainsFunc(s, unicode.IsDigit) && !strings.ContainsAny(s, "@＠")
}

// isEmail takes a plain address with a domain that has a dot.
func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return false
	}
	_, domain, _ := strings.Cut(s, "@")
	return strings.Contains(domain, ".") && !strings.HasPrefix(domain, "[")
}
