package renew

import (
	"errors"
	"testing"
)

func TestARenewalGoesOnAtTheCAWhereItWasBegun(t *testing.T) {
	for _, test := range []struct {
		begun, set string
		same       bool
	}{
		{"https://ca.example:8443", "https://ca.example:8443", true},
		{"https://ca.example", "https://CA.Example:443/", true},
		{"https://ca.example/up/", "https://ca.example/up", true},
		{"https://[::1]:8443", "https://[::1]:8443/", true},
		{"https://ca.example:8443", "https://ca.example:8444", false},
		{"https://ca.example", "https://ca2.example", false},
		{"https://ca.example/a", "https://ca.example/b", false},
		{"https://ca.example/a", "https://ca.example/A", false},
		{"https://ca.example", "", false},
	} {
		j := &Journal{CA: test.begun, State: Submitted}
		err := j.CheckCA(test.set)
		e, other := errors.AsType[*OtherCAError](err)
		if other == test.same || (other && *e != OtherCAError{test.begun, test.set}) {
			t.Errorf("begun at %q, set %q: %v", test.begun, test.set, err)
		}
	}
}

func TestWhatIsIssuedIsFinishedWithoutTheCA(t *testing.T) {
	for _, state := range []State{Issued, EncryptKeyStored, SignCertStored, CertsStored, Active} {
		j := &Journal{CA: "https://ca.example", State: state}
		if err := j.CheckCA("https://other.example"); err != nil {
			t.Errorf("%s: %v", state, err)
		}
	}
}
