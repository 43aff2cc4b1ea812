package cases

// The codes of problem documents (RFC 9457, member code) that refuse something
// below /v1, or simpleenroll with a secret. A program acts on these; the texts
// beside them are for people. What a certificate is refused for has the same
// codes as in a re-enrolment, see package ukey/renew/ca.
const (
	ProblemNoCase           = 4001 + iota // 404: none such, somebody else's, or an access token that is not good any more
	ProblemWrongState                     // 409: the case is not where this step begins
	ProblemStatement                      // 400: not a statement, or not signed by the key that it names
	ProblemNonce                          // 409: unknown, expired or used before: get another one
	ProblemMisdirected                    // 400: a statement for another server, purpose or case
	ProblemStillValid                     // 409: the certificate has not expired and renews itself
	ProblemForm                           // 422: the form has flaws
	ProblemScan                           // 422: the scan may not be sent
	ProblemDocuments                      // 409: the scans that are named are not those that are stored
	ProblemTooSoon                        // 429: another code may be had after Retry-After
	ProblemNotSent                        // 503: the code could not be sent
	ProblemWrongCode                      // 403: not the code, which may be tried again
	ProblemNoCode                         // 403: no code in force: none sent, expired, used or guessed at too often
	ProblemOtherKey                       // 409: the certificate was issued for another key already
	ProblemSecret                         // 401: secret unknown, expired or for another key
	ProblemOtherCertificate               // 409: not the certificate that was issued
)
