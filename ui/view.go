package ui

import (
	"math/big"
	"strings"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/words"
)

// fact is a name and a value to be shown.
type fact struct {
	name, value string
	mono        bool // a code of ASCII characters
	copied      bool // worth a button to copy it
}

// urge is what a screen's one prominent action is.
type urge int

const (
	urgeNone    urge = iota
	urgeRenew        // due: 立即更新
	urgeReview       // expired: 申请更新
	urgeUnlock       // locked: 如何解锁
	urgeUnblock      // locked, and there is a PUK: 解锁
	urgeChange       // the PIN is the initial one: 修改PIN码
	urgeResume       // a renewal was cut off: 继续更新
	urgePursue       // an application is under way: what its stage wants
	urgeRefresh      // nothing to be seen, which may change: 刷新
	urgeCheck        // something does not work: 环境检测
)

// certificateView is what the pane shows of one certificate.
type certificateView struct {
	headline, subtitle string
	tone               kit.Tone
	state              string
	// from, until and now draw the bar; there is none if from is zero.
	from, until, now time.Time
	fromText         string
	untilText        string
	notice, next     string // a box over the facts; none if empty
	noticeTone       kit.Tone
	facts            []fact
	pairs            map[int]bool // the fact with that index shares its line with the next
	urge             urge
	act              string // what the button says for urgePursue
}

// toneOf is how a certificate's state looks.
func toneOf(c *app.Certificate) kit.Tone {
	if c.Superseded {
		return kit.Past
	}
	switch c.Status {
	case token.Valid:
		return kit.Good
	case token.Expiring, token.NotYetValid:
		return kit.Soon
	case token.Expired:
		return kit.Bad
	default:
		return kit.Neutral
	}
}

// stateOf says in words how a certificate stands.
func stateOf(p *words.Printer, c *app.Certificate) string {
	if c.Superseded {
		return p.T("status.superseded")
	}
	return p.Status(c)
}

func viewCertificate(p *words.Printer, k *app.Key, c *app.Certificate, u undone, now time.Time) certificateView {
	v := certificateView{
		headline: c.Owner(),
		tone:     toneOf(c), state: stateOf(p, c),
		subtitle: join(" · ", p.Use(c.Use), issuerOf(c)),
		now:      now,
	}
	if c.Err != nil {
		v.headline, v.subtitle = p.T("ui.tree.unreadable"), join(" · ", c.Owner(), c.Label)
		v.notice, v.next, v.noticeTone = p.T("home.unreadable", "Reason", p.Fault(c.Err)), p.T("ui.certificate.unreadable.next"), kit.Neutral
	}
	if v.headline == "" {
		v.headline = p.T("ui.certificate.nobody")
	}
	if !c.NotBefore.IsZero() {
		v.from, v.until = c.NotBefore, c.NotAfter
		v.fromText, v.untilText = p.Date(c.NotBefore), p.Date(c.NotAfter)
	}
	v.facts, v.pairs = certificateFacts(p, c)
	v.urge = urgeOf(k, c, u)
	switch {
	case k.PIN.State == token.PINLocked:
		m := p.Error(&token.PINLockedError{})
		v.notice, v.next, v.noticeTone = m.Text, lockedNext(p, k), kit.Shut
	case v.urge == urgeChange:
		m := p.Error(token.ErrPINToBeChanged)
		v.notice, v.next, v.noticeTone = m.Text, m.Next, kit.Soon
	case v.urge == urgeResume:
		v.notice, v.next, v.noticeTone = p.T("ui.interrupted"), p.T("ui.interrupted.next"), kit.Warning
	case v.urge == urgePursue:
		a := u.application
		v.act = p.T(stageAct(a))
		v.notice, v.next, v.noticeTone = p.T("ui.application.is", "Stage", p.Stage(a.Stage())), p.StageNext(a), stageTone(a.Stage())
	case v.urge == urgeReview:
		v.notice, v.next, v.noticeTone = p.N("ui.expired", -c.DaysLeft), p.T("ui.expired.next"), kit.Bad
	case v.urge == urgeRenew:
		v.notice, v.next, v.noticeTone = p.T("ui.due", "Date", p.Date(c.NotAfter)), p.T("ui.due.next"), kit.Soon
	case c.Superseded:
		v.notice, v.next, v.noticeTone = p.T("status.superseded"), supersededNext(p, c), kit.Info
	case c.Status == token.NotYetValid:
		m := p.Error(&renew.NotYetValidError{NotBefore: c.NotBefore})
		v.notice, v.next, v.noticeTone = m.Text, m.Next, kit.Soon
	}
	return v
}

// supersededNext says what an old certificate is still good for.
func supersededNext(p *words.Printer, c *app.Certificate) string {
	if c.Use == token.Signature {
		return p.T("ui.superseded.signature")
	}
	return p.T("ui.superseded.encryption")
}

// urgeOfKey says what a person has to do about the key before anything else.
func urgeOfKey(k *app.Key) urge {
	switch {
	case k.PIN.State == token.PINLocked && k.Unblockable():
		return urgeUnblock
	case k.PIN.State == token.PINLocked:
		return urgeUnlock
	case k.Err != nil:
		return urgeCheck
	case len(k.Certificates) == 0:
		return urgeRefresh
	case k.PIN.ToBeChanged:
		return urgeChange
	default:
		return urgeNone
	}
}

// urgeOf says what a person should do about the certificate.
func urgeOf(k *app.Key, c *app.Certificate, u undone) urge {
	switch {
	case urgeOfKey(k) != urgeNone:
		return urgeOfKey(k)
	case u.interrupted:
		return urgeResume
	case u.application != nil && !c.Superseded && !c.IsCA:
		return urgePursue
	case !c.Due():
		return urgeNone
	case c.Status == token.Expired:
		return urgeReview
	default:
		return urgeRenew
	}
}

// certificateFacts lists what a clerk is asked for, in forms and by phone.
func certificateFacts(p *words.Printer, c *app.Certificate) (facts []fact, pairs map[int]bool) {
	pairs = map[int]bool{}
	add := func(f fact) {
		if f.value != "" {
			facts = append(facts, f)
		}
	}
	// Two short ones share a line, if both are there.
	addPair := func(a, b fact) {
		if a.value != "" && b.value != "" {
			pairs[len(facts)] = true
		}
		add(a)
		add(b)
	}
	period := ""
	if !c.NotBefore.IsZero() {
		period = p.Period(c.NotBefore, c.NotAfter) + "  ·  " + stateOf(p, c)
	}
	kind := ""
	if c.Err == nil {
		kind = p.Use(c.Use)
	}
	add(fact{name: p.T("ui.fact.organisation"), value: c.Subject.Organization(), copied: true})
	add(fact{name: p.T("field.credit-code"), value: c.CreditCode(), mono: true, copied: true})
	addPair(
		fact{name: p.T("field.type"), value: kind},
		fact{name: p.T("ui.fact.country"), value: country(p, c.Subject.Get("C"))},
	)
	add(fact{name: p.T("field.validity"), value: period})
	add(fact{name: p.T("field.issuer"), value: issuerOf(c)})
	addPair(
		fact{name: p.T("ui.fact.province"), value: c.Subject.Get("ST")},
		fact{name: p.T("ui.fact.address"), value: address(c.Subject)},
	)
	add(fact{name: p.T("field.serial"), value: hexSerial(c.Serial), mono: true, copied: true})
	return facts, pairs
}

// issuerOf names the CA by its certificate's common name.
func issuerOf(c *app.Certificate) string {
	if cn := c.Issuer.CommonName(); cn != "" {
		return cn
	}
	return c.Issuer.Organization()
}

// providerOf names the organisation behind the CA: 数字证书服务商.
func providerOf(c *app.Certificate) string {
	if o := c.Issuer.Organization(); o != "" {
		return o
	}
	return c.Issuer.CommonName()
}

func country(p *words.Printer, code string) string {
	if id := "ui.country." + code; code != "" && p.Has(id) {
		return p.T(id) + " (" + code + ")"
	}
	return code
}

func address(n token.Name) string { return join(" ", n.Get("L"), n.Get("street")) }

// hexSerial writes a serial number as certificates are searched by.
func hexSerial(n *big.Int) string {
	if n == nil {
		return ""
	}
	return strings.ToUpper(n.Text(16))
}

// join joins what is not empty.
func join(separator string, parts ...string) string {
	var there []string
	for _, part := range parts {
		if part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, separator)
}

// tail is the end of a serial number, by which people tell their keys apart.
func tail(serial string) string {
	const digits = 4
	runes := []rune(serial)
	return string(runes[max(len(runes)-digits, 0):])
}
