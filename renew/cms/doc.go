// Package cms makes and reads the few kinds of CMS message (RFC 5652) that
// enrolment needs: lists of certificates ([CertsOnly]), signatures by a key on
// a token ([Sign], [Verify]), messages for one RSA recipient ([Envelope],
// [Open]), and private keys that are both signed and encrypted ([EnvelopeKey],
// [OpenKey]).
//
// Everything that reads takes BER of at most [MaxSize] bytes and a bounded
// nesting, because other people's servers send indefinite lengths and the
// parser underneath recurses without a limit of its own.
//
// What Sign makes carries no signed attributes: a signing time would make a
// message by a certificate that has just expired unverifiable, and those are
// the ones that ask for renewal. Nothing in this package decides whom a
// certificate belongs to or whether it may be trusted.
//
// All functions may be called from any goroutine.
package cms
