//go:build cgo

package pkcs11

import (
	"context"
	"errors"
	"fmt"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// errClosed is returned by everything that is asked of a closed Driver.
var errClosed = fmt.Errorf("%w: closed", token.ErrDriver)

// meanings says what a person can do about a return value (PKCS#11 2.40, 5.1).
// What is not here is token.ErrDriver; FUNCTION_FAILED and GENERAL_ERROR in
// particular say nothing about a PIN, whatever the call was.
var meanings = map[uint]error{
	p11.CKR_DEVICE_ERROR:           token.ErrRemoved,
	p11.CKR_DEVICE_REMOVED:         token.ErrRemoved,
	p11.CKR_SESSION_CLOSED:         token.ErrRemoved,
	p11.CKR_SESSION_HANDLE_INVALID: token.ErrRemoved,
	p11.CKR_SLOT_ID_INVALID:        token.ErrRemoved,
	p11.CKR_TOKEN_NOT_PRESENT:      token.ErrRemoved,
	p11.CKR_TOKEN_NOT_RECOGNIZED:   token.ErrRemoved,
	// The login is gone, as after a reset of the card: open afresh.
	p11.CKR_USER_NOT_LOGGED_IN: token.ErrRemoved,

	p11.CKR_PIN_INCORRECT: &token.PINIncorrectError{Tries: token.UnknownTries, State: token.PINUnknown},
	p11.CKR_PIN_LOCKED:    &token.PINLockedError{},
	p11.CKR_PIN_LEN_RANGE: &token.PINLengthError{},
	p11.CKR_PIN_INVALID:   token.ErrPINRefused,
	p11.CKR_PIN_EXPIRED:   token.ErrPINToBeChanged,

	p11.CKR_DEVICE_MEMORY:         token.ErrFull,
	p11.CKR_TOKEN_WRITE_PROTECTED: token.ErrReadOnly,
	p11.CKR_SESSION_READ_ONLY:     token.ErrReadOnly,

	p11.CKR_OBJECT_HANDLE_INVALID: token.ErrKeyNotFound,
	p11.CKR_KEY_HANDLE_INVALID:    token.ErrKeyNotFound,

	p11.CKR_FUNCTION_NOT_SUPPORTED:         token.ErrUnsupported,
	p11.CKR_MECHANISM_INVALID:              token.ErrUnsupported,
	p11.CKR_MECHANISM_PARAM_INVALID:        token.ErrUnsupported,
	p11.CKR_KEY_SIZE_RANGE:                 token.ErrUnsupported,
	p11.CKR_KEY_TYPE_INCONSISTENT:          token.ErrUnsupported,
	p11.CKR_KEY_FUNCTION_NOT_PERMITTED:     token.ErrUnsupported,
	p11.CKR_USER_PIN_NOT_INITIALIZED:       token.ErrUnsupported,
	p11.CKR_DOMAIN_PARAMS_INVALID:          token.ErrUnsupported,
	p11.CKR_UNWRAPPING_KEY_SIZE_RANGE:      token.ErrUnsupported,
	p11.CKR_SESSION_PARALLEL_NOT_SUPPORTED: token.ErrUnsupported,
	p11.CKR_USER_TYPE_INVALID:              token.ErrUnsupported,

	p11.CKR_WRAPPED_KEY_INVALID:   token.ErrEnvelope,
	p11.CKR_WRAPPED_KEY_LEN_RANGE: token.ErrEnvelope,

	p11.CKR_CANCEL:            token.ErrCancelled,
	p11.CKR_FUNCTION_CANCELED: token.ErrCancelled,
	p11.CKR_FUNCTION_REJECTED: token.ErrCancelled,
}

// failure turns what a call returned into the errors of package token. Errors
// that are not the library's stay as they are.
func failure(call string, err error) error {
	var rv p11.Error
	if !errors.As(err, &rv) {
		return err
	}
	meaning, ok := meanings[uint(rv)]
	if !ok {
		meaning = token.ErrDriver
	}
	return &token.CallError{Call: call, Code: uint(rv), Err: meaning}
}

// notNative stands for an error that is not the library's.
const notNative = ^uint(0)

// code is the return value behind an error, mapped or not.
func code(err error) uint {
	if err == nil {
		return p11.CKR_OK
	}
	var rv p11.Error
	if errors.As(err, &rv) {
		return uint(rv)
	}
	var call *token.CallError
	if errors.As(err, &call) {
		return call.Code
	}
	return notNative
}

// templateRefused says that a token did not like an attribute of a template,
// so that a leaner one may do.
func templateRefused(err error) bool {
	switch code(err) {
	case p11.CKR_ATTRIBUTE_READ_ONLY, p11.CKR_ATTRIBUTE_TYPE_INVALID, p11.CKR_ATTRIBUTE_VALUE_INVALID,
		p11.CKR_TEMPLATE_INCOMPLETE, p11.CKR_TEMPLATE_INCONSISTENT:
		return true
	default:
		return false
	}
}

// means replaces what a person can do about a failed call, where the call says
// more than its return value.
func means(err, meaning error) error {
	var call *token.CallError
	if !errors.As(err, &call) {
		return err
	}
	return &token.CallError{Call: call.Call, Code: call.Code, Err: meaning}
}

// isFatal says that an error ends the work on the token, rather than only the
// call: the token is gone, or the caller has given up.
func isFatal(ctx context.Context, err error) bool {
	return errors.Is(err, token.ErrRemoved) || ctx.Err() != nil
}
