package cms

import (
	"bytes"
	"errors"
	"fmt"
)

// maxDepth is how deep elements may be nested. The deepest certificates seen,
// with their extensions, inside the deepest CMS type stay below 20.
const maxDepth = 32

// tagOctets is the identifier of a constructed OCTET STRING, which BER allows
// and DER does not.
const tagOctets, tagOctetsConstructed = 0x04, 0x24

// normalise checks size and nesting of a BER message and returns it with
// definite, minimal lengths and with segmented octet strings joined. A DER
// message comes back byte for byte. What is behind the first element is
// refused.
func normalise(ber []byte) ([]byte, error) {
	if len(ber) > MaxSize {
		return nil, ErrTooLarge
	}
	der, rest, err := appendElement(nil, ber, 0)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("%w: %d bytes behind its end", ErrMalformed, len(rest))
	}
	return der, nil
}

// element is the head of one BER element.
type element struct {
	tag        []byte // identifier octets
	length     int    // of the content; meaningless if indefinite
	indefinite bool
}

func (e element) constructed() bool { return e.tag[0]&0x20 != 0 }

func (e element) segmented() bool { return len(e.tag) == 1 && e.tag[0] == tagOctetsConstructed }

// appendElement appends the first element of ber to dst in normal form, and
// returns what follows it in ber.
func appendElement(dst, ber []byte, depth int) (_, rest []byte, err error) {
	if depth > maxDepth {
		return nil, nil, fmt.Errorf("nested deeper than %d", maxDepth)
	}
	head, body, err := readHead(ber)
	if err != nil {
		return nil, nil, err
	}
	if !head.constructed() {
		return appendTLV(dst, head.tag, body[:head.length]), body[head.length:], nil
	}

	content := body
	if !head.indefinite {
		content, rest = body[:head.length], body[head.length:]
	}
	var inner []byte
	for {
		if head.indefinite && bytes.HasPrefix(content, []byte{0, 0}) {
			rest = content[2:]
			break
		}
		if !head.indefinite && len(content) == 0 {
			break
		}
		if head.segmented() {
			inner, content, err = appendSegment(inner, content, depth+1)
		} else {
			inner, content, err = appendElement(inner, content, depth+1)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if head.segmented() {
		return appendTLV(dst, []byte{tagOctets}, inner), rest, nil
	}
	return appendTLV(dst, head.tag, inner), rest, nil
}

// appendSegment appends the content of an octet string that is a part of a
// constructed one.
func appendSegment(dst, ber []byte, depth int) (_, rest []byte, err error) {
	part, rest, err := appendElement(nil, ber, depth)
	if err != nil {
		return nil, nil, err
	}
	head, content, err := readHead(part)
	if err != nil {
		return nil, nil, err
	}
	if len(head.tag) != 1 || head.tag[0] != tagOctets {
		return nil, nil, fmt.Errorf("octet string has a part with tag %x", head.tag)
	}
	return append(dst, content...), rest, nil
}

// readHead reads identifier and length octets (X.690, 8.1.2 and 8.1.3) and
// makes sure that a definite length lies within ber.
func readHead(ber []byte) (head element, body []byte, err error) {
	errShort := errors.New("cut off")
	n := 1
	if len(ber) > 0 && ber[0]&0x1f == 0x1f { // high tag number form
		for n < len(ber) && ber[n]&0x80 != 0 {
			n++
		}
		n++
	}
	if n >= len(ber) {
		return head, nil, errShort
	}
	head.tag, ber = ber[:n], ber[n:]
	first, ber := ber[0], ber[1:]
	switch {
	case first == 0x80:
		if !head.constructed() {
			return head, nil, errors.New("indefinite length of a primitive element")
		}
		head.indefinite = true
		return head, ber, nil
	case first < 0x80:
		head.length = int(first)
	default:
		n := int(first & 0x7f)
		if n > 4 || n > len(ber) {
			return head, nil, fmt.Errorf("length of %d octets", n)
		}
		var length uint64 // of at most four octets, also where int has 32 bits
		for _, b := range ber[:n] {
			length = length<<8 | uint64(b)
		}
		ber = ber[n:]
		if length > uint64(len(ber)) {
			return head, nil, errShort
		}
		head.length = int(length)
	}
	if head.length > len(ber) {
		return head, nil, errShort
	}
	return head, ber, nil
}

// appendTLV appends an element with a minimal definite length.
func appendTLV(dst, tag, content []byte) []byte {
	dst = append(dst, tag...)
	switch n := len(content); {
	case n < 0x80:
		dst = append(dst, byte(n))
	case n < 1<<8:
		dst = append(dst, 0x81, byte(n))
	case n < 1<<16:
		dst = append(dst, 0x82, byte(n>>8), byte(n))
	default: // MaxSize has three octets
		dst = append(dst, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
	return append(dst, content...)
}
