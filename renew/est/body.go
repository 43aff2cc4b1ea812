package est

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
)

// MaxBody is the largest request or answer, in bytes as they are sent, that
// either side reads. The largest real one, a scan apart, is a serverkeygen
// answer of some 10 KB.
const MaxBody = 1 << 20

// The media types of bodies and their parts.
const (
	MediaCSR        = "application/pkcs10"
	MediaCerts      = "application/pkcs7-mime; smime-type=certs-only"
	MediaServerKey  = "application/pkcs7-mime; smime-type=server-generated-key"
	MediaCSRAttrs   = "application/csrattrs"
	MediaWrappedKey = "application/vnd.ukey.wrapped-key"
	MediaProblem    = "application/problem+json"

	mediaPKCS7    = "application/pkcs7-mime"
	mediaPKCS7Old = "application/x-pkcs7-mime" // what some servers still send
	mediaMixed    = "multipart/mixed"
)

// HeaderTransferEncoding with the value TransferBase64 marks base64 bodies.
// RFC 8951, section 3.1, drops the header, but some peers insist on it.
const (
	HeaderTransferEncoding = "Content-Transfer-Encoding"
	TransferBase64         = "base64"
)

// lineLength is that of wrapped base64 (RFC 7468, 2).
const lineLength = 64

// Errors of everything that reads the wire format.
var (
	// ErrTooLarge: longer than MaxBody.
	ErrTooLarge = errors.New("est: body too large")
	// ErrMalformed: not what the format says.
	ErrMalformed = errors.New("est: malformed")
)

// EncodeBody encodes as servers have to: one line without an end, since a
// common client fails on line breaks, although RFC 8951, section 3.1, would
// allow them.
func EncodeBody(der []byte) []byte {
	return base64.StdEncoding.AppendEncode(nil, der)
}

// EncodeWrapped encodes as clients have to: in lines, since a common server
// refuses one long line.
func EncodeWrapped(der []byte) []byte {
	line := EncodeBody(der)
	out := make([]byte, 0, len(line)+len(line)/lineLength+1)
	for len(line) > lineLength {
		out = append(append(out, line[:lineLength]...), '\n')
		line = line[lineLength:]
	}
	return append(append(out, line...), '\n')
}

// DecodeBody decodes base64 with any white space in it. An empty body is
// malformed.
func DecodeBody(body []byte) ([]byte, error) {
	if len(body) > MaxBody {
		return nil, ErrTooLarge
	}
	der, err := base64.StdEncoding.DecodeString(string(bytes.Join(bytes.Fields(body), nil)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if len(der) == 0 {
		return nil, fmt.Errorf("%w: empty body", ErrMalformed)
	}
	return der, nil
}

// ReadBody reads r to its end, or fails with ErrTooLarge behind MaxBody bytes.
func ReadBody(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, MaxBody+1))
	if err != nil {
		return nil, err
	}
	if len(body) > MaxBody {
		return nil, ErrTooLarge
	}
	return body, nil
}
