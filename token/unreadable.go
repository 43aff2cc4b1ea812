package token

import "fmt"

// CertificateFault is what keeps a certificate from being read.
type CertificateFault string

// The faults.
const (
	// CertificateEmpty: there is an object for it on the token with nothing in
	// it.
	CertificateEmpty CertificateFault = "empty"
	// CertificateCutOff: it says that it is longer than what is there, as after
	// a token was pulled out while it was written.
	CertificateCutOff CertificateFault = "cut-off"
	// CertificateForeign: it is something else.
	CertificateForeign CertificateFault = "foreign"
	// CertificateBroken: it is one, and breaks the rules of X.509 in a way that
	// cannot be read around.
	CertificateBroken CertificateFault = "broken"
)

// UnreadableError says why a certificate could not be read.
type UnreadableError struct {
	Fault CertificateFault
	// Err is the parser's own, for the log.
	Err error
}

func (e *UnreadableError) Error() string {
	return fmt.Sprintf("read certificate: %s: %v", e.Fault, e.Err)
}

// Unwrap returns the parser's error.
func (e *UnreadableError) Unwrap() error { return e.Err }

// unreadable tells what is wrong with a certificate that no parser takes.
// splitErr is what came of telling its parts from each other.
func unreadable(der []byte, splitErr, err error) *UnreadableError {
	fault := CertificateBroken
	switch {
	case len(der) == 0:
		fault = CertificateEmpty
	case isCutOff(der):
		fault = CertificateCutOff
	case splitErr != nil:
		fault = CertificateForeign
	}
	return &UnreadableError{Fault: fault, Err: err}
}

// isCutOff tells whether DER is the beginning of a SEQUENCE that goes on behind
// its end (X.690, 8.1.3). Certificates are longer than 127 and shorter than
// 65,536 bytes, whose length takes one or two bytes behind the one that says so.
func isCutOff(der []byte) bool {
	const sequence = 0x30
	if der[0] != sequence {
		return false
	}
	if len(der) < 4 {
		return len(der) == 1 || der[1] >= 0x80
	}
	switch der[1] {
	case 0x81:
		return len(der) < 3+int(der[2])
	case 0x82:
		return len(der) < 4+int(der[2])<<8+int(der[3])
	default:
		return false
	}
}
