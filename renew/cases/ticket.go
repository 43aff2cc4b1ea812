package cases

import (
	"fmt"
	"io"
	"log/slog"
)

// Ticket is what the applicant needs to go on with a case. It can be kept in a
// file that nobody else reads; it cannot be printed.
type Ticket struct {
	Case string `json:"case"` // the CA's ID
	// Certificate is the SHA-256 of the old certificate, lower-case hex.
	Certificate string `json:"certificate"`
	// Access is the token that the CA gave. Whoever has it sees the case, but
	// gets no certificate with it.
	Access string `json:"access"`
}

// String returns the case without the token.
func (t Ticket) String() string { return t.Case }

// Format prints the case without the token, whatever the verb.
func (t Ticket) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.Case) }

// LogValue logs the case without the token.
func (t Ticket) LogValue() slog.Value { return slog.StringValue(t.Case) }
