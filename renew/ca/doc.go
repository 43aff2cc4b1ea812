// Package ca is a reference certification authority: an EST server (RFC 7030)
// that renews the certificates on keys, so that the whole way can be tried,
// tested and taught. It is no product for a public trust centre: its keys lie
// in files.
//
// Start with [Open], which makes everything on its first call, and [CA.Serve].
// [CA.Issue] certifies what an operator has looked at. Clients need one thing,
// the root certificate ([CA.RootPEM], also root.pem in the CA's folder).
//
// # What it promises
//
// An answer that was sent is in the store, on the disk. The same request again
// gets the same answer, byte for byte, also after a restart: a client that did
// not hear the first answer just asks again. A request is the same if it is
// for the same operation and signed with the same key.
//
// A new encryption key exists in plain text only while it is being wrapped;
// it is never logged, and what [CA.Recover] needs of it is stored sealed for a
// key that the CA does not have.
//
// # Operations
//
// Below /.well-known/est/: cacerts, csrattrs (204: the CA takes names from the
// old certificate and asks for nothing more), simplereenroll, serverkeygen,
// and simpleenroll. A client proves who it is with TLS and the old signature
// certificate, which must be one that this CA issued, in its time and not
// revoked; for simpleenroll, with HTTP Basic: the user is a case that was
// approved, and the password the secret that its one-time code has bought.
//
// serverkeygen answers a request signed with a signing key that has its
// certificate already; it makes an encryption key of the same kind and size.
// The label before the operation chooses how the private key is wrapped, see
// package ukey/renew/est; without one it is CMS.
//
// # Cases
//
// Below /v1/: what package ukey/renew/cases describes, for those whose
// certificate has expired. The work on it is package casework's, which staff
// reach by [CA.Cases]. A statement must be made to one of the hosts that the
// CA knows as its own ([Config].Hosts). Codes go through [Config].Messages.
//
// # Audit log
//
// What is issued, revoked and decided, who of the staff signs in, and that
// codes are sent, is recorded in the transaction that does it, in a chain of
// hashes that [CA.VerifyAudit] checks.
//
// # Revocation
//
// [CA.Revoke] keeps when and why a certificate was revoked. [CA.StatusHandler]
// tells everybody, without TLS: /crl/issuing.crl and /crl/root.crl (RFC 5280),
// and /ocsp by GET and POST (RFC 6960, in the profile of RFC 5019), signed by
// the issuing CA. Certificates say where, once the CA knows its public URL.
//
// Below /desk/ is the review desk, for the staff's browsers; see package
// ukey/renew/ca/desk. Config.DeskApart takes it away from there, for
// [CA.ServeDesk].
//
// # Problem codes
//
// A refusal is a problem document (RFC 9457) whose member code says what is
// the matter. Its texts, in the language that the request accepts, are for the
// person concerned: title, cause, next (what to do) and contact; detail is for
// support. Negative codes are those that Chinese CAs already use.
//
//	code  status  meaning
//	1001  401     no client certificate
//	1002  403     the client certificate is not one of ours
//	1003  403     the client certificate has expired: needs a reviewed case
//	1004  403     the client certificate is not valid yet
//	1005  403     the client certificate was revoked
//	1006  403     the client certificate is for encryption and proves nothing
//	1007  401     the operation needs a reviewed case
//	2001  400     not a certificate request
//	2002  400     the request is not signed with the key it names
//	2003  400     the request is for another subject than the certificate
//	2004  400     the key is too weak, too large or of an unknown kind
//	2005  403     the key has been used before
//	2006  403     the key has no signature certificate yet (serverkeygen)
//	2007  400     no private key can be wrapped for this key in this way
//	3001  404     no such operation
//	3002  405     another method is needed
//	3003  413     the request is too large
//	3004  415     the request is not of the media type that is wanted
//	3005  429     too many enrolments, or requests, with this certificate or from this address
//	3006  500     the CA failed; the log knows why
//	3007  503     too many wait for an encryption key
//	-8001 403     the records and the certificate disagree, or it is on hold
//	-7999 503     maintenance: nothing is issued for the time being
//	-7942 403     the certificate lacks the unified social credit code
//	-7456 403     asked by a page in a browser, where no key can be made
//
//	4001  404     no such case, somebody else's, or an access token that is void
//	4002  409     the case is not where this step begins
//	4003  400     not a statement, or not signed with the key that it names
//	4004  409     the nonce is unknown, has expired or was used before
//	4005  400     the statement is for another server, purpose or case
//	4006  409     the certificate has not expired: re-enrol
//	4007  422     the form has flaws
//	4008  422     the scan may not be sent
//	4009  409     the scans that are named are not those that are stored
//	4010  429     another code may be had after Retry-After
//	4011  503     the code could not be sent
//	4012  403     wrong code; the member triesLeft says how often it may be tried again
//	4013  403     no code in force: none sent, expired, used or guessed at too often
//	4014  409     the certificate was issued for another key already
//	4015  401     the secret is unknown, has expired or is for another key
//	4016  409     not the certificate that was issued
package ca
