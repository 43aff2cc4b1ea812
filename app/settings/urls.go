package settings

import (
	"net/url"
	"slices"
	"strings"
)

// httpsURL takes the address of a CA, which is a host and a path at most. An
// empty one means that there is none.
func httpsURL(v any) (string, error) {
	s, u, err := parse(v, NotHTTPS, "https")
	if err != nil || s == "" {
		return s, err
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", &ValueError{Fault: NotPlainURL, Value: withoutUser(s)}
	}
	return s, nil
}

// webURL takes the address of a page that the browser is to show; one of
// another kind could start a program. What has an @ before the host leads
// elsewhere than it seems to.
func webURL(v any) (string, error) {
	s, u, err := parse(v, NotWeb, "https", "http")
	if err != nil || s == "" {
		return s, err
	}
	if u.User != nil {
		return "", &ValueError{Fault: NotPlainURL, Value: withoutUser(s)}
	}
	return s, nil
}

// proxy takes ProxySystem, ProxyNone or the URL of a proxy. One that wants a
// password would need it in a file that others may read.
func proxy(v any) (string, error) {
	s, err := text(v)
	if err != nil {
		return "", err
	}
	if s == ProxySystem || s == ProxyNone {
		return s, nil
	}
	if s == "" {
		return "", &ValueError{Fault: NotProxy, Value: s}
	}
	s, u, err := parse(s, NotProxy, "http", "https", "socks5", "socks5h")
	switch {
	case err != nil:
		return "", err
	case u.User != nil:
		return "", &ValueError{Fault: HasPassword, Value: withoutUser(s)}
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return "", &ValueError{Fault: NotPlainURL, Value: s}
	}
	return s, nil
}

// parse reads a URL of one of the schemes. An empty text is no error.
func parse(v any, otherwise Fault, schemes ...string) (string, *url.URL, error) {
	s, err := text(v)
	if err != nil || s == "" {
		return s, nil, err
	}
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return "", nil, &ValueError{Fault: NotURL, Value: withoutUser(s)}
	case !slices.Contains(schemes, u.Scheme) || u.Hostname() == "":
		return "", nil, &ValueError{Fault: otherwise, Value: withoutUser(s)}
	}
	return s, u, nil
}

// withoutUser leaves out what may be a password, also of what is no URL.
func withoutUser(s string) string {
	if i := strings.LastIndex(s, "@"); i >= 0 {
		return "…" + s[i:]
	}
	return s
}
