// Package token is a UKey as the rest of the program sees it: an interface to
// talk to it, a model of the certificates on it, and errors that say what a
// person can do next.
//
// Start with [Driver], which lists keys and opens a [Session] on one of them.
// Package ukey/token/pkcs11 implements it over a vendor's PKCS#11 library;
// package ukey/token/tokentest is the suite that every implementation passes.
//
// The interface is made to fit SKF (GM/T 0016) libraries as well as PKCS#11:
// a key is named by an opaque [KeyID] (a CKA_ID, or a container's name), the
// number of PIN tries left is a number where the library gives one, a private
// key may sign whole messages only ([crypto.MessageSigner], as SM2 needs), and
// a wrapped encryption key is handed over as one [Envelope].
//
// A token is named by [ID], never by its slot, which changes with every
// replug. Nothing in this package or in its implementations ever tries a PIN
// twice by itself.
package token
