// Package pkcs11 drives tokens through the PKCS#11 (Cryptoki 2.40) library of
// their vendor. [Load] makes a [Driver], which implements [token.Driver] and
// [token.Refresher]; its sessions also implement [token.Importer].
//
// Nearly every call goes through github.com/miekg/pkcs11. A small C shim
// (native.c) makes the few calls that it cannot make well: attributes without
// asking for their lengths first, slot events with their return code, PINs
// without copies, and PIN changes on a device's own keypad.
//
// No library is trusted to be thread-safe: one lock per driver lets one call
// in at a time. Waiting for the lock ends with the caller's context; a call
// that has begun is always waited for, so that a caller who needs a deadline
// on the call itself runs the driver in another process (ukey/token/host).
//
// A library that crashes takes this process with it, for the same reason.
package pkcs11
