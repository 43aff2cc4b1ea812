package est

import "crypto/x509"

// TrustProxies makes a client trust the https proxies of a pool in place of
// the system's.
func TrustProxies(c *Client, pool *x509.CertPool) { c.route.roots = pool }
