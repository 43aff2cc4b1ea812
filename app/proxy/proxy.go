// Package proxy finds the proxy on the way to the CA, as it is set: none, one,
// or whatever this computer goes through to reach the network.
package proxy

import (
	"net/url"

	"ukey/app/settings"
	"ukey/renew/est"
)

// Of returns how the proxy is found by a value of settings.Settings.Proxy. The
// system's is looked up for each connection, so that a laptop may change
// networks. On Linux it is what HTTPS_PROXY and NO_PROXY say; on Windows, where
// those are not set, what the person has chosen in the system's settings, a
// script included.
func Of(setting string) est.Proxy {
	switch setting {
	case settings.ProxyNone:
		return nil
	case settings.ProxySystem, "":
		return system
	}
	fixed, err := url.Parse(setting)
	return func(*url.URL) (*url.URL, error) { return fixed, err }
}
