package cases

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"ukey/renew/cms"
)

// Purpose is what a statement is for: one for one thing is worth nothing for
// another.
type Purpose string

// The purposes.
const (
	ToOpen   Purpose = "open-case"
	ToSubmit Purpose = "submit-case"
)

// Statement is what the holder of the old key signs.
type Statement struct {
	Purpose Purpose `json:"purpose"`
	Nonce   string  `json:"nonce"`
	// Audience is the host, with a port if the URL has one, that the
	// statement is made to.
	Audience string `json:"audience"`
	// Case, Form and Documents are for ToSubmit. Documents are the SHA-256,
	// in lower-case hex, of all scans.
	Case      string          `json:"case,omitempty"`
	Form      *Form           `json:"form,omitempty"`
	Documents map[Kind]string `json:"documents,omitempty"`
}

// Sign puts the statement into SignedData by the old certificate's key, which
// may have expired and may be on a token.
func (s *Statement) Sign(cert *x509.Certificate, key crypto.Signer) ([]byte, error) {
	content, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode statement: %w", err)
	}
	return cms.Sign(content, cert, key, false)
}

// errTwoDocuments: something follows the statement.
var errTwoDocuments = errors.New("more than one statement")

// ReadStatement returns a statement and the certificate whose key has signed
// it. Whether that is one to listen to is for the caller to find out. The
// error is one of package cms, or says what is wrong with the JSON.
func ReadStatement(message []byte) (*Statement, *x509.Certificate, error) {
	signed, err := cms.Verify(message, nil)
	if err != nil {
		return nil, nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(signed.Content))
	decoder.DisallowUnknownFields()
	s := new(Statement)
	if err := decoder.Decode(s); err != nil {
		return nil, nil, fmt.Errorf("read statement: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, errTwoDocuments
	}
	return s, signed.Signer, nil
}
