package ca

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

// bearer returns the request's access token (RFC 6750, 2.1), or "".
func (x *exchange) bearer() string {
	scheme, token, _ := strings.Cut(x.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// readBody reads a body of one of the media types, up to limit bytes.
func (x *exchange) readBody(limit int64, mediaTypes ...string) ([]byte, error) {
	mediaType, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(mediaTypes, mediaType) {
		return nil, refuse(CodeMediaType, "send a body of type %s", strings.Join(mediaTypes, ", "))
	}
	if x.r.ContentLength > limit {
		// Said ahead of it, so that none of it need be read.
		x.w.Header().Set("Connection", "close")
		return nil, refuse(CodeTooLarge, "the body may have up to %d bytes", limit)
	}
	body, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, limit))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, refuse(CodeTooLarge, "the body may have up to %d bytes", tooLarge.Limit)
	}
	if err != nil {
		return nil, refuse(CodeMalformed, "the body cannot be read: %v", err)
	}
	return body, nil
}

// readJSON reads a body that is one JSON value, without members that it does
// not have.
func (x *exchange) readJSON(into any) error {
	body, err := x.readBody(maxJSON, cases.MediaJSON)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return refuse(CodeMalformed, "the body is not the JSON that is wanted: %v", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return refuse(CodeMalformed, "something follows the JSON")
	}
	return nil
}

// readHash reads a SHA-256 in lower-case hex.
func readHash(member, text string) (sum store.Hash, err error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(sum) || text != strings.ToLower(text) {
		return sum, refuse(CodeMalformed, "%s is not a SHA-256 in lower-case hex", member)
	}
	return store.Hash(raw), nil
}

func (x *exchange) answerJSON(value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	return x.answer(cases.MediaJSON, body)
}

// answerCase sends a case, and says when to ask for it again while it waits
// for the staff.
func (x *exchange) answerCase(c cases.Case) error {
	if c.State == cases.Review {
		x.w.Header().Set("Retry-After", strconv.Itoa(int(reviewRetry.Seconds())))
	}
	return x.answerJSON(c)
}
