package est_test

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"errors"
	"net/http"
	"testing"

	kwp "github.com/tink-crypto/tink-go/v2/kwp/subtle"

	"ukey/renew/cms"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
)

// cmsCA answers serverkeygen as RFC 7030 says, by way of pack.
func cmsCA(t *testing.T, pack func(s *server) est.KeyGenAnswer) *server {
	t.Helper()
	var s *server
	s = serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != est.Path("", est.OpServerKeyGen) {
			http.NotFound(w, r)
			return
		}
		contentType, body, err := est.WriteKeyGenAnswer(pack(s))
		if err != nil {
			t.Error(err)
			return
		}
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(body)
	})
	return s
}

// maker signs keys below an authority.
func maker(t *testing.T, ca *authority) cms.KeySigner {
	t.Helper()
	key := keytest.RSA(t)
	return cms.KeySigner{Key: key, Chain: []*x509.Certificate{ca.server(key.Public()), ca.cert}}
}

func TestAKeyFromAPlainESTServerIsSealedForTheTokenAtOnce(t *testing.T) {
	signing, made := keytest.RSA(t), keytest.EC(t)
	recipient := newAuthority(t, "CA").client(signing.Public())
	secret := keytest.PKCS8(t, made)
	for name, pack := range map[string]func(*server) ([]byte, error){
		"signed":   func(s *server) ([]byte, error) { return cms.EnvelopeKey(secret, recipient, maker(t, s.ca)) },
		"unsigned": func(*server) ([]byte, error) { return cms.Envelope(secret, recipient) },
	} {
		t.Run(name, func(t *testing.T) {
			s := cmsCA(t, func(s *server) est.KeyGenAnswer {
				packed, err := pack(s)
				if err != nil {
					t.Error(err)
				}
				return est.KeyGenAnswer{CMS: packed, Certificates: []*x509.Certificate{s.ca.client(made.Public())}}
			})
			env, certs, err := s.client(t).ServerKeyGenInMemory(background(), []byte("csr"),
				est.Recipient{Key: signing, Certificate: recipient}, token.EnvelopeOAEP)
			if err != nil {
				t.Fatal(err)
			}
			session, err := rsa.DecryptOAEP(sha1.New(), nil, signing, env.SessionKey, nil)
			if err != nil {
				t.Fatal(err)
			}
			wrapper, err := kwp.NewKWP(session)
			if err != nil {
				t.Fatal(err)
			}
			got, err := wrapper.Unwrap(env.Key)
			if err != nil || !bytes.Equal(got, secret) || len(certs) != 1 {
				t.Errorf("another key, or %v", err)
			}
		})
	}
}

func TestAKeyInMemoryIsRefusedUnlessItFits(t *testing.T) {
	signing, made, other := keytest.RSA(t), keytest.EC(t), keytest.EC(t)
	recipient := newAuthority(t, "CA").client(signing.Public())
	for name, pack := range map[string]func(*server) (est.KeyGenAnswer, error){
		"signed by somebody else": func(s *server) (est.KeyGenAnswer, error) {
			packed, err := cms.EnvelopeKey(keytest.PKCS8(t, made), recipient, maker(t, newAuthority(t, "another CA")))
			return est.KeyGenAnswer{CMS: packed, Certificates: []*x509.Certificate{s.ca.client(made.Public())}}, err
		},
		"another certificate's": func(s *server) (est.KeyGenAnswer, error) {
			packed, err := cms.EnvelopeKey(keytest.PKCS8(t, made), recipient, maker(t, s.ca))
			return est.KeyGenAnswer{CMS: packed, Certificates: []*x509.Certificate{s.ca.client(other.Public())}}, err
		},
		"no key": func(s *server) (est.KeyGenAnswer, error) {
			packed, err := cms.Envelope([]byte("rubbish"), recipient)
			return est.KeyGenAnswer{CMS: packed, Certificates: []*x509.Certificate{s.ca.client(made.Public())}}, err
		},
		"for another key": func(s *server) (est.KeyGenAnswer, error) {
			packed, err := cms.Envelope(keytest.PKCS8(t, made), newAuthority(t, "CA").client(signing.Public()))
			return est.KeyGenAnswer{CMS: packed, Certificates: []*x509.Certificate{s.ca.client(made.Public())}}, err
		},
		"sealed for a token": func(s *server) (est.KeyGenAnswer, error) {
			return est.KeyGenAnswer{Envelope: envelopes()[0], Certificates: []*x509.Certificate{s.ca.client(made.Public())}}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := cmsCA(t, func(s *server) est.KeyGenAnswer {
				answer, err := pack(s)
				if err != nil {
					t.Error(err)
				}
				return answer
			})
			_, _, err := s.client(t).ServerKeyGenInMemory(background(), []byte("csr"),
				est.Recipient{Key: signing, Certificate: recipient}, token.EnvelopeOAEP)
			var protocol *est.ProtocolError
			if !errors.As(err, &protocol) {
				t.Errorf("got %v", err)
			}
		})
	}
}
