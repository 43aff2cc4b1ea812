package app_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/ca"
	"ukey/token"
	"ukey/token/softkey"
)

const secondOwner = "深圳市第二示例有限公司"

// sharedRig is a key with pairs of two organisations, which end when they are
// told to.
func sharedRig(t *testing.T, first, second time.Duration) (r *rig, a, b app.HolderID) {
	t.Helper()
	r = newRig(t, rigSpec{algorithm: token.P256, ends: first})
	spec := rigSpec{algorithm: token.P256, ends: second, owner: secondOwner}
	if err := r.key.AddPair(
		r.pair(t, "\x11", "签名证书", ca.Sign, spec),
		r.pair(t, "\x12", "加密证书", ca.Encrypt, spec),
	); err != nil {
		t.Fatal(err)
	}
	for _, h := range r.List(t.Context()).Keys[0].Holders() {
		switch h.Name {
		case softkey.ExampleName:
			a = h.ID
		case secondOwner:
			b = h.ID
		}
	}
	if a == "" || b == "" || a == b {
		t.Fatalf("the holders are %q and %q", a, b)
	}
	return r, a, b
}

// whose notes for whom a PIN was asked.
type whose struct {
	*answers
	owners []string
}

func (w *whose) PIN(ctx context.Context, q app.PINQuestion) (*token.PIN, error) {
	w.owners = append(w.owners, q.Owner())
	return w.answers.PIN(ctx, q)
}

func TestEachHolderOnAKeyIsRenewedOnItsOwn(t *testing.T) {
	day := 24 * time.Hour
	r, first, second := sharedRig(t, 27*day, 40*day)
	ask := &whose{answers: r.consent()}
	result, err := r.Renew(t.Context(), r.id, second, ask, func(renew.Event) {})
	if err != nil {
		t.Fatal(err)
	}
	if got := result.Signature.Subject.Organization(); got != secondOwner {
		t.Errorf("the certificate of %s was renewed", got)
	}
	if !slices.Equal(ask.owners, []string{secondOwner}) {
		t.Errorf("the PIN was asked for %q", ask.owners)
	}
	key := &r.List(t.Context()).Keys[0]
	for holder, due := range map[app.HolderID]bool{first: true, second: false} {
		h, err := key.Holder(holder)
		if err != nil || (h.Due() != nil) != due || h.Encryption == nil || h.Encryption.Holder() != holder {
			t.Errorf("%s: %+v, %v; want due: %v", holder, h, err, due)
		}
	}
}

func TestTheRenewalOfOneHolderIsFinishedBeforeAnothers(t *testing.T) {
	day := 24 * time.Hour
	r, first, second := sharedRig(t, 27*day, 40*day)
	h, err := r.List(t.Context()).Keys[0].Holder(first)
	if err != nil {
		t.Fatal(err)
	}
	r.beginAt(t, &h.Signature.Certificate, &h.Encryption.Certificate)
	if all := r.Interrupted(t.Context()); len(all) != 1 || all[0].Holder != first {
		t.Errorf("interrupted: %+v", all)
	}
	ask := r.consent()
	if _, err := r.Renew(t.Context(), r.id, second, ask, func(renew.Event) {}); !errors.Is(err, app.ErrOtherRenewal) || len(ask.asked) > 0 {
		t.Errorf("error %v, asked %v", err, ask.asked)
	}
	for _, holder := range []app.HolderID{first, second} {
		if _, err := r.Renew(t.Context(), r.id, holder, r.consent(), func(renew.Event) {}); err != nil {
			t.Errorf("%s: %v", holder, err)
		}
	}
}

func TestEachHolderAppliesOnItsOwn(t *testing.T) {
	day := 24 * time.Hour
	r, first, second := sharedRig(t, -3*day, -9*day)
	of := map[app.HolderID]string{}
	for _, holder := range []app.HolderID{second, first} {
		a, err := r.Apply(t.Context(), r.id, holder)
		if err != nil {
			t.Fatal(err)
		}
		if whose := a.Certificate.Subject.String(); whose != string(holder) {
			t.Errorf("the application for %s is about %s", holder, whose)
		}
		of[holder] = a.ID
	}
	if of[first] == of[second] {
		t.Error("both have the same application")
	}
	if again, err := r.Apply(t.Context(), r.id, second); err != nil || again.ID != of[second] {
		t.Errorf("a second time: %+v, %v", again, err)
	}
}

func TestHoldersBeginWithWhomEndsFirst(t *testing.T) {
	expired, later, soon := certificate(t, "甲公司", signs, -4), certificate(t, "乙公司", signs, 300), certificate(t, "丙公司", signs, 9)
	d := &fakeDriver{
		name: "d", tokens: []token.Info{key("d", "1")},
		certs: map[string][]token.Certificate{"1": {expired, later, soon, certificate(t, "丙公司", encrypts, 7), certificate(t, "丁公司", encrypts, 9)}},
	}
	k := &app.New(app.Config{Drivers: []token.Driver{d}, WarnDays: 90, Clock: clock}).List(t.Context()).Keys[0]
	var names []string
	for _, h := range k.Holders() {
		names = append(names, h.Name)
	}
	if want := []string{"丙公司", "乙公司", "甲公司"}; !slices.Equal(names, want) {
		t.Errorf("holders %q, want %q", names, want)
	}
	if h, err := k.Holder(""); err != nil || h.Due() != h.Encryption {
		t.Errorf("first %+v, %v; want its encryption certificate to be due, which ends before the other", h, err)
	}
	if _, err := k.Holder("O=戊公司"); !errors.Is(err, renew.ErrNothingToRenew) {
		t.Errorf("a holder who is not there: %v", err)
	}
}

func TestPeopleOfOneOrganisationAreToldApart(t *testing.T) {
	named := func(organisation, person string) app.Certificate {
		c := certificate(t, organisation, signs, 300)
		for i := range c.Subject.Attributes {
			if c.Subject.Attributes[i].Short == "CN" {
				c.Subject.Attributes[i].Value = person
			}
		}
		return app.Certificate{Certificate: c}
	}
	wang, li, firm := named("甲公司", "王明"), named("甲公司", "李红"), named("甲公司", "甲公司")
	for what, c := range map[string]struct {
		on     []app.Certificate
		name   string
		shared bool
	}{
		"two people": {[]app.Certificate{wang, li}, "甲公司 · 王明", true},
		"one person": {[]app.Certificate{wang}, "甲公司", false},
		"the firm":   {[]app.Certificate{firm, firm}, "甲公司", false},
		"both":       {[]app.Certificate{wang, firm}, "甲公司 · 王明", true},
	} {
		k := app.Key{Certificates: c.on}
		if name, shared := k.NameOf(&c.on[0]), k.Shared(); name != c.name || shared != c.shared {
			t.Errorf("%s: %q, shared %v", what, name, shared)
		}
	}
}
