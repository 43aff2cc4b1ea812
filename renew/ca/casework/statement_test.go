package casework_test

import (
	"bytes"
	"testing"
	"time"

	"ukey/renew/ca/casework"
	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
	"ukey/renew/cms"
	"ukey/renew/internal/keytest"
)

func TestStatementsThatProveNothingAreRefused(t *testing.T) {
	o := newOffice(t)
	a := o.expired(t)
	toOpen := cases.Statement{Purpose: cases.ToOpen}
	valid := o.issue(t, "sign", o.clock().AddDate(0, 6, 0))
	future := o.issue(t, "sign", o.clock().AddDate(2, 0, 0))
	encryption := o.issue(t, "encrypt", o.clock().Add(-time.Hour))
	revoked := o.expired(t)
	must(t, o.store.Revoke(t.Context(), store.Revocation{Serial: revoked.cert.SerialNumber, At: o.clock()}))
	// Says all that the first one does, and was signed by somebody else.
	forged := applicant{office: o, key: keytest.EC(t)}
	forged.cert = certify(t, a.cert.SerialNumber.Int64(), forged.key, a.cert.NotAfter)
	stranger := applicant{office: o, key: keytest.EC(t)}
	stranger.cert = certify(t, 999, stranger.key, a.cert.NotAfter)
	held := o.expired(t)
	must(t, o.store.Revoke(t.Context(), store.Revocation{Serial: held.cert.SerialNumber, At: o.clock(), Reason: store.ReasonHold}))
	good := a.says(t, toOpen)
	unsigned, err := cms.CertsOnly(a.cert.Raw)
	must(t, err)
	rubbish, err := cms.Sign([]byte("[1,2"), a.cert, a.key, false)
	must(t, err)
	unknown, err := cms.Sign([]byte(`{"purpose":"open-case","wish":1}`), a.cert, a.key, false)
	must(t, err)
	two, err := cms.Sign([]byte(`{"purpose":"open-case"}{}`), a.cert, a.key, false)
	must(t, err)

	for name, c := range map[string]struct {
		statement []byte
		want      casework.Reason
	}{
		"nothing":                   {nil, casework.BadStatement},
		"not CMS":                   {[]byte("hello"), casework.BadStatement},
		"not signed":                {unsigned, casework.BadStatement},
		"cut off":                   {good[:len(good)-1], casework.BadStatement},
		"changed afterwards":        {bytes.Replace(good, []byte("open-case"), []byte("Open-case"), 1), casework.BadStatement},
		"not JSON":                  {rubbish, casework.BadStatement},
		"a member too many":         {unknown, casework.BadStatement},
		"two statements":            {two, casework.BadStatement},
		"8 MB of nested BER":        {bytes.Repeat([]byte{0x30, 0x80}, 4<<20), casework.BadStatement},
		"another purpose":           {a.says(t, toOpen, func(s *cases.Statement) { s.Purpose = cases.ToSubmit }), casework.Misdirected},
		"another host":              {a.says(t, toOpen, func(s *cases.Statement) { s.Audience = "ca.other.example" }), casework.Misdirected},
		"no nonce":                  {a.says(t, toOpen, func(s *cases.Statement) { s.Nonce = "" }), casework.Nonce},
		"a made-up nonce":           {a.says(t, toOpen, func(s *cases.Statement) { s.Nonce = tampered(s.Nonce) }), casework.Nonce},
		"a stranger":                {stranger.says(t, toOpen), casework.Foreign},
		"a forged certificate":      {forged.says(t, toOpen), casework.Foreign},
		"an encryption certificate": {encryption.says(t, toOpen), casework.NotForSigning},
		"a revoked certificate":     {revoked.says(t, toOpen), casework.Revoked},
		"a certificate on hold":     {held.says(t, toOpen), casework.OnHold},
		"a valid certificate":       {valid.says(t, toOpen), casework.StillValid},
		"one from the future":       {future.says(t, toOpen), casework.NotYetValid},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := o.Open(t.Context(), c.statement, audience)
			refused(t, err, c.want)
		})
	}
	t.Run("a host that the CA does not have", func(t *testing.T) {
		_, err := o.Open(t.Context(), a.says(t, toOpen, func(s *cases.Statement) { s.Audience = "" }), "")
		refused(t, err, casework.Misdirected)
	})
	page, err := o.List(t.Context(), casework.Query{})
	must(t, err)
	if page.Total != 0 {
		t.Errorf("%d cases were opened", page.Total)
	}
	t.Run("and a good one after all that is heard", func(t *testing.T) {
		_, err := o.Open(t.Context(), good, audience)
		must(t, err)
	})
}

// tampered changes the last character that counts.
func tampered(nonce string) string {
	changed := []byte(nonce)
	if changed[3]++; changed[3] == 'z'+1 {
		changed[3] = 'a'
	}
	return string(changed)
}

func TestAStatementIsHeardOnce(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		a := o.expired(t)
		statement := a.says(t, cases.Statement{Purpose: cases.ToOpen})
		_, err := o.Open(t.Context(), statement, audience)
		must(t, err)
		_, err = o.Open(t.Context(), statement, audience)
		refused(t, err, casework.Nonce)
		o.restart(t)
		_, err = o.Open(t.Context(), statement, audience)
		refused(t, err, casework.Nonce)

		t.Run("also if it was refused", func(t *testing.T) {
			a.open(t)
			hashes := map[cases.Kind]string{cases.IDCard: cases.Fingerprint(picture(t, 1))}
			early := a.submission(t, form(), hashes)
			_, err := o.Submit(t.Context(), a.id, a.access, early, audience)
			refused(t, err, casework.OtherDocuments)
			a.attach(t, 1)
			_, err = o.Submit(t.Context(), a.id, a.access, early, audience)
			refused(t, err, casework.Nonce)
		})
		t.Run("also with the nonce in another statement", func(t *testing.T) {
			nonce := o.Nonce().Nonce
			reuse := func(s *cases.Statement) { s.Nonce = nonce }
			_, err := o.Open(t.Context(), a.says(t, cases.Statement{Purpose: cases.ToOpen}, reuse), audience)
			must(t, err)
			b := o.expired(t)
			_, err = o.Open(t.Context(), b.says(t, cases.Statement{Purpose: cases.ToOpen}, reuse), audience)
			refused(t, err, casework.Nonce)
		})
	})
}

func TestANonceIsGoodForTenMinutes(t *testing.T) {
	o := newOffice(t)
	a := o.expired(t)
	for wait, good := range map[time.Duration]bool{10*time.Minute - time.Second: true, 10 * time.Minute: false} {
		statement := a.says(t, cases.Statement{Purpose: cases.ToOpen})
		o.advance(wait)
		_, err := o.Open(t.Context(), statement, audience)
		if good {
			must(t, err)
		} else {
			refused(t, err, casework.Nonce)
		}
	}
}

func TestAnotherCAsNonceIsNotGood(t *testing.T) {
	o, other := newOffice(t), newOffice(t)
	other.key = bytes.Repeat([]byte{8}, casework.KeySize)
	other.restart(t)
	a := o.expired(t)
	foreign := other.Nonce().Nonce
	_, err := o.Open(t.Context(), a.says(t, cases.Statement{Purpose: cases.ToOpen}, func(s *cases.Statement) { s.Nonce = foreign }), audience)
	refused(t, err, casework.Nonce)
}

// Whoever learns of a case's ID, and has a case of their own, gets nowhere.
func TestSomebodyElsesCaseLooksLikeNone(t *testing.T) {
	o := newOffice(t)
	victim, thief := o.approved(t), o.expired(t)
	thief.open(t)
	key := hashOf(t, thief.fresh)
	hashes := thief.attach(t, 1)
	for name, id := range map[string]string{"somebody else's": victim.id, "none": "aaaaaaaaaaaaaaaa", "rubbish": "'; --"} {
		for _, access := range []string{thief.access, "", "x"} {
			t.Run(name, func(t *testing.T) {
				statement := thief.says(t, cases.Statement{Purpose: cases.ToSubmit, Case: id, Form: new(form()), Documents: hashes})
				for verb, err := range map[string]error{
					"progress": second(o.Progress(t.Context(), id, access)),
					"scan":     second(o.PutDocument(t.Context(), id, access, cases.IDCard, picture(t, 9))),
					"submit":   second(o.Submit(t.Context(), id, access, statement, audience)),
					"code":     second(o.SendCode(t.Context(), id, access, key)),
					"answer":   second(o.VerifyCode(t.Context(), id, access, key, "000000")),
					"confirm":  second(o.Confirm(t.Context(), id, access, "")),
				} {
					if got := refused(t, err, casework.NoCase); got.Error() != "there is no such case, or it is somebody else's" {
						t.Errorf("%s tells more: %v", verb, got)
					}
				}
			})
		}
	}
	t.Run("a statement by another holder with the right token", func(t *testing.T) {
		owner := o.expired(t)
		owner.open(t)
		hashes := owner.attach(t, 1)
		borrowed := *thief
		borrowed.id = owner.id
		_, err := o.Submit(t.Context(), owner.id, owner.access, borrowed.submission(t, form(), hashes), audience)
		refused(t, err, casework.NoCase)
	})
	if len(o.sent) != 0 {
		t.Errorf("messages were sent: %d", len(o.sent))
	}
}

func second[T any](_ T, err error) error { return err }

func TestOneCertificateHasOneOpenCaseHoweverManyAskAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		a := o.expired(t)
		const askers = 8
		ids := make(chan string, askers)
		for range askers {
			statement := a.says(t, cases.Statement{Purpose: cases.ToOpen})
			go func() {
				opened, err := o.Open(t.Context(), statement, audience)
				if err != nil {
					t.Error(err)
				}
				ids <- opened.Case.ID
			}()
		}
		first := <-ids
		for range askers - 1 {
			if id := <-ids; id != first {
				t.Errorf("cases %s and %s", first, id)
			}
		}
	})
}

func TestARevokedCertificateEndsTheWayWhereverItIs(t *testing.T) {
	o := newOffice(t)
	var bought string
	for name, c := range map[string]struct {
		before func(testing.TB, *applicant)
		step   func(testing.TB, *applicant) error
	}{
		"before submitting": {
			func(t testing.TB, a *applicant) { a.open(t); a.attach(t, 1) },
			func(t testing.TB, a *applicant) error {
				hashes := a.attach(t, 1)
				return second(o.Submit(t.Context(), a.id, a.access, a.submission(t, form(), hashes), audience))
			},
		},
		"before the approval": {
			func(t testing.TB, a *applicant) { a.open(t); a.submit(t) },
			func(t testing.TB, a *applicant) error {
				return second(o.Approve(t.Context(), reviewer(), a.id, o.version(t, a.id), casework.Approval{}))
			},
		},
		"before the code": {
			func(t testing.TB, a *applicant) { a.open(t); a.submit(t); a.approve(t) },
			func(t testing.TB, a *applicant) error {
				return second(o.SendCode(t.Context(), a.id, a.access, hashOf(t, a.fresh)))
			},
		},
		"before the certificate": {
			func(t testing.TB, a *applicant) { a.open(t); a.submit(t); a.approve(t); bought = a.secret(t) },
			func(t testing.TB, a *applicant) error { return second(a.grant(t, bought)) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			o.advance(2 * time.Minute) // one number gets all codes
			a := o.expired(t)
			c.before(t, a)
			must(t, o.store.Revoke(t.Context(), store.Revocation{Serial: a.cert.SerialNumber, At: o.clock()}))
			refused(t, c.step(t, a), casework.Revoked)
		})
	}
}
