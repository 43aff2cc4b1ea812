package ca

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
)

// readBody reads a body of one of the media types, up to limit bytes.
func (x *exchange) readBody(limit int64, mediaTypes ...string) ([]byte, error) {
	mediaType, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(mediaTypes, mediaType) {
		return nil, refuse(CodeMediaType, "send a body of type %s", strings.Join(mediaTypes, ", "))
	}
	if x.r.ContentLength > limit {
		x.hangUp()
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

// hangUp makes the answer the last one on its connection: the server need not
// wait for what is left of the request.
func (x *exchange) hangUp() { x.w.Header().Set("Connection", "close") }
