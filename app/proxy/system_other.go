//go:build !windows

package proxy

import (
	"net/url"

	"golang.org/x/net/http/httpproxy"
)

func system(target *url.URL) (*url.URL, error) {
	return httpproxy.FromEnvironment().ProxyFunc()(target)
}
