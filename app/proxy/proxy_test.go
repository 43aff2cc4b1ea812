package proxy_test

import (
	"net/url"
	"testing"

	"ukey/app/proxy"
	"ukey/app/settings"
)

func TestTheSettingSaysWhichProxyIsUsed(t *testing.T) {
	target, err := url.Parse("https://ca.example:8443/.well-known/est/cacerts")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("NO_PROXY", "other.example")
	t.Setenv("HTTPS_PROXY", "http://env.example:3128")
	found := func(setting string) string {
		via, err := proxy.Of(setting)(target)
		if err != nil || via == nil {
			t.Fatalf("%s: %v, %v", setting, via, err)
		}
		return via.String()
	}
	if got := found(settings.ProxySystem); got != "http://env.example:3128" {
		t.Errorf("the system's proxy is %s", got)
	}
	if got := found("socks5://own.example:1080"); got != "socks5://own.example:1080" {
		t.Errorf("the chosen proxy is %s", got)
	}
	if proxy.Of(settings.ProxyNone) != nil {
		t.Error("there is a proxy where none is wanted")
	}
	// The environment is looked at when it is needed.
	t.Setenv("NO_PROXY", "ca.example")
	if via, err := proxy.Of(settings.ProxySystem)(target); via != nil || err != nil {
		t.Errorf("NO_PROXY does not count: %v, %v", via, err)
	}
}
