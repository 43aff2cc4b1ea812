// Package est speaks Enrolment over Secure Transport (RFC 7030, RFC 8951).
//
// [New] makes a [Client], which has one operation per method and says in
// typed errors what a person can do about a failure. The other half of the
// package is the shared wire format, which a server needs as well: paths,
// base64 bodies, [Envelope] encoding, the answer to serverkeygen, problem
// documents.
//
// serverkeygen is where this goes beyond RFC 7030: the server seals the new
// private key so that a token opens it inside. The request's label picks how
// ([LabelFor]), and the answer's first part is of a media type of our own,
// [MediaWrappedKey].
//
// The package knows no token and no driver: a client key is a crypto.Signer.
package est
