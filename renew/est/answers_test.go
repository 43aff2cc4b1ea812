package est_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"ukey/renew/cms"
	"ukey/renew/est"
	"ukey/token"
)

// canned answers every request alike.
func canned(status int, contentType, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

var csrDER = []byte{0x30, 3, 2, 1, 5}

// outcome names an error by what a caller would do about it.
func outcome(err error) string {
	var (
		refused  *est.RefusedError
		pending  *est.PendingError
		protocol *est.ProtocolError
	)
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, est.ErrNotOffered):
		return "not offered"
	case errors.As(err, &refused) && refused.Temporary():
		return "refused for now"
	case errors.As(err, &refused):
		return "refused"
	case errors.As(err, &pending):
		return "pending"
	case errors.As(err, &protocol):
		return "protocol"
	default:
		return err.Error()
	}
}

func TestEachAnswerOfAServerMeansOneThing(t *testing.T) {
	ca := newAuthority(t, "CA")
	p7, err := cms.CertsOnly(ca.cert.Raw)
	if err != nil {
		t.Fatal(err)
	}
	good := string(est.EncodeBody(p7))
	keygenType, keygen, err := est.WriteKeyGenAnswer(est.KeyGenAnswer{Envelope: envelopes()[0], Certificates: []*x509.Certificate{ca.cert}})
	if err != nil {
		t.Fatal(err)
	}
	_, sealed, err := est.WriteKeyGenAnswer(est.KeyGenAnswer{CMS: []byte{0x30, 0}, Certificates: []*x509.Certificate{ca.cert}})
	if err != nil {
		t.Fatal(err)
	}
	ops := map[est.Op]func(*est.Client) error{
		est.OpCACerts:        func(c *est.Client) error { _, err := c.CACerts(background()); return err },
		est.OpCSRAttrs:       func(c *est.Client) error { _, err := c.CSRAttrs(background()); return err },
		est.OpSimpleReenroll: func(c *est.Client) error { _, err := c.SimpleReenroll(background(), csrDER); return err },
		est.OpServerKeyGen: func(c *est.Client) error {
			_, _, err := c.ServerKeyGen(background(), csrDER, token.EnvelopeOAEP)
			return err
		},
	}
	for name, c := range map[string]struct {
		op      est.Op
		handler http.HandlerFunc
		want    string
	}{
		"wrapped lines":         {est.OpCACerts, canned(200, est.MediaCerts, string(est.EncodeWrapped(p7))), "ok"},
		"CRLF":                  {est.OpCACerts, canned(200, est.MediaCerts, good[:76]+"\r\n"+good[76:]+"\r\n"), "ok"},
		"old media type":        {est.OpCACerts, canned(200, "application/x-pkcs7-mime", good), "ok"},
		"no media type":         {est.OpCACerts, canned(200, "", good), "ok"},
		"login page":            {est.OpCACerts, canned(200, "text/html", "<html>"), "protocol"},
		"not base64":            {est.OpCACerts, canned(200, est.MediaCerts, "<html>"), "protocol"},
		"not CMS":               {est.OpCACerts, canned(200, est.MediaCerts, "MAMCAQU="), "protocol"},
		"empty":                 {est.OpCACerts, canned(200, est.MediaCerts, ""), "protocol"},
		"no content":            {est.OpCACerts, canned(204, "", ""), "protocol"},
		"other success":         {est.OpCACerts, canned(206, est.MediaCerts, good), "protocol"},
		"redirect to nowhere":   {est.OpCACerts, canned(302, "", ""), "protocol"},
		"cacerts missing":       {est.OpCACerts, canned(404, "", ""), "refused"},
		"server error":          {est.OpCACerts, canned(500, "", ""), "refused for now"},
		"maintenance":           {est.OpSimpleReenroll, canned(503, "", ""), "refused for now"},
		"too many requests":     {est.OpSimpleReenroll, canned(429, "", ""), "refused for now"},
		"operation not there":   {est.OpSimpleReenroll, canned(501, "", ""), "refused"},
		"refused":               {est.OpSimpleReenroll, canned(403, "", ""), "refused"},
		"needs a certificate":   {est.OpSimpleReenroll, canned(401, "", ""), "refused"},
		"pending":               {est.OpSimpleReenroll, canned(202, "", "", "Retry-After: 60"), "pending"},
		"pending with a body":   {est.OpSimpleReenroll, canned(202, "text/plain", "wait"), "pending"},
		"no wishes":             {est.OpCSRAttrs, canned(204, "", ""), "ok"},
		"no wishes, 200":        {est.OpCSRAttrs, canned(200, est.MediaCSRAttrs, ""), "ok"},
		"no csrattrs":           {est.OpCSRAttrs, canned(404, "", ""), "not offered"},
		"bad csrattrs":          {est.OpCSRAttrs, canned(200, est.MediaCSRAttrs, "AA=="), "protocol"},
		"csrattrs not base64":   {est.OpCSRAttrs, canned(200, est.MediaCSRAttrs, "?"), "protocol"},
		"key":                   {est.OpServerKeyGen, canned(200, keygenType, string(keygen)), "ok"},
		"key sealed otherwise":  {est.OpServerKeyGen, canned(200, keygenType, string(sealed)), "not offered"},
		"key without type":      {est.OpServerKeyGen, canned(200, "", string(keygen)), "protocol"},
		"no serverkeygen":       {est.OpServerKeyGen, canned(501, "", ""), "not offered"},
		"serverkeygen refused":  {est.OpServerKeyGen, canned(403, "", ""), "refused"},
		"serverkeygen is empty": {est.OpServerKeyGen, canned(204, "", ""), "protocol"},
		"nested BER":            {est.OpCACerts, canned(200, est.MediaCerts, nestedBER(300_000)), "protocol"},
		"8 MB of nested BER":    {est.OpCACerts, canned(200, est.MediaCerts, nestedBER(8<<20)), "protocol"},
		"too much":              {est.OpSimpleReenroll, endless, "protocol"},
		"too much refusal":      {est.OpSimpleReenroll, canned(400, "text/plain", strings.Repeat("x", est.MaxBody+1)), "protocol"},
	} {
		s := serve(t, c.handler)
		if got := outcome(ops[c.op](s.client(t))); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		if n := s.requests.Load(); n != 1 {
			t.Errorf("%s: asked %d times", name, n)
		}
	}
}

// nestedBER is that many bytes of sequences without an end in one another,
// which overflow the stack of a parser that trusts them.
func nestedBER(n int) string { return string(est.EncodeBody(bytes.Repeat([]byte{0x30, 0x80}, n/2))) }

// endless sends more than any client wants.
func endless(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", est.MediaCerts)
	chunk := bytes.Repeat([]byte("A"), 64<<10)
	for {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

func TestRefusalExplainsItself(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		est.WriteProblem(w, est.Problem{Title: "系统维护中", Status: 403, Detail: "replug", Code: -7999})
	})
	_, err := s.client(t).SimpleReenroll(background(), csrDER)
	var refused *est.RefusedError
	if !errors.As(err, &refused) {
		t.Fatalf("got error %v", err)
	}
	want := est.Problem{Title: "系统维护中", Status: 403, Detail: "replug", Code: -7999}
	if refused.Problem != want || refused.Op != est.OpSimpleReenroll {
		t.Errorf("got %+v", refused)
	}
	if text := err.Error(); !strings.Contains(text, "-7999") || !strings.Contains(text, "系统维护中") {
		t.Errorf("text is %q", text)
	}
}

func TestPendingIsHeldToBounds(t *testing.T) {
	now := time.Now()
	inMinutes := func(n int) string { return now.Add(time.Duration(n) * time.Minute).UTC().Format(http.TimeFormat) }
	serverDate := "Date: " + inMinutes(-600)
	for name, c := range map[string]struct {
		headers []string
		want    time.Duration
	}{
		"seconds":              {[]string{"Retry-After: 90"}, 90 * time.Second},
		"with spaces":          {[]string{"Retry-After:  90 "}, 90 * time.Second},
		"too soon":             {[]string{"Retry-After: 0"}, est.MinRetryAfter},
		"too late":             {[]string{"Retry-After: 1000000000000"}, est.MaxRetryAfter},
		"float":                {[]string{"Retry-After: 1e12"}, est.MaxRetryAfter},
		"beyond all numbers":   {[]string{"Retry-After: " + strings.Repeat("9", 400)}, est.MaxRetryAfter},
		"negative":             {[]string{"Retry-After: -1"}, est.DefaultRetryAfter},
		"not a number":         {[]string{"Retry-After: NaN"}, est.DefaultRetryAfter},
		"infinite":             {[]string{"Retry-After: Inf"}, est.MaxRetryAfter},
		"rubbish":              {[]string{"Retry-After: soon"}, est.DefaultRetryAfter},
		"nothing":              {nil, est.DefaultRetryAfter},
		"date by server clock": {[]string{serverDate, "Retry-After: " + inMinutes(-590)}, 10 * time.Minute},
		"date in the past":     {[]string{serverDate, "Retry-After: " + inMinutes(-700)}, est.MinRetryAfter},
		"date years away":      {[]string{"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"}, est.MaxRetryAfter},
	} {
		s := serve(t, canned(202, "", "", c.headers...))
		_, err := s.client(t).SimpleReenroll(background(), csrDER)
		var pending *est.PendingError
		if !errors.As(err, &pending) || pending.RetryAfter != c.want {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestRedirectsAreFollowedOnTheSameServerOnly(t *testing.T) {
	ca := newAuthority(t, "CA")
	elsewhere := serve(t, canned(200, "", ""))
	for name, c := range map[string]struct {
		status int
		to     string // empty: the same server
		post   bool
		follow bool
	}{
		"GET to the same server":       {302, "", false, true},
		"POST to the same server":      {307, "", true, true},
		"POST that would become a GET": {302, "", true, false},
		"GET to another server":        {302, elsewhere.URL, false, false},
		"POST to another server":       {308, elsewhere.URL, true, false},
		"to the same server, plain":    {302, "http", false, false},
		"to the same server, for ever": {302, "loop", false, false},
	} {
		var s *server
		s = serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/moved" && c.to != "loop" {
				if body, err := io.ReadAll(r.Body); err != nil || (len(body) > 0) != c.post {
					t.Errorf("%s: body of %d bytes, %v", name, len(body), err)
				}
				sendCerts(t, w, ca.cert)
				return
			}
			switch c.to {
			case "", "loop":
				w.Header().Set("Location", s.URL+"/moved")
			case "http":
				w.Header().Set("Location", strings.Replace(s.URL, "https", "http", 1)+"/moved")
			default:
				w.Header().Set("Location", c.to+"/moved")
			}
			w.WriteHeader(c.status)
		}, tlsVersion(tls.VersionTLS13))
		client := s.client(t)
		var err error
		if c.post {
			_, err = client.SimpleReenroll(background(), csrDER)
		} else {
			_, err = client.CACerts(background())
		}
		if want := map[bool]string{true: "ok", false: "protocol"}[c.follow]; outcome(err) != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
	if n := elsewhere.requests.Load(); n != 0 {
		t.Errorf("the other server got %d requests", n)
	}
}
