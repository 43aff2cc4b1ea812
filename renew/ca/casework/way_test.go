package casework_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ukey/renew/ca/casework"
	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

func TestACaseGoesItsWayAndARestartInBetweenLosesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		a := o.expired(t)

		opened := a.open(t)
		if opened.State != cases.Draft || opened.Certificate != cases.Fingerprint(a.cert.Raw) || opened.Phone != "" {
			t.Errorf("opened: %+v", opened)
		}
		o.restart(t)
		submitted := a.submit(t)
		// Friday morning; two working days later is Tuesday, 18:00 in China.
		want := time.Date(2026, 7, 28, 10, 0, 0, 0, time.UTC)
		if submitted.State != cases.Review || submitted.Form != form() || len(submitted.Documents) != 3 || !submitted.Expected.Equal(want) {
			t.Errorf("submitted: %+v", submitted)
		}
		o.restart(t)
		reasons := cases.Reasons{Fields: map[cases.Field]string{cases.FieldAddress: "地址不全"}, Documents: map[cases.Kind]string{cases.IDCard: "缺反面"}}
		_, err := o.NeedMore(t.Context(), reviewer(), a.id, o.version(t, a.id), reasons)
		must(t, err)
		o.restart(t)
		back, err := o.Progress(t.Context(), a.id, a.access)
		must(t, err)
		if back.State != cases.NeedMore || back.Reasons.Fields[cases.FieldAddress] != "地址不全" || !back.Expected.IsZero() {
			t.Errorf("given back: %+v", back)
		}
		hashes := a.attach(t, 100)
		corrected := form()
		corrected.Address += "2栋"
		again, err := o.Submit(t.Context(), a.id, a.access, a.submission(t, corrected, hashes), audience)
		must(t, err)
		if again.State != cases.Review || again.Reasons != nil || again.Form != corrected {
			t.Errorf("submitted again: %+v", again)
		}
		o.restart(t)
		a.approve(t)
		o.restart(t)
		secret := a.secret(t)
		o.restart(t)
		old, err := o.Redeem(t.Context(), a.id, secret, hashOf(t, a.fresh))
		must(t, err)
		if !old.X509.Equal(a.cert) {
			t.Error("the secret is good for somebody else's certificate")
		}
		cert, err := a.grant(t, secret)
		must(t, err)
		o.restart(t)
		done, err := o.Confirm(t.Context(), a.id, a.access, cases.Fingerprint(cert.Raw))
		must(t, err)
		var states []cases.State
		for _, event := range done.History {
			states = append(states, event.State)
		}
		if want := []cases.State{
			cases.Draft, cases.Review, cases.NeedMore, cases.Review, cases.Approved, cases.Issued, cases.Done,
		}; !slices.Equal(states, want) || done.State != cases.Done {
			t.Errorf("went %v, want %v", states, want)
		}

		head, err := o.store.VerifyAudit(t.Context(), nil)
		must(t, err)
		records, err := o.store.LatestRecords(t.Context(), 0, 100)
		must(t, err)
		var actions []store.Action
		for _, r := range slices.Backward(records) {
			actions = append(actions, r.Action)
		}
		if want := []store.Action{
			"case.open", "case.document", "case.document", "case.document", "case.submit", "case.need-more",
			"case.document", "case.document", "case.document", "case.submit", "case.approve",
			"case.code-send", "case.code-verify", "case.issue", "certificate.issue", "case.confirm",
		}; !slices.Equal(actions, want) || head.Seq != int64(len(want)) {
			t.Errorf("the audit log has %v, want %v", actions, want)
		}
	})
}

func TestOpeningAgainGivesTheSameCaseAndAnotherToken(t *testing.T) {
	o := newOffice(t)
	a := o.expired(t)
	first := a.open(t)
	void := a.access
	a.submit(t)
	if second := a.open(t); second.ID != first.ID || second.State != cases.Review || second.Form != form() {
		t.Errorf("opened %+v", second)
	}
	_, err := o.Progress(t.Context(), a.id, void)
	refused(t, err, casework.NoCase)
	_, err = o.Progress(t.Context(), a.id, a.access)
	must(t, err)
}

func TestACaseThatHasEndedIsOpenedAgainOnlyWhileItsCertificateIsInForce(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		a := o.approved(t)
		first := a.id
		cert, err := a.grant(t, a.secret(t))
		must(t, err)
		_, err = o.Confirm(t.Context(), a.id, a.access, cases.Fingerprint(cert.Raw))
		must(t, err)
		if again := a.open(t); again.ID != first || again.State != cases.Done {
			t.Errorf("opened %+v", again)
		}
		must(t, o.store.Revoke(t.Context(), store.Revocation{Serial: cert.SerialNumber, At: o.clock()}))
		if again := a.open(t); again.ID == first || again.State != cases.Draft {
			t.Errorf("opened %+v", again)
		}
	})
}

func TestAfterARejectionAnotherCaseMayBeOpened(t *testing.T) {
	o := newOffice(t)
	a := o.expired(t)
	a.open(t)
	a.submit(t)
	first := a.id
	_, err := o.Reject(t.Context(), reviewer(), a.id, o.version(t, a.id), cases.Reasons{Note: "单位已注销"})
	must(t, err)
	rejected, err := o.Progress(t.Context(), a.id, a.access)
	must(t, err)
	if rejected.State != cases.Rejected || rejected.Reasons.Note != "单位已注销" {
		t.Errorf("rejected: %+v", rejected)
	}
	if again := a.open(t); again.ID == first || again.State != cases.Draft {
		t.Errorf("opened %+v", again)
	}
}

func TestHandingInTheSameTwiceChangesNothing(t *testing.T) {
	o := newOffice(t)
	a := o.expired(t)
	a.open(t)
	hashes := a.attach(t, 1)
	for range 2 {
		submitted, err := o.Submit(t.Context(), a.id, a.access, a.submission(t, form(), hashes), audience)
		must(t, err)
		if submitted.State != cases.Review || len(submitted.History) != 2 {
			t.Errorf("submitted: %+v", submitted)
		}
	}
	other := form()
	other.Name = "李小红"
	_, err := o.Submit(t.Context(), a.id, a.access, a.submission(t, other, hashes), audience)
	refused(t, err, casework.WrongState)
}

func TestNothingAboutAnApplicantIsLogged(t *testing.T) {
	o := newOffice(t)
	a := o.approved(t)
	secret := a.secret(t)
	code := o.code(t)
	_, err := a.grant(t, secret)
	must(t, err)
	records, err := o.store.LatestRecords(t.Context(), 0, 100)
	must(t, err)
	written := o.log.String()
	for _, r := range records {
		written += r.Detail + r.Subject + r.Actor
	}
	f := form()
	for _, private := range []string{f.IDNumber, f.Name, f.Address, f.Phone, f.Email, a.access, secret, "\"" + code + "\"", code + "，"} {
		if strings.Contains(written, private) {
			t.Errorf("%q is in a log", private)
		}
	}
}
