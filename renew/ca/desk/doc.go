// Package desk is the review desk: the pages on which the CA's staff look at
// applications, beside the scans and the old certificate, and decide them; and
// on which administrators look after operators and the audit log.
//
// Start with [New]. The desk is an http.Handler for all paths below [Root] and
// must be reached over TLS, because browsers keep its cookie only then.
//
// # How it is built
//
// The server makes the pages (html/template); they need no script, and the
// Content-Security-Policy forbids any. A page shows and sends; what is allowed
// is decided in packages casework and operators, and who may come to which page
// in the table of routes.
//
// # Guard
//
// A session begins with the right password and a token of its own, which the
// store knows by its hash; it ends by signing out, after [idleEnd] without a
// page, after [latestEnd], and when the operator is disabled or gets another
// role or password. A form counts only if it comes from a page of the desk
// (net/http.CrossOriginProtection) and holds the session's form token. Nothing
// personal may be kept by a browser or a proxy.
package desk
