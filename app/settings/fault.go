package settings

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Error says which setting cannot be used. Source is a file, an environment
// variable or CommandLine.
type Error struct {
	Source string
	// Option is empty if the source cannot be read or written at all; Err is then
	// a *SyntaxError, a *SaveError or that of the file system. Else Err is a
	// *ValueError. Of an option that is a list it is the part that is meant:
	// services[2].url, with entries counted from 0.
	Option string
	Err    error
}

func (e *Error) Error() string {
	if e.Option == "" {
		return fmt.Sprintf("settings in %s: %v", e.Source, e.Err)
	}
	return fmt.Sprintf("setting %s in %s: %v", e.Option, e.Source, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Fault is what is wrong with a value.
type Fault string

// The faults.
const (
	NotText     Fault = "not-text"
	NotList     Fault = "not-list"
	NotNumber   Fault = "not-number" // of the range
	NotChoice   Fault = "not-choice" // none of the choices
	NoOption    Fault = "no-option"  // an option to be locked that does not exist
	NotURL      Fault = "not-url"
	NotHTTPS    Fault = "not-https"
	NotPlainURL Fault = "not-plain-url" // more than a host and a path
	NotWeb      Fault = "not-web"       // neither http nor https
	NotProxy    Fault = "not-proxy"     // no proxy that can be used
	HasPassword Fault = "has-password"  // the URL of a proxy names a user
	NotYesNo    Fault = "not-yes-no"
	NotEntry    Fault = "not-entry" // not a list of fields and their values
	Missing     Fault = "missing"   // a field that an entry has to have
	Twice       Fault = "twice"     // an ID that another entry has
)

// ValueError says why a value cannot be used.
type ValueError struct {
	Fault Fault
	// Value is what was given. What looks like a password in a URL is left out
	// of it.
	Value string
	// Low and High are the range for NotNumber, both included.
	Low, High int
	// Choices are what NotChoice could have been.
	Choices []string
}

func (e *ValueError) Error() string {
	text := fmt.Sprintf("%q is %s", e.Value, strings.ReplaceAll(string(e.Fault), "-", " "))
	switch e.Fault {
	case NotNumber:
		return fmt.Sprintf("%s from %d to %d", text, e.Low, e.High)
	case NotChoice:
		return fmt.Sprintf("%s of %v", text, e.Choices)
	default:
		return text
	}
}

// SaveError says that a file could not be written. The old one is as it was.
type SaveError struct{ Err error }

func (e *SaveError) Error() string { return e.Err.Error() }

// Unwrap returns what the file system said.
func (e *SaveError) Unwrap() error { return e.Err }

// SyntaxError says where a file is not YAML, or not a list of options.
type SyntaxError struct {
	Line int // from 1; 0 if it is not known
	Err  error
}

func (e *SyntaxError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *SyntaxError) Unwrap() error { return e.Err }

// lineNumber is how the YAML library tells of a line: in the text alone.
var lineNumber = regexp.MustCompile(`\bline (\d+)\b`)

func syntaxError(err error) *SyntaxError {
	e := &SyntaxError{Err: err}
	if m := lineNumber.FindStringSubmatch(err.Error()); m != nil {
		e.Line, _ = strconv.Atoi(m[1]) // digits
	}
	return e
}
