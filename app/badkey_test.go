package app_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ukey/renew"
	"ukey/renew/ca"
	"ukey/renew/cms"
	"ukey/renew/est"
	"ukey/token"
	"ukey/token/softkey"
)

// onOperation lets the CA answer and then changes what it says to one
// operation; all other requests it leaves alone.
func onOperation(t *testing.T, op est.Op, change func(request, answer []byte, header http.Header) []byte) answerFunc {
	return func(real http.Handler, w http.ResponseWriter, req *http.Request) {
		if !strings.HasSuffix(req.URL.Path, "/"+string(op)) {
			real.ServeHTTP(w, req)
			return
		}
		request, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		req.Body = io.NopCloser(bytes.NewReader(request))
		recorded := httptest.NewRecorder()
		real.ServeHTTP(recorded, req)
		body := recorded.Body.Bytes()
		if recorded.Code == http.StatusOK {
			body = change(request, body, recorded.Header())
		}
		for name, values := range recorded.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(recorded.Code)
		_, _ = w.Write(body)
	}
}

// otherKey sends an encryption key with the certificate of another one.
func otherKey(t *testing.T, r *rig) answerFunc {
	return sealed(t, func(answer *est.KeyGenAnswer) {
		made, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Error(err)
			return
		}
		other, err := x509.ParseCertificate(r.issue(t, made, softkey.ExampleName, ca.Encrypt, 300*24*time.Hour))
		if err != nil {
			t.Error(err)
			return
		}
		answer.Certificates = []*x509.Certificate{other}
	})
}

// swapped sends the signature certificate once more, where that for
// encryption should be.
func swapped(t *testing.T, r *rig) answerFunc {
	var signature *x509.Certificate
	reenrolled := onOperation(t, est.OpSimpleReenroll, func(_, answer []byte, _ http.Header) []byte {
		der, err := est.DecodeBody(answer)
		if err != nil {
			t.Error(err)
			return answer
		}
		certs, err := cms.ParseCertsOnly(der)
		if err != nil {
			t.Error(err)
			return answer
		}
		signature = certs[0]
		return answer
	})
	keygen := sealed(t, func(answer *est.KeyGenAnswer) { answer.Certificates = []*x509.Certificate{signature} })
	return func(real http.Handler, w http.ResponseWriter, req *http.Request) {
		if strings.HasSuffix(req.URL.Path, "/"+string(est.OpServerKeyGen)) {
			keygen(real, w, req)
			return
		}
		reenrolled(real, w, req)
	}
}

// sealed changes what the CA answers to serverkeygen.
func sealed(t *testing.T, change func(*est.KeyGenAnswer)) answerFunc {
	return onOperation(t, est.OpServerKeyGen, func(_, body []byte, header http.Header) []byte {
		answer, err := est.ParseKeyGenAnswer(header.Get("Content-Type"), body)
		if err != nil {
			t.Error(err)
			return body
		}
		change(&answer)
		contentType, body, err := est.WriteKeyGenAnswer(answer)
		if err != nil {
			t.Error(err)
		}
		header.Set("Content-Type", contentType)
		return body
	})
}

// TestBadEncryptionKeyIsRefused: what comes with the encryption key is wrong,
// after the signature certificate was right. Nothing of either stays.
func TestBadEncryptionKeyIsRefused(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer func(*testing.T, *rig) answerFunc
		want   func(error) bool
	}{
		{"the certificate of another key", otherKey, as[*renew.AnswerError]},
		{"the signature certificate again", swapped, as[*renew.AnswerError]},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, rigSpec{algorithm: token.P256})
			r.answer = test.answer(t, r)
			_, _, err := r.renew(t.Context(), r.consent())
			if !test.want(err) {
				t.Errorf("error %T: %v", err, err)
			}
			r.answer = nil
			r.checkUntouched(t)
			if _, _, err := r.renew(t.Context(), r.consent()); err != nil {
				t.Errorf("the next renewal fails: %v", err)
			}
		})
	}
}

// looping answers a re-enrolment with a certificate below two CAs that have
// certified each other, and no root.
func looping(t *testing.T, _ *rig) answerFunc {
	var keys [2]*ecdsa.PrivateKey
	var templates [2]*x509.Certificate
	for i := range keys {
		var err error
		if keys[i], err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			t.Fatal(err)
		}
		templates[i] = template(pkix.Name{CommonName: "CA " + string(rune('A'+i))}, int64(i)+1)
		templates[i].IsCA, templates[i].KeyUsage = true, x509.KeyUsageCertSign
	}
	certify := func(cert, issuer *x509.Certificate, public crypto.PublicKey, key *ecdsa.PrivateKey) []byte {
		der, err := x509.CreateCertificate(rand.Reader, cert, issuer, public, key)
		if err != nil {
			t.Error(err)
		}
		return der
	}
	return onOperation(t, est.OpSimpleReenroll, func(request, answer []byte, _ http.Header) []byte {
		der, err := est.DecodeBody(request)
		if err != nil {
			t.Error(err)
			return answer
		}
		csr, err := x509.ParseCertificateRequest(der)
		if err != nil {
			t.Error(err)
			return answer
		}
		leaf := template(pkix.Name{}, 3)
		leaf.RawSubject, leaf.KeyUsage = csr.RawSubject, x509.KeyUsageDigitalSignature
		certs, err := cms.CertsOnly(
			certify(leaf, templates[0], csr.PublicKey, keys[0]),
			certify(templates[0], templates[1], keys[0].Public(), keys[1]),
			certify(templates[1], templates[0], keys[1].Public(), keys[0]),
		)
		if err != nil {
			t.Error(err)
		}
		return []byte(base64.StdEncoding.EncodeToString(certs))
	})
}

func template(subject pkix.Name, serial int64) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: subject, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
}
