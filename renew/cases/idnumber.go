package cases

import (
	"regexp"
	"time"
)

var idNumber = regexp.MustCompile(`^[1-9]\d{16}[\dX]$`)

// checkIDNumber looks at a resident identity number: region, date of birth,
// sequence and check character (GB 11643-1999, which takes the check from
// ISO 7064 MOD 11-2).
func checkIDNumber(number string) Flaw {
	if !idNumber.MatchString(number) {
		return Shape
	}
	if _, err := time.Parse("20060102", number[6:14]); err != nil {
		return BirthDate
	}
	sum := 0
	for i := range 17 {
		weight := 1 << (17 - i) % 11
		sum += int(number[i]-'0') * weight
	}
	if "10X98765432"[sum%11] != number[17] {
		return CheckDigit
	}
	return ""
}
