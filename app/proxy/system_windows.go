package proxy

import (
	"net/http"
	"net/url"

	"github.com/mattn/go-ieproxy"
	"golang.org/x/net/http/httpproxy"
)

func system(target *url.URL) (*url.URL, error) {
	if env := httpproxy.FromEnvironment(); env.HTTPProxy != "" || env.HTTPSProxy != "" {
		return env.ProxyFunc()(target)
	}
	ieproxy.ReloadConf()
	found, err := ieproxy.GetProxyFunc()(&http.Request{URL: target})
	if err == nil && found != nil && found.Scheme == "" {
		found.Scheme = "http" // a script names a host alone
	}
	return found, err
}
