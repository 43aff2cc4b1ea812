package casework_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"ukey/renew/ca/casework"
	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
	"ukey/renew/internal/keytest"
)

// guess is a code that is not the one.
func guess(code string, n int) string {
	var right int
	_, _ = fmt.Sscanf(code, "%d", &right)
	return fmt.Sprintf("%06d", (right+n)%1_000_000)
}

func TestACodeGoesToTheNumberOfTheCaseAndBuysASecret(t *testing.T) {
	o := newOffice(t)
	a := o.approved(t)
	sent, err := o.SendCode(t.Context(), a.id, a.access, hashOf(t, a.fresh))
	must(t, err)
	if sent.SentTo != "138****5678" || !sent.Expires.Equal(o.clock().Add(5*time.Minute)) || !sent.ResendAfter.Equal(o.clock().Add(time.Minute)) {
		t.Errorf("sent %+v", sent)
	}
	if len(o.sent) != 1 || !strings.HasPrefix(o.sent[0], "13812345678 ") || !strings.Contains(o.sent[0], "深圳市示例科技有限公司") {
		t.Errorf("messages: %q", o.sent)
	}
	o.advance(5*time.Minute - time.Second)
	bought, err := o.VerifyCode(t.Context(), a.id, a.access, hashOf(t, a.fresh), o.code(t))
	must(t, err)
	if len(bought.Secret) < 40 || !bought.Expires.Equal(o.clock().Add(time.Hour)) {
		t.Errorf("bought %+v", bought)
	}
}

func TestACodeIsGoodOnceForItsKeyAndItsTime(t *testing.T) {
	o := newOffice(t)
	a := o.approved(t)
	key := hashOf(t, a.fresh)
	send := func() string {
		o.advance(2 * time.Minute)
		_, err := o.SendCode(t.Context(), a.id, a.access, key)
		must(t, err)
		return o.code(t)
	}
	answer := func(key store.KeyHash, code string) error {
		return second(o.VerifyCode(t.Context(), a.id, a.access, key, code))
	}
	refused(t, answer(key, "000000"), casework.NoCode) // none was sent yet

	code := send()
	refused(t, answer(hashOf(t, keytest.EC(t)), code), casework.NoCode) // for another key
	must(t, answer(key, code))
	refused(t, answer(key, code), casework.NoCode) // again

	code = send()
	o.advance(5 * time.Minute)
	refused(t, answer(key, code), casework.NoCode) // too late

	first := send()
	if code = send(); code != first {
		if err := answer(key, first); err == nil {
			t.Error("the code before the last one was taken")
		}
	}
	must(t, answer(key, code))
}

func TestGuessingAtACodeEndsAfterFiveTries(t *testing.T) {
	o := newOffice(t)
	a := o.approved(t)
	key := hashOf(t, a.fresh)
	_, err := o.SendCode(t.Context(), a.id, a.access, key)
	must(t, err)
	right := o.code(t)
	for n, wrong := range []string{guess(right, 1), "", " " + right, right + "0", guess(right, 2)} {
		_, err := o.VerifyCode(t.Context(), a.id, a.access, key, wrong)
		if n < 4 {
			if got := refused(t, err, casework.WrongCode); got.TriesLeft != 4-n {
				t.Errorf("%d tries left after %d", got.TriesLeft, n+1)
			}
		} else {
			refused(t, err, casework.NoCode)
		}
		o.restart(t) // which does not give the tries back
	}
	_, err = o.VerifyCode(t.Context(), a.id, a.access, key, right)
	refused(t, err, casework.NoCode)
}

func TestGuessersAtOnceHaveNoMoreTriesThanOne(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		a := o.approved(t)
		key := hashOf(t, a.fresh)
		_, err := o.SendCode(t.Context(), a.id, a.access, key)
		must(t, err)
		right := o.code(t)
		const guessers = 20
		results := make(chan error, guessers)
		for n := range guessers {
			go func() {
				_, err := o.VerifyCode(t.Context(), a.id, a.access, key, guess(right, n+1))
				results <- err
			}()
		}
		tries := 0
		for range guessers {
			got := new(casework.Refusal)
			if err := <-results; errors.As(err, &got) && got.Reason == casework.WrongCode {
				tries++
			}
		}
		if tries != 4 { // the fifth ends it
			t.Errorf("%d codes were looked at and found wrong", tries)
		}
	})
}

func TestCodesArePacedByNumberNotByCase(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		a, b := o.approved(t), o.approved(t) // with the same number
		send := func(a *applicant) error {
			return second(o.SendCode(t.Context(), a.id, a.access, hashOf(t, a.fresh)))
		}
		must(t, send(a))
		o.advance(20 * time.Second)
		for _, asker := range []*applicant{a, b} {
			if got := refused(t, send(asker), casework.TooSoon); got.RetryAfter != 40*time.Second {
				t.Errorf("come back in %v", got.RetryAfter)
			}
		}
		for n := range 9 {
			o.advance(time.Minute)
			must(t, send([]*applicant{a, b}[n%2]))
		}
		o.advance(time.Hour)
		if got := refused(t, send(b), casework.TooSoon); got.RetryAfter < 22*time.Hour || got.RetryAfter > 23*time.Hour {
			t.Errorf("come back in %v", got.RetryAfter)
		}
		o.advance(23 * time.Hour)
		must(t, send(b))
	})
}

func TestACodeThatCannotBeSentIsNotInForce(t *testing.T) {
	o := newOffice(t)
	a := o.approved(t)
	key := hashOf(t, a.fresh)
	o.fail = errors.New("no route")
	_, err := o.SendCode(t.Context(), a.id, a.access, key)
	if got := refused(t, err, casework.NotSent); got.RetryAfter != time.Minute {
		t.Errorf("come back in %v", got.RetryAfter)
	}
	_, err = o.VerifyCode(t.Context(), a.id, a.access, key, "000000")
	refused(t, err, casework.NoCode)
	o.fail = nil
	o.advance(time.Minute)
	a.secret(t)
}

func TestASecretIsGoodForItsCaseItsKeyAndItsTime(t *testing.T) {
	o := newOffice(t)
	a := o.approved(t)
	secret := a.secret(t)
	o.advance(2 * time.Minute)
	b := o.approved(t)
	b.secret(t)
	key := hashOf(t, a.fresh)
	redeem := func(id, secret string, key store.KeyHash) error {
		return second(o.Redeem(t.Context(), id, secret, key))
	}
	refused(t, redeem(b.id, secret, key), casework.BadSecret)
	refused(t, redeem("aaaaaaaaaaaaaaaa", secret, key), casework.BadSecret)
	refused(t, redeem(a.id, secret+"x", key), casework.BadSecret)
	refused(t, redeem(a.id, "", key), casework.BadSecret)
	refused(t, redeem(a.id, secret, hashOf(t, keytest.EC(t))), casework.BadSecret)
	must(t, redeem(a.id, secret, key))
	o.advance(time.Hour)
	refused(t, redeem(a.id, secret, key), casework.BadSecret)
}

func TestACaseLeadsToOneCertificateForOneKey(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		a := o.approved(t)
		secret := a.secret(t)
		cert, err := a.grant(t, secret)
		must(t, err)
		// The same request again: the answer from before, and nothing new.
		_, err = a.grant(t, secret)
		must(t, err)
		o.advance(2 * time.Minute)

		_, err = o.SendCode(t.Context(), a.id, a.access, hashOf(t, keytest.EC(t)))
		refused(t, err, casework.OtherKey)
		file, err := o.Get(t.Context(), a.id)
		must(t, err)
		if !file.Issued.Equal(cert) || file.State != cases.Issued {
			t.Errorf("issued %v, state %s", file.Issued, file.State)
		}
		hold := store.Revocation{Serial: cert.SerialNumber, At: o.clock(), Reason: store.ReasonHold}
		must(t, o.store.Revoke(t.Context(), hold))
		_, err = o.SendCode(t.Context(), a.id, a.access, hashOf(t, keytest.EC(t)))
		refused(t, err, casework.OtherKey)
		t.Run("but another once that one was revoked", func(t *testing.T) {
			must(t, o.store.Revoke(t.Context(), store.Revocation{Serial: cert.SerialNumber, At: o.clock()}))
			a.fresh = keytest.EC(t)
			second, err := a.grant(t, a.secret(t))
			must(t, err)
			_, err = o.Confirm(t.Context(), a.id, a.access, cases.Fingerprint(cert.Raw))
			refused(t, err, casework.OtherCertificate)
			_, err = o.Confirm(t.Context(), a.id, a.access, cases.Fingerprint(second.Raw))
			must(t, err)
		})
	})
}

func TestConfirmingTwiceChangesNothingAndEndsTheSecret(t *testing.T) {
	o := newOffice(t)
	a := o.approved(t)
	secret := a.secret(t)
	cert, err := a.grant(t, secret)
	must(t, err)
	for range 2 {
		done, err := o.Confirm(t.Context(), a.id, a.access, cases.Fingerprint(cert.Raw))
		must(t, err)
		if done.State != cases.Done || len(done.History) != 5 {
			t.Errorf("done: %+v", done)
		}
	}
	_, err = o.Redeem(t.Context(), a.id, secret, hashOf(t, a.fresh))
	refused(t, err, casework.BadSecret)
}

func TestTheStoreHoldsNeitherCodesNorSecretsNorTokens(t *testing.T) {
	o := newOffice(t)
	a := o.approved(t)
	secret := a.secret(t)
	code := o.code(t)
	content := o.dump(t)
	for _, private := range []string{secret, a.access, code} {
		// Hashes in hex may well hold six digits in that order.
		if regexp.MustCompile(`(?:^|[^0-9a-f])` + private + `(?:[^0-9a-f]|$)`).MatchString(content) {
			t.Errorf("%q is in the store", private)
		}
	}
}
