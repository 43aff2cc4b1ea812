package ca

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
