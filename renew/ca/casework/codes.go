package casework

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"time"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

// The rules of one-time codes. Whoever guesses at all the codes of a number
// has 50 tries a day among a million.
const (
	codeDigits = 6
	codeLife   = 5 * time.Minute
	codeTries  = 5
	codePause  = time.Minute // between two codes to a number
	codesADay  = 10          // to a number
	secretLife = time.Hour
)

const day = 24 * time.Hour

// SendCode sends a one-time code for a certificate for the public key with
// that hash, to the case's number. The code before is void.
//
// Refusals: NoCase, WrongState, Revoked, OtherKey, TooSoon, NotSent.
func (s *Service) SendCode(ctx context.Context, id, access string, key store.KeyHash) (cases.CodeSent, error) {
	code, err := newCode()
	if err != nil {
		return cases.CodeSent{}, err
	}
	var c store.Case
	var sent store.CaseCode
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		taken, err := takeOwn(ctx, tx, id, access)
		if err != nil {
			return err
		}
		c = taken
		if err := s.mayIssue(ctx, tx, c, key); err != nil {
			return err
		}
		if err := s.checkCodePace(ctx, tx, c.Phone); err != nil {
			return err
		}
		now := s.now().UTC().Truncate(time.Second) // as it is kept
		sent = store.CaseCode{
			Version: c.Version, Phone: c.Phone, PublicKey: key, Hash: s.codeHash(id, key, code),
			TriesLeft: codeTries, Sent: now, Expires: now.Add(codeLife),
		}
		if err := tx.AddCode(ctx, id, sent); err != nil {
			return err
		}
		return tx.Append(ctx, s.entry(c, actionSendCode, codeFacts(key, map[string]string{"phone": masked(c.Phone)})))
	})
	if err != nil {
		return cases.CodeSent{}, err
	}
	// The code is in force before it can arrive.
	if err := s.sender.Send(ctx, sent.Phone, message(code, c.Holder)); err != nil {
		return cases.CodeSent{}, s.notSent(ctx, c, sent, err)
	}
	s.log.InfoContext(ctx, "code sent", "case", id)
	return cases.CodeSent{SentTo: masked(sent.Phone), Expires: sent.Expires, ResendAfter: sent.Sent.Add(codePause)}, nil
}

// notSent takes a code out of force that nobody has received.
func (s *Service) notSent(ctx context.Context, c store.Case, code store.CaseCode, cause error) error {
	ctx = context.WithoutCancel(ctx) // the applicant may have gone
	s.log.ErrorContext(ctx, "code not sent", "case", c.ID, "error", cause)
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.SetTries(ctx, c.ID, code.Version, 0); err != nil {
			return err
		}
		return tx.Append(ctx, s.entry(c, actionNotSent, nil))
	})
	if err != nil {
		return err
	}
	return &Refusal{
		Reason: NotSent, Detail: "the code could not be sent: try again later",
		RetryAfter: untilNext(code.Sent.Add(codePause), s.now()), Err: cause,
	}
}

// mayIssue tells whether the case may lead to a certificate for a key. A
// certificate that was issued and revoked for good, say because its key was
// lost, leaves room for another.
func (s *Service) mayIssue(ctx context.Context, tx store.Tx, c store.Case, key store.KeyHash) error {
	if c.State != cases.Approved && c.State != cases.Issued {
		return refuse(WrongState, "the case is in state %q: there is no certificate to be had", c.State)
	}
	if _, err := oldOf(ctx, tx, c); err != nil {
		return err
	}
	if c.Issued == nil {
		return nil
	}
	issued, err := tx.Certificate(ctx, c.Issued)
	if err != nil {
		return fmt.Errorf("the case's new certificate: %w", err)
	}
	if !isGone(issued) && store.HashKey(issued.X509.RawSubjectPublicKeyInfo) != key {
		return refuse(OtherKey, "the certificate was issued for another key: go on with that one, or have the certificate revoked")
	}
	return nil
}

// checkCodePace makes those wait who ask for codes too often.
func (s *Service) checkCodePace(ctx context.Context, tx store.Tx, phone string) error {
	now := s.now()
	recent, latest, err := tx.CodesSince(ctx, phone, now.Add(-codePause))
	if err != nil {
		return err
	}
	if recent > 0 {
		return tooSoon(latest.Add(codePause), now)
	}
	today, first, err := tx.CodesSince(ctx, phone, now.Add(-day))
	if err != nil {
		return err
	}
	if today >= codesADay {
		return tooSoon(first.Add(day), now)
	}
	return nil
}

func tooSoon(next, now time.Time) *Refusal {
	wait := untilNext(next, now)
	r := refuse(TooSoon, "another code may be had in %v", wait)
	r.RetryAfter = wait
	return r
}

// untilNext is how long to wait, in whole seconds, one at least.
func untilNext(next, now time.Time) time.Duration {
	return max(time.Second, (next.Sub(now) + time.Second - 1).Truncate(time.Second))
}

// VerifyCode buys the secret for simpleenroll with a code. A code is good once.
//
// Refusals: NoCase, WrongState, Revoked, OtherKey, NoCode, WrongCode.
func (s *Service) VerifyCode(ctx context.Context, id, access string, key store.KeyHash, code string) (cases.Secret, error) {
	secret, hash := newSecret()
	bought := cases.Secret{Secret: secret}
	var wrong *Refusal
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		wrong = nil
		c, err := takeOwn(ctx, tx, id, access)
		if err != nil {
			return err
		}
		if err := s.mayIssue(ctx, tx, c, key); err != nil {
			return err
		}
		sent, err := s.codeInForce(ctx, tx, c, key)
		if err != nil {
			return err
		}
		if want := s.codeHash(id, key, code); subtle.ConstantTimeCompare(want[:], sent.Hash[:]) != 1 {
			// This is a step, too: what is refused here must be remembered.
			wrong = wrongCode(sent.TriesLeft - 1)
			if err := tx.SetTries(ctx, id, sent.Version, sent.TriesLeft-1); err != nil {
				return err
			}
			return tx.Append(ctx, s.entry(c, actionWrongCode, codeFacts(key, nil)))
		}
		if err := tx.SetTries(ctx, id, sent.Version, 0); err != nil {
			return err
		}
		bought.Expires = s.now().Add(secretLife).UTC().Truncate(time.Second)
		if err := tx.PutSecret(ctx, id, store.CaseSecret{PublicKey: key, Hash: hash, Expires: bought.Expires}); err != nil {
			return err
		}
		return tx.Append(ctx, s.entry(c, actionVerifyCode, codeFacts(key, nil)))
	})
	if err == nil && wrong != nil {
		err = wrong
	}
	if err != nil {
		return cases.Secret{}, err
	}
	return bought, nil
}

// codeInForce finds the code that may be answered for a key now.
func (s *Service) codeInForce(ctx context.Context, tx store.Tx, c store.Case, key store.KeyHash) (store.CaseCode, error) {
	sent, err := tx.Code(ctx, c.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return sent, err
	}
	if err != nil || sent.TriesLeft <= 0 || sent.PublicKey != key || !s.now().Before(sent.Expires) {
		return sent, refuse(NoCode, "no code is in force for this key: ask for one")
	}
	return sent, nil
}

func wrongCode(left int) *Refusal {
	if left <= 0 {
		return refuse(NoCode, "that was not the code, %d times: ask for another one", codeTries)
	}
	r := refuse(WrongCode, "that is not the code; it may be tried %d more times", left)
	r.TriesLeft = left
	return r
}

// codeHash binds a code to its case and key. It is keyed, because a million
// codes are tried out in no time by whoever reads the store.
func (s *Service) codeHash(id string, key store.KeyHash, code string) (sum store.Hash) {
	mac := hmac.New(sha256.New, s.codeKey)
	mac.Write([]byte(id + "\n"))
	mac.Write(key[:])
	mac.Write([]byte(code))
	mac.Sum(sum[:0])
	return sum
}

func codeFacts(key store.KeyHash, facts map[string]string) map[string]string {
	all := map[string]string{"public key": hex.EncodeToString(key[:])}
	for name, fact := range facts {
		all[name] = fact
	}
	return all
}

func newCode() (string, error) {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(codeDigits), nil)
	n, err := rand.Int(rand.Reader, limit)
	if err != nil {
		return "", fmt.Errorf("draw code: %w", err)
	}
	return fmt.Sprintf("%0*d", codeDigits, n), nil
}

// message is the text that brings a code. It goes to people who read Chinese.
func message(code, holder string) string {
	return fmt.Sprintf("【UKey管家】验证码 %s，用于领取“%s”的新数字证书，%d分钟内有效。若非本人申请，请勿告诉任何人，并致电您的证书服务机构。",
		code, holder, int(codeLife.Minutes()))
}
