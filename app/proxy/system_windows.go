package proxy

import (
	"net/http"
	"net/url"

	"github.com/mattn/go-ieproxy"
)

func system(target *url.URL) (*url.URL, error) {
	ieproxy.ReloadConf()
	found, err := ieproxy.GetProxyFunc()(&http.Request{URL: target})
	if err == nil && found != nil && found.Scheme == "" {
		found.Scheme = "http" // a script names a host alone
	}
	return found, err
}
