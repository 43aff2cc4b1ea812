package app_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ukey/renew/cms"
	"ukey/token"
	"ukey/token/softkey"
)

// answerFunc is what a CA of bad faith says to one request.
type answerFunc = func(real http.Handler, w http.ResponseWriter, req *http.Request)

// refuse lets through the first exchanges and refuses what is signed for.
func refuse(status int) func(*testing.T, *rig) answerFunc {
	return func(*testing.T, *rig) answerFunc {
		return func(real http.Handler, w http.ResponseWriter, req *http.Request) {
			if req.Method == http.MethodPost {
				w.WriteHeader(status)
				return
			}
			real.ServeHTTP(w, req)
		}
	}
}

// forged describes a certificate that is sent in place of the one asked for.
type forged struct {
	owner   string // other than the CSR's subject
	use     token.Use
	ends    time.Duration
	anyKey  bool // for a key that nobody has asked about
	foreign bool // by a CA that is not pinned
}

// forge answers enrolments with a forged certificate.
func forge(f forged) func(*testing.T, *rig) answerFunc {
	return func(t *testing.T, r *rig) answerFunc {
		issuer, err := softkey.NewIssuer("Forging CA")
		if err != nil {
			t.Fatal(err)
		}
		if !f.foreign {
			r.CA.Roots.AddCert(issuer.Root())
		}
		return func(real http.Handler, w http.ResponseWriter, req *http.Request) {
			if !strings.HasSuffix(req.URL.Path, "enroll") {
				real.ServeHTTP(w, req)
				return
			}
			der, err := f.issue(issuer, req)
			if err != nil {
				t.Error(err)
				return
			}
			answer, err := cms.CertsOnly(der)
			if err != nil {
				t.Error(err)
				return
			}
			w.Header().Set("Content-Type", "application/pkcs7-mime; smime-type=certs-only")
			w.Header().Set("Content-Transfer-Encoding", "base64")
			_, _ = io.WriteString(w, base64.StdEncoding.EncodeToString(answer))
		}
	}
}

func (f forged) issue(issuer *softkey.Issuer, req *http.Request) ([]byte, error) {
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, req.Body))
	if err != nil {
		return nil, err
	}
	csr, err := x509.ParseCertificateRequest(body)
	if err != nil {
		return nil, err
	}
	spec := softkey.CertSpec{RawSubject: csr.RawSubject, Use: f.use, Public: crypto.PublicKey(csr.PublicKey)}
	if f.owner != "" {
		name := csr.Subject
		name.CommonName, name.Names = f.owner, nil
		spec.RawSubject, spec.Subject = nil, name
	}
	if f.anyKey {
		spec.Public = issuer.Root().PublicKey
	}
	if f.ends != 0 {
		spec.NotAfter = time.Now().Add(f.ends)
		spec.NotBefore = spec.NotAfter.AddDate(-1, 0, 0)
	}
	return issuer.Issue(spec)
}

// privateKeys counts them with a program that is not ours.
func (r *rig) privateKeys(t *testing.T) int { return r.objects(t, "privkey") }

// objects counts the objects of a type.
func (r *rig) objects(t *testing.T, kind string) int {
	t.Helper()
	return strings.Count(r.tool(t, "--list-objects", "--type", kind), "Key Object")
}

// writePublicKey stores a public key that has no private half.
func (r *rig) writePublicKey(t *testing.T, id token.KeyID) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(k.Public())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "public.der")
	if err := os.WriteFile(file, der, 0o600); err != nil {
		t.Fatal(err)
	}
	r.tool(t, "--write-object", file, "--type", "pubkey", "--id", id.String())
}

// tool runs pkcs11-tool on the key, logged in.
func (r *rig) tool(t *testing.T, args ...string) string {
	t.Helper()
	module, err := r.store.Module()
	if err != nil {
		t.Fatal(err)
	}
	args = append([]string{"--module", module, "--token-label", r.key.Label, "--login", "--pin", r.key.PIN}, args...)
	out, err := exec.CommandContext(t.Context(), "pkcs11-tool", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("pkcs11-tool: %v\n%s", err, out)
	}
	return string(out)
}
