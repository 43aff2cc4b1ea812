package operators

import (
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/secure/precis"
)

// MaxName is how many characters a name may have.
const MaxName = 64

// NameError: a name that no operator can have.
type NameError struct{ Name string }

func (e *NameError) Error() string {
	return fmt.Sprintf("%q is no operator's name: use 1 to %d letters, digits and signs, without spaces", e.Name, MaxName)
}

// normalName returns the form in which names are kept and compared (RFC 8265,
// 3.3): capitals, full-width letters and composed characters make no
// difference. The error is a *NameError.
func normalName(name string) (string, error) {
	normal, err := precis.UsernameCaseMapped.String(name)
	if err != nil || normal == "" || utf8.RuneCountInString(normal) > MaxName {
		return "", &NameError{name}
	}
	return normal, nil
}
