// Package cases is the way to a new certificate for whoever cannot prove
// anything with the old one any more, because it has expired: an application
// with papers that the CA's staff look at. It holds what client and CA share:
// the form and its rules ([Form]), the scans and theirs ([Inspect]), what goes
// over the wire ([Case], [Statement]), and the client ([Client]).
//
// # The way
//
// The applicant signs a [Statement] with the old key, expired as it is, which
// opens a case. The scans follow one by one. A second statement, which names
// the form and the hashes of the scans, submits them. Staff approve, reject or
// ask for more, with reasons for each field and scan; then the applicant
// corrects those and submits again. Once approved, a code goes to the phone
// that the CA has on record; it buys a secret that is good for one certificate
// for one public key, over EST's simpleenroll with HTTP Basic. When the new
// pair has proved itself, the applicant confirms, which closes the case.
//
// # The wire
//
// JSON over TLS below /v1, refusals as problem documents (RFC 9457):
//
//	POST /v1/nonce                        a Nonce, good for one statement
//	POST /v1/cases                        a signed Statement -> Opened
//	GET  /v1/cases/{id}                   -> Case, with Retry-After while it waits
//	PUT  /v1/cases/{id}/documents/{kind}  a picture -> Case
//	POST /v1/cases/{id}/submit            a signed Statement -> Case
//	POST /v1/cases/{id}/otp               CodeRequest -> CodeSent
//	POST /v1/cases/{id}/otp/verify        CodeAnswer -> Secret
//	POST /v1/cases/{id}/confirm           Confirmation -> Case
//	GET  /v1/renewal-info/{sha256}        -> RenewalInfo, for anybody
//
// Statements go as CMS SignedData in DER ([MediaStatement]). All that is below
// a case needs its access token, as "Authorization: Bearer", which the answer
// to the opening statement carries. Someone else's case looks like one that
// does not exist. The same statement with a fresh nonce opens the same case
// again, with a fresh access token: whoever lost the answer just asks again. So
// it does once the case is done, as long as the new certificate is in force;
// after a rejection it opens another case.
//
// A statement is good for the host that it was made to, if the CA knows that
// host as its own, and is heard once, whatever comes of it. Handing in the
// same form and scans twice, and confirming twice, changes nothing.
package cases
