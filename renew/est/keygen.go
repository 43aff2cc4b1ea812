package est

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"

	"ukey/renew/cms"
	"ukey/token"
)

const (
	// No line of base64 begins with a hyphen, so a fixed boundary is safe.
	keyGenBoundary = "ukey-serverkeygen-part"
	maxKeyGenParts = 8
)

// KeyGenAnswer is what a server sends for serverkeygen (RFC 7030, 4.4.2): a
// private key, sealed in one of two ways, and its certificate.
type KeyGenAnswer struct {
	// Envelope is the key for a token to open; its Format is empty if the
	// key is in CMS.
	Envelope token.Envelope
	// CMS is the key as PKCS#8 in an EnvelopedData, nil if it is in Envelope.
	CMS []byte
	// Certificates holds the new certificate and perhaps its issuers.
	Certificates []*x509.Certificate
}

// WriteKeyGenAnswer encodes the answer and names its content type. The same
// answer always gives the same bytes.
func WriteKeyGenAnswer(answer KeyGenAnswer) (contentType string, body []byte, err error) {
	mediaType, key := MediaServerKey, answer.CMS
	if answer.Envelope.Format != "" {
		if key != nil {
			return "", nil, errors.New("est: a key in two forms")
		}
		mediaType = MediaWrappedKey
		if key, err = MarshalEnvelope(answer.Envelope); err != nil {
			return "", nil, err
		}
	}
	if len(key) == 0 {
		return "", nil, errors.New("est: no key to send")
	}
	var raw [][]byte
	for _, cert := range answer.Certificates {
		raw = append(raw, cert.Raw)
	}
	certs, err := cms.CertsOnly(raw...)
	if err != nil {
		return "", nil, err
	}

	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	err = errors.Join(
		w.SetBoundary(keyGenBoundary),
		writePart(w, mediaType, key),
		writePart(w, MediaCerts, certs),
		w.Close(),
	)
	if err != nil {
		return "", nil, fmt.Errorf("est: write answer: %w", err)
	}
	return mime.FormatMediaType(mediaMixed, map[string]string{"boundary": keyGenBoundary}), out.Bytes(), nil
}

func writePart(w *multipart.Writer, mediaType string, der []byte) error {
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Type":         {mediaType},
		HeaderTransferEncoding: {TransferBase64},
	})
	if err != nil {
		return err
	}
	_, err = part.Write(EncodeBody(der))
	return err
}

// ParseKeyGenAnswer decodes an answer. The parts may come in any order and
// among others; there must be one key and one list of certificates. A key in
// the clear (application/pkcs8) is refused as malformed.
func ParseKeyGenAnswer(contentType string, body []byte) (KeyGenAnswer, error) {
	var answer KeyGenAnswer
	if len(body) > MaxBody {
		return answer, ErrTooLarge
	}
	mediaType, params, err := mime.ParseMediaType(contentType)
	if err != nil || mediaType != mediaMixed || params["boundary"] == "" {
		return answer, fmt.Errorf("%w: serverkeygen answer of type %q", ErrMalformed, Printable(contentType))
	}
	keys := 0
	r := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for parts := 0; ; parts++ {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return KeyGenAnswer{}, fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		if parts == maxKeyGenParts {
			return KeyGenAnswer{}, fmt.Errorf("%w: more than %d parts", ErrMalformed, maxKeyGenParts)
		}
		isKey, err := answer.readPart(part)
		if err != nil {
			return KeyGenAnswer{}, err
		}
		if isKey {
			keys++
		}
	}
	if keys != 1 || len(answer.Certificates) == 0 {
		return KeyGenAnswer{}, fmt.Errorf("%w: %d keys and %d certificates", ErrMalformed, keys, len(answer.Certificates))
	}
	return answer, nil
}

// readPart adds one part to the answer; parts of other types are passed over.
func (a *KeyGenAnswer) readPart(part *multipart.Part) (isKey bool, err error) {
	mediaType, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
	if err != nil {
		return false, fmt.Errorf("%w: part without a type", ErrMalformed)
	}
	switch mediaType {
	case MediaWrappedKey, mediaPKCS7, mediaPKCS7Old:
	case "application/pkcs8":
		return false, fmt.Errorf("%w: the private key is not encrypted", ErrMalformed)
	default:
		return false, nil
	}
	text, err := io.ReadAll(part)
	if err != nil {
		return false, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	der, err := DecodeBody(text)
	if err != nil {
		return false, err
	}
	switch {
	case mediaType == MediaWrappedKey:
		a.Envelope, err = ParseEnvelope(der)
		return true, err
	case strings.EqualFold(params["smime-type"], "server-generated-key"):
		a.CMS = der
		return true, nil
	case a.Certificates != nil:
		return false, fmt.Errorf("%w: certificates twice", ErrMalformed)
	default:
		if a.Certificates, err = cms.ParseCertsOnly(der); err != nil {
			err = fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		return false, err
	}
}
