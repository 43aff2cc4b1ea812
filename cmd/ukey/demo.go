package main

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"ukey/app"
	"ukey/app/environment"
	"ukey/app/settings"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/ca"
	"ukey/token"
	"ukey/token/host"
	"ukey/token/softkey"
)

// The PINs of the demonstration's keys; the first is shown on screen.
const (
	demoPIN   = "123456"
	demoSOPIN = "87654321"
)

// demoKey is a key of the demonstration: what it says of itself, and when its
// certificates end.
type demoKey struct {
	label, owner, credit string
	left                 int // days; those gone by are negative
}

// demoKeys are one that is to be renewed at a click, and one that is too late
// for that.
func demoKeys() []demoKey {
	return []demoKey{
		{"单位证书", "深圳市示例科技有限公司", "91440300MA5EXAMP0C", 27},
		{"业务章", "深圳市示例贸易有限公司", "91440300MA5EXAMP1A", -12},
	}
}

// demo is throw-away SoftHSM keys and a CA to renew them with, all in a folder
// of its own.
type demo struct {
	*app.App
	dir    string
	driver demoDriver
	ca     *ca.CA
	desk   *demoDesk
	stop   context.CancelFunc
	served chan error
	staff  sync.WaitGroup
}

// demoDriver shows the keys in the order of demoKeys, which SoftHSM does not
// keep.
type demoDriver struct{ *host.Driver }

// Tokens belongs to token.Driver.
func (d demoDriver) Tokens(ctx context.Context) ([]token.Info, error) {
	tokens, err := d.Driver.Tokens(ctx)
	place := func(i token.Info) int {
		return slices.IndexFunc(demoKeys(), func(k demoKey) bool { return k.label == i.ID.Label })
	}
	slices.SortFunc(tokens, func(a, b token.Info) int { return place(a) - place(b) })
	return tokens, err
}

// startDemo makes everything anew. Close removes it. Applications are approved
// once they have been in review for as long as that.
func startDemo(ctx context.Context, desk *demoDesk, review time.Duration) (_ *demo, err error) {
	dir, err := os.MkdirTemp("", "ukey-demo-")
	if err != nil {
		return nil, err
	}
	d := &demo{dir: dir, desk: desk, stop: func() {}}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()

	var serving context.Context
	serving, d.stop = context.WithCancel(ctx)
	url, err := d.serveCA(serving)
	if err != nil {
		return nil, err
	}
	if err := d.makeKeys(ctx); err != nil {
		return nil, err
	}
	d.staff.Go(func() { d.desk.review(serving, d.ca.Cases(), review) })
	d.App = app.New(app.Config{
		Drivers:  []token.Driver{d.driver},
		CA:       app.CA{URL: url, Roots: d.ca.Roots()},
		Journals: renew.OpenJournals(filepath.Join(dir, "renewals"), time.Now),
		Drafts:   apply.OpenStore(filepath.Join(dir, "applications"), time.Now),
		WarnDays: settings.DefaultWarnDays,
		Computer: environment.Here(environment.Kept{Use: environment.StateFolder, Path: dir}),
	})
	return d, nil
}

// Close ends the CA, lets go of the keys and removes the folder.
func (d *demo) Close() error {
	d.stop()
	d.staff.Wait()
	var errs []error
	if d.served != nil {
		errs = append(errs, <-d.served)
	}
	if d.ca != nil {
		errs = append(errs, d.ca.Close())
	}
	if d.driver.Driver != nil {
		errs = append(errs, d.driver.Close())
	}
	return errors.Join(append(errs, os.RemoveAll(d.dir))...)
}

func (d *demo) serveCA(ctx context.Context) (url string, err error) {
	d.ca, err = ca.Open(ctx, ca.Config{Dir: filepath.Join(d.dir, "ca"), Messages: d.desk})
	if err != nil {
		return "", err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	d.served = make(chan error, 1)
	go func() { d.served <- d.ca.Serve(ctx, listener) }()
	return "https://" + listener.Addr().String(), nil
}

func (d *demo) makeKeys(ctx context.Context) error {
	store, err := softkey.New(filepath.Join(d.dir, "key"))
	if err != nil {
		return err
	}
	for _, k := range demoKeys() {
		if _, err := store.AddToken(softkey.TokenSpec{Label: k.label, PIN: demoPIN, SOPIN: demoSOPIN}); err != nil {
			return err
		}
	}
	// SoftHSM finds its tokens through the environment, which the process
	// that it runs in gets from this one.
	for _, v := range store.Env() {
		name, value, _ := strings.Cut(v, "=")
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	d.driver = demoDriver{host.New(host.Config{Library: store.Plain()})}
	tokens, err := d.driver.Tokens(ctx)
	if err != nil {
		return err
	}
	if len(tokens) != len(demoKeys()) {
		return fmt.Errorf("%d tokens in the demonstration's store", len(tokens))
	}
	for i, k := range demoKeys() {
		if err := d.fill(ctx, tokens[i].ID, k); err != nil {
			return err
		}
	}
	return nil
}

// fill puts both pairs on a key.
func (d *demo) fill(ctx context.Context, id token.ID, k demoKey) error {
	session, err := d.driver.Open(ctx, id, token.Auth{PIN: token.NewPIN([]byte(demoPIN))})
	if err != nil {
		return err
	}
	for i, profile := range []ca.Profile{ca.Sign, ca.Encrypt} {
		if err := d.provision(ctx, session, k, token.KeyID([]byte{byte(i + 1)}), profile); err != nil {
			return errors.Join(err, session.Close())
		}
	}
	return session.Close()
}

// provision puts one pair and its certificate on the key, as a CA's counter
// would have done a year before their end.
func (d *demo) provision(ctx context.Context, s token.Session, k demoKey, id token.KeyID, profile ca.Profile) error {
	spec := token.KeySpec{ID: id, Label: k.label, Algorithm: token.RSA2048}
	public, err := s.GenerateKey(ctx, spec)
	if err != nil {
		return err
	}
	signer, err := token.SignerOf(ctx, s, token.KeyRef{ID: id, Public: public})
	if err != nil {
		return err
	}
	credit, err := asn1.MarshalWithParams(k.credit, "utf8")
	if err != nil {
		return err
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: pkix.Name{
			Country: []string{"CN"}, Province: []string{"广东省"}, Locality: []string{"深圳市"},
			Organization: []string{k.owner}, CommonName: k.owner,
		},
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 156, 10260, 4, 1, 4}, Value: credit}},
	}, signer)
	if err != nil {
		return err
	}
	end := time.Now().AddDate(0, 0, k.left).Add(12 * time.Hour)
	der, err := d.ca.Issue(ctx, csr, profile, ca.Validity{NotBefore: end.AddDate(-1, 0, 0), NotAfter: end})
	if err != nil {
		return err
	}
	return s.StoreCertificate(ctx, id, spec.Label, der)
}
