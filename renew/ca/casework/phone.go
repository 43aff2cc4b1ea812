package casework

import (
	"regexp"
	"strings"
)

var mobile = regexp.MustCompile(`^(?:\+?86)?(1[3-9]\d{9})$`)

// mobileNumber returns a number of the mainland that messages can go to, in
// its 11 digits; false for any other.
func mobileNumber(text string) (number string, ok bool) {
	found := mobile.FindStringSubmatch(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, text))
	if found == nil {
		return "", false
	}
	return found[1], true
}

// masked shows enough of a number for its owner to know it.
func masked(number string) string {
	if len(number) != 11 {
		return ""
	}
	return number[:3] + "****" + number[7:]
}
