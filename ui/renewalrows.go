package ui

import (
	"slices"
	"time"

	"ukey/app"
	"ukey/app/settings"
	"ukey/renew"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/words"
)

// rowRef tells the rows of 证照更新 apart: the certificates of a holder on a key, or
// an item of the settings.
type rowRef struct {
	key    keySelf
	holder app.HolderID
	item   string
}

// rowAct is what the button of a row does.
type rowAct int

const (
	rowNothing rowAct = iota
	rowRenew          // renews, or continues what was cut off
	rowInstall        // installs what an application has led to
	rowApply          // begins an application, or goes on with it
	rowChange         // the initial PIN first
	rowUnlock         // says who unlocks the key
	rowUnblock        // asks for the PUK
	rowOpen           // the item's site
)

// automatic tells whether 一键更新 does it: it needs nothing of the person but
// consent, PIN and code.
func (a rowAct) automatic() bool { return a == rowRenew || a == rowInstall }

// renewalRow is what is shown of a row.
type renewalRow struct {
	id          rowRef
	name, about string
	tone        kit.Tone
	state       string // a word or two
	facts       string // one line
	message     string // what to know, or how it went; may be empty
	messageTone kit.Tone
	code        string // a credit code to copy; may be empty
	act         rowAct
	due         bool
	label       string // of the button; there is none if empty
	url         string // for rowOpen
}

// rowsOfKey are the rows of a key: one for each holder, who renews on their own,
// or one that says why there is nothing to renew. A renewal that was cut off comes
// first: it is finished before another begins.
func rowsOfKey(p *words.Printer, k *app.Key, undone func(app.HolderID) undone) []renewalRow {
	holders := k.Holders()
	if len(holders) == 0 {
		return []renewalRow{rowOfKey(p, k, nil, undone(""))}
	}
	var rows []renewalRow
	for i := range holders {
		u := undone(holders[i].ID)
		row := rowOfKey(p, k, &holders[i], u)
		if u.interrupted {
			rows = slices.Insert(rows, 0, row)
		} else {
			rows = append(rows, row)
		}
	}
	return rows
}

// rowOfKey is the row of a holder's certificates on a key; h is nil if nobody has
// any there.
func rowOfKey(p *words.Printer, k *app.Key, h *app.Holder, u undone) renewalRow {
	r := renewalRow{
		id: rowRef{key: nameOf(k.ID)}, name: p.T("ui.renew.item"),
		about: p.T("ui.renew.key", "Name", keyName(k), "Digits", tail(k.ID.Serial)),
		tone:  kit.Neutral, messageTone: kit.Info,
	}
	say := func(m words.Message, tone kit.Tone) { r.message, r.messageTone = m.Line(), tone }
	var signature *app.Certificate
	if h != nil {
		signature, r.id.holder = h.Signature, h.ID
		if h.Name != k.ID.Label || k.Shared() {
			r.about = join(" · ", r.about, h.Name)
		}
		r.tone, r.state = toneOf(signature), stateOf(p, signature)
		r.due = h.Due() != nil
		fact := func(id, value string) string { return p.T("ui.renew.fact", "Name", p.T(id), "Value", value) }
		r.facts = join(" · ", fact("ui.renew.updated", p.Date(signature.NotBefore)),
			fact("ui.renew.until", p.Date(signature.NotAfter)), fact("ui.renew.provider", providerOf(signature)))
	}
	switch {
	case k.Err != nil:
		say(p.Error(k.Err), kit.Bad)
	case k.PIN.State == token.PINLocked:
		say(words.Message{Text: p.Error(&token.PINLockedError{}).Text, Next: lockedNext(p, k)}, kit.Shut)
		r.act, r.label = rowUnlock, p.T("ui.how-to-unlock")
		if k.Unblockable() {
			r.act, r.label = rowUnblock, p.T("ui.unblock")
		}
	case k.PIN.ToBeChanged:
		say(p.Error(token.ErrPINToBeChanged), kit.Soon)
		r.act, r.label = rowChange, p.T("ui.pin")
	case u.interrupted:
		r.act, r.label, r.due = rowRenew, p.T("ui.resume"), true
		say(words.Message{Text: p.T("ui.interrupted"), Next: p.T("ui.interrupted.next")}, kit.Warning)
	case u.application != nil:
		stage := u.application.Stage()
		r.act, r.label, r.due = rowApply, p.T(stageAct(u.application)), true
		if stage == app.StageInstall {
			r.act = rowInstall
		}
		say(words.Message{Text: p.T("ui.application.is", "Stage", p.Stage(stage)), Next: p.StageNext(u.application)}, stageTone(stage))
	case h == nil:
		say(p.Error(renew.ErrNothingToRenew), kit.Info)
	case signature.Status == token.NotYetValid:
		say(p.Error(&renew.NotYetValidError{NotBefore: signature.NotBefore}), kit.Soon)
	case signature.Status == token.Expired:
		r.act, r.label = rowApply, p.T("ui.apply")
		say(words.Message{Text: p.T("ui.renew.expired")}, kit.Bad)
	default:
		r.act, r.label = rowRenew, p.T("ui.renew.one")
		if !r.due {
			say(words.Message{Text: p.N("ui.renew.not-due", signature.DaysLeft)}, kit.Info)
		}
	}
	return r
}

// rowOfItem is the row of what is renewed at a site of its own. opened is when
// that was last opened from here, or zero; credit is the organisation's code,
// which such sites ask for, or empty.
func rowOfItem(p *words.Printer, item *settings.Item, opened time.Time, credit string) renewalRow {
	language := settings.Language(p.Language())
	r := renewalRow{
		id: rowRef{item: item.ID}, name: item.Name.In(language), tone: kit.Neutral, messageTone: kit.Info,
	}
	if item.URL == "" {
		r.state, r.message = p.T("ui.renew.state.unserved"), item.Reason.In(language)
		if r.message == "" {
			r.message = p.T("ui.renew.unserved")
		}
		return r
	}
	r.about, r.code = p.T("ui.renew.elsewhere"), credit
	date := p.T("ui.renew.opened.never")
	if !opened.IsZero() {
		date = p.Date(opened)
	}
	r.facts = p.T("ui.renew.fact", "Name", p.T("ui.renew.opened"), "Value", date)
	if credit != "" {
		r.facts = join(" · ", r.facts, p.T("ui.renew.fact", "Name", p.T("field.credit-code"), "Value", credit))
	}
	r.act, r.label, r.url = rowOpen, p.T("ui.renew.open"), item.URL
	return r
}

// creditCode is the code of the organisation that a key belongs to, or "".
func creditCode(k *app.Key) string {
	if k == nil {
		return ""
	}
	for _, use := range []token.Use{token.Signature, token.Encryption} {
		if c := k.Current(use); c != nil && c.CreditCode() != "" {
			return c.CreditCode()
		}
	}
	return ""
}

// atOneClick are the rows that 一键更新 renews: those with something due. What is
// good for long is renewed by its own button alone.
func atOneClick(rows []renewalRow) (ids []rowRef) {
	for i := range rows {
		if rows[i].act.automatic() && rows[i].due {
			ids = append(ids, rows[i].id)
		}
	}
	return ids
}
