package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ukey/app"
	"ukey/app/settings"
	"ukey/renew"
	"ukey/renew/ca"
	"ukey/token"
	"ukey/token/host"
	"ukey/token/softkey"
)

// What the demonstration's key says of itself. The PIN is shown on screen.
const (
	demoLabel  = "单位证书"
	demoOwner  = "深圳市示例科技有限公司"
	demoCredit = "91440300MA5EXAMP0C"
	demoPIN    = "123456"
	demoSOPIN  = "87654321"
	demoLeft   = 27 // days until its certificates end
)

// demo is a throw-away SoftHSM key with a certificate pair about to expire and
// a CA to renew it with, all in a folder of its own.
type demo struct {
	*app.App
	dir    string
	driver token.Driver
	ca     *ca.CA
	stop   context.CancelFunc
	served chan error
}

// startDemo makes everything anew. Close removes it.
func startDemo(ctx context.Context) (_ *demo, err error) {
	dir, err := os.MkdirTemp("", "ukey-demo-")
	if err != nil {
		return nil, err
	}
	d := &demo{dir: dir, stop: func() {}}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()

	url, err := d.serveCA(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.makeKey(ctx); err != nil {
		return nil, err
	}
	d.App = app.New(app.Config{
		Drivers:  []token.Driver{d.driver},
		CA:       app.CA{URL: url, Roots: d.ca.Roots()},
		Journals: renew.OpenJournals(filepath.Join(dir, "renewals"), time.Now),
		WarnDays: settings.DefaultWarnDays,
	})
	return d, nil
}

// Close ends the CA, lets go of the key and removes the folder.
func (d *demo) Close() error {
	d.stop()
	var errs []error
	if d.served != nil {
		errs = append(errs, <-d.served)
	}
	if d.ca != nil {
		errs = append(errs, d.ca.Close())
	}
	if d.driver != nil {
		errs = append(errs, d.driver.Close())
	}
	return errors.Join(append(errs, os.RemoveAll(d.dir))...)
}

func (d *demo) serveCA(ctx context.Context) (url string, err error) {
	d.ca, err = ca.Open(ctx, ca.Config{Dir: filepath.Join(d.dir, "ca")})
	if err != nil {
		return "", err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	ctx, d.stop = context.WithCancel(ctx)
	d.served = make(chan error, 1)
	go func() { d.served <- d.ca.Serve(ctx, listener) }()
	return "https://" + listener.Addr().String(), nil
}

func (d *demo) makeKey(ctx context.Context) error {
	store, err := softkey.New(filepath.Join(d.dir, "key"))
	if err != nil {
		return err
	}
	if _, err := store.AddToken(softkey.TokenSpec{Label: demoLabel, PIN: demoPIN, SOPIN: demoSOPIN}); err != nil {
		return err
	}
	// SoftHSM finds its tokens through the environment, which the process
	// that it runs in gets from this one.
	for _, v := range store.Env() {
		name, value, _ := strings.Cut(v, "=")
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	driver := host.New(host.Config{Library: store.Plain()})
	d.driver = driver
	tokens, err := driver.Tokens(ctx)
	if err != nil {
		return err
	}
	if len(tokens) != 1 {
		return fmt.Errorf("%d tokens in the demonstration's store", len(tokens))
	}
	session, err := driver.Open(ctx, tokens[0].ID, token.Auth{PIN: token.NewPIN([]byte(demoPIN))})
	if err != nil {
		return err
	}
	for i, profile := range []ca.Profile{ca.Sign, ca.Encrypt} {
		if err := d.provision(ctx, session, token.KeyID([]byte{byte(i + 1)}), profile); err != nil {
			return errors.Join(err, session.Close())
		}
	}
	return session.Close()
}

// provision puts one pair and its certificate on the key, as a CA's counter
// would have done eleven months ago.
func (d *demo) provision(ctx context.Context, s token.Session, id token.KeyID, profile ca.Profile) error {
	spec := token.KeySpec{ID: id, Label: demoLabel, Algorithm: token.RSA2048}
	public, err := s.GenerateKey(ctx, spec)
	if err != nil {
		return err
	}
	key, err := s.PrivateKey(ctx, token.KeyRef{ID: id, Public: public})
	if err != nil {
		return err
	}
	credit, err := asn1.MarshalWithParams(demoCredit, "utf8")
	if err != nil {
		return err
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: pkix.Name{
			Country: []string{"CN"}, Province: []string{"广东省"}, Locality: []string{"深圳市"},
			Organization: []string{demoOwner}, CommonName: demoOwner,
		},
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 156, 10260, 4, 1, 4}, Value: credit}},
	}, key.(crypto.Signer))
	if err != nil {
		return err
	}
	end := time.Now().Add(demoLeft*24*time.Hour + 12*time.Hour)
	der, err := d.ca.Issue(ctx, csr, profile, ca.Validity{NotBefore: end.AddDate(-1, 0, 0), NotAfter: end})
	if err != nil {
		return err
	}
	return s.StoreCertificate(ctx, id, spec.Label, der)
}
