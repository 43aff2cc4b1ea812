package est

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
)

// failure is what is known of an attempt beside its error.
type failure struct {
	op        Op
	url       string
	sent      bool // headers were written
	handshake bool // it broke off during TLS
	timedOut  bool // by our own deadline
}

// classify gives an error of net/http the type that a caller can act on.
func (c *Client) classify(err error, f failure) error {
	if keyErr := c.identity.keyError(); keyErr != nil {
		return fmt.Errorf("est: %s: client key: %w", f.op, keyErr)
	}
	if inner := (*url.Error)(nil); errors.As(err, &inner) {
		err = inner.Err // it repeats method and URL
	}
	var (
		clientCert *ClientCertificateError
		untrusted  *tls.CertificateVerificationError
		redirect   *redirectError
		notTLS     tls.RecordHeaderError
	)
	if proxyErr := c.route.failure(err); proxyErr != nil && !f.timedOut {
		return proxyErr
	}
	switch {
	case errors.As(err, &clientCert):
		return clientCert
	case errors.As(err, &untrusted):
		return &UntrustedError{URL: f.url, Reason: distrust(untrusted.Err), Err: untrusted.Err}
	case errors.As(err, &redirect):
		return &ProtocolError{Op: f.op, What: "redirect that is not followed", Err: err}
	case errors.As(err, &notTLS):
		return &ProtocolError{Op: f.op, What: "the server does not speak TLS", Err: err}
	case errors.Is(err, ErrTooLarge):
		return &ProtocolError{Op: f.op, What: "answer", Err: err}
	}
	if alert := remoteAlert(err); alert != nil {
		if c.identity.pkcs1Only && alert.Error() == alertProtocolVersion.Error() {
			// It wants TLS 1.3, and that wants PSS.
			return &ClientCertificateError{Reason: RejectedAlgorithm, Err: alert}
		}
		if reason, ok := rejection(alert); ok {
			return &ClientCertificateError{Reason: reason, Err: alert}
		}
		return &ProtocolError{Op: f.op, What: "the server ended TLS", Err: alert}
	}
	kind := unreachable(err, f.timedOut)
	if kind == Broken && f.handshake && !brokenOff(err) {
		return &ProtocolError{Op: f.op, What: "TLS handshake", Err: err}
	}
	return &UnreachableError{URL: f.url, Kind: kind, Sent: f.sent && !unwritten(err), Err: err}
}

// unwritten says whether a part of the request could not be written, so that
// nobody can have got all of it. With TLS 1.3 a server that does not take our
// certificate has often hung up by then, and only a look at its alert, the next
// time, tells why.
func unwritten(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "write"
}

func unreachable(err error, timedOut bool) Unreachable {
	var (
		dns     *net.DNSError
		network net.Error
		op      *net.OpError
		gateway *gatewayError
	)
	switch {
	case errors.As(err, &dns) && !dns.IsTimeout:
		return NoName
	case timedOut, errors.As(err, &network) && network.Timeout():
		return NoAnswer
	case errors.As(err, &op) && op.Op == "dial", errors.As(err, &gateway), errors.As(err, &op) && strings.HasPrefix(op.Op, "socks"):
		return NoConnection
	default:
		return Broken
	}
}

// closedIdle is what net/http says of a server that has hung up between two
// requests. It keeps the error to itself, but not the text.
const closedIdle = "http: server closed idle connection"

// brokenOff says whether the network failed, not the peer's handshake.
func brokenOff(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || err.Error() == closedIdle
}

func distrust(err error) Distrust {
	var (
		issuer  x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &issuer):
		return UnknownIssuer
	case errors.As(err, &host):
		return OtherHost
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return OutsideDates
	default:
		return Unacceptable
	}
}

// remoteAlert returns the TLS alert by which the peer ended the connection,
// or nil. With TLS 1.3 one about our certificate comes only after our side of
// the handshake has ended.
func remoteAlert(err error) error {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "remote error" {
		return op.Err
	}
	return nil
}

// alertProtocolVersion is protocol_version (RFC 8446, 6.2).
const alertProtocolVersion = tls.AlertError(70)

// rejection translates the alerts that are about a certificate (RFC 8446,
// 6.2). crypto/tls keeps the type of alerts on TCP to itself, but not the
// texts.
func rejection(alert error) (Rejection, bool) {
	about := map[tls.AlertError]Rejection{
		42:  RejectedBad, // bad_certificate
		43:  RejectedBad, // unsupported_certificate
		44:  RejectedRevoked,
		45:  RejectedExpired,
		46:  RejectedBad, // certificate_unknown
		48:  RejectedUnknownCA,
		49:  RejectedBad, // access_denied
		51:  RejectedBad, // decrypt_error: our signature did not verify
		116: RejectedMissing,
	}
	for code, reason := range about {
		if code.Error() == alert.Error() {
			return reason, true
		}
	}
	return "", false
}
