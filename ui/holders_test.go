package ui

import (
	"strings"
	"testing"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/token"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

const (
	company = "深圳市鹏程示例科技有限公司"
	branch  = "深圳前海示例跨境电子商务供应链管理服务有限公司华南分公司"
)

// sharedKey has the company's pair, which ends in 27 days, and a certificate of
// its branch, which the test names.
func sharedKey(t testing.TB, ofBranch string) app.Key {
	return newKey("两家单位", "7A21-0049-3381-0202",
		readCertificate(t, "encryption"), readCertificate(t, "signature"), readCertificate(t, ofBranch))
}

// rowOf is the row of a holder.
func (h *harness) rowOf(name string) *renewalRow {
	h.T.Helper()
	for i := range h.renewals.rows {
		if r := &h.renewals.rows[i]; strings.Contains(r.about, name) {
			return r
		}
	}
	h.T.Fatalf("there is no row of %s", name)
	return nil
}

// names fails the test unless the dialog is about the one and not the other.
func (h *harness) names(one, other string) {
	h.T.Helper()
	if text := h.Text(); !uitest.Contains(text, one) || uitest.Contains(text, other) {
		h.T.Errorf("%q does not name %s alone", text, one)
	}
}

func TestEachHolderOnAKeyIsRenewedFromARowOfTheirOwn(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(sharedKey(t, "signature-valid")))
	h.renewsEach(nil)
	h.openRenewal()
	if len(h.renewals.rows) != 2 {
		t.Fatalf("%d rows for two holders: %+v", len(h.renewals.rows), h.renewals.rows)
	}
	h.Says("还有 464 天到期，现在不必更新，仍可更新。")
	h.renewals.buttons[h.rowOf(branch).id].Press()
	h.Until("the plan", func() bool { return h.Button(h.words.T("ui.plan.begin")) != nil })
	h.Says("证书还有 464 天到期，现在不必更新。")
	h.names(branch, company)
	h.press("ui.plan.begin")
	h.Until("the PIN question", func() bool { return h.title() == h.words.T("ui.pin.title") })
	h.names(branch, company)
	h.Write("123456")
	h.Key(fyneReturn)
	h.Until("the result", func() bool { return uitest.Contains(h.Text(), h.words.T("renewed")) })
	h.names(branch, company)
	h.Key(fyneReturn)
	if ours, theirs := h.rowOf(company), h.rowOf(branch); ours.state == "已更新" || theirs.state != "已更新" {
		t.Errorf("%q and %q; want the branch's alone to be renewed", ours.state, theirs.state)
	}
}

func TestAllAtOnceRenewsTheHolderWhoIsDue(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(sharedKey(t, "signature-valid")))
	h.renewsEach(nil)
	h.openRenewal()
	h.press("ui.renew.all")
	h.Until("the plan", func() bool { return h.Button(h.words.T("ui.plan.begin")) != nil })
	h.names(company, branch)
	if uitest.Contains(h.Text(), "现在不必更新") {
		t.Error("what is due is called early")
	}
	h.press("ui.plan.begin")
	h.Until("the PIN question", func() bool { return h.title() == h.words.T("ui.pin.title") })
	h.names(company, branch)
}

func TestWithNothingDueTheButtonSaysSoAndARowStillRenews(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(validKey(t)))
	h.renewsEach(nil)
	h.openRenewal()
	none := h.Button("没有需要更新的证书")
	if none == nil || !none.Disabled() || h.Button("一键更新") != nil {
		t.Fatalf("the screen says:\n%s", h.Text())
	}
	h.Key(fyneReturn) // closes the list: nothing is renewed by habit
	if h.title() != "" {
		t.Fatalf("Enter led to %q", h.title())
	}
	h.openRenewal()
	h.press("ui.renew.one")
	h.agree("财务章", "123456")
	h.Until("the result", func() bool { return uitest.Contains(h.Text(), h.words.T("renewed")) })
}

func TestThePaneRenewsAndAppliesForTheHolderWhoIsSelected(t *testing.T) {
	h := open(t, chinese())
	k := sharedKey(t, "signature-expired")
	h.plug(snapshot(k))
	expired := readCertificate(t, "signature-expired")
	h.desk.apply = func(token.ID) (*app.Application, error) { return newApplication(t), nil }
	h.pick(selection{key: k.ID, hash: expired.SHA256()})
	h.press("ui.apply")
	h.Until("the form", func() bool { return h.title() == "经办人资料" })
	if holder := h.desk.appliedFor.Load(); holder != expired.Holder() {
		t.Errorf("applied for %v", holder)
	}
	h.Key(fyneEscape)
	h.Until("the window", func() bool { return h.title() == "" })

	ours := readCertificate(t, "encryption")
	h.desk.renew = notReady(k)
	h.pick(selection{key: k.ID, hash: ours.SHA256()})
	h.press("ui.renew-now")
	h.Until("the answer", func() bool { return h.title() == h.words.T("ui.preflight.failed") })
	h.names(company, branch)
	if holder := h.desk.holder.Load(); holder != ours.Holder() {
		t.Errorf("renewed %v", holder)
	}
}

func TestWhatIsUndoneIsShownAtItsHolderAlone(t *testing.T) {
	k := sharedKey(t, "signature-expired")
	expired, ours := readCertificate(t, "signature-expired"), readCertificate(t, "signature")
	a := newApplication(t)
	a.Token, a.Case = k.ID, aCase(cases.Approved)
	m := model{
		applications: []*app.Application{a},
		interrupted:  []app.Interrupted{{Token: k.ID, Holder: ours.Holder(), State: renew.KeyGenerated}},
	}
	rows := rowsOfKey(words.New(words.Chinese), &k, func(h app.HolderID) undone { return m.undone(&k, h) })
	if len(rows) != 2 || rows[0].id.holder != ours.Holder() || rows[0].label != "继续更新" || rows[1].act != rowInstall {
		t.Errorf("rows %+v; want ours to be continued, and the branch's to be installed", rows)
	}
	m.interrupted[0].Holder = "O=以前的名称"
	if whose, _ := m.interruptedFor(&k); whose != ours.Holder() {
		t.Errorf("what was begun for nobody who is here is left to %q", whose)
	}
	m.interrupted[0].Holder = expired.Holder()
	if u := m.firstUndone(&k); !u.interrupted || u.holder != expired.Holder() {
		t.Errorf("first of all: %+v", u)
	}
}

func TestTheTreeTellsTheHoldersOfAKeyApart(t *testing.T) {
	captions := func(k app.Key) (list []string) {
		all, _ := rows(words.New(words.Chinese), &model{snapshot: snapshot(k)}, nil)
		for _, row := range all[1:] {
			list = append(list, row.Caption)
		}
		return list
	}
	if got, want := strings.Join(captions(sharedKey(t, "signature-valid")), " "), strings.Join([]string{company, company, branch}, " "); got != want {
		t.Errorf("the rows are of %s, want %s", got, want)
	}
	if got := strings.TrimSpace(strings.Join(captions(companyKey(t)), "")); got != "" {
		t.Errorf("the only holder is named in every row: %s", got)
	}
}

func TestACertificateThatIsNotValidYetSaysFromWhen(t *testing.T) {
	c := readCertificate(t, "signature-new")
	early := c.NotBefore.AddDate(0, 0, -11)
	c.Validity = c.Certificate.Validity(early, 30)
	k := newKey("单位证书", "1", c)
	p := words.New(words.Chinese)
	v := viewCertificate(p, &k, &c, undone{}, early)
	if v.notice != "证书从 "+p.Date(c.NotBefore)+" 起才能使用。" || !strings.Contains(v.next, "电脑的时钟不准") || v.urge != urgeNone {
		t.Errorf("the page says %q, %q and urges %v", v.notice, v.next, v.urge)
	}
	r := rowsOfKey(p, &k, func(h app.HolderID) undone { return undone{holder: h} })[0]
	if r.act != rowNothing || !strings.HasPrefix(r.message, v.notice) || strings.Contains(r.state, "过期") {
		t.Errorf("the row says %+v", r)
	}
}

func TestThePlanNamesNoSlot(t *testing.T) {
	h := open(t, chinese())
	k := companyKey(t)
	k.Slot = 1639757632
	h.plug(snapshot(k))
	h.desk.renew = notReady(k)
	h.press("ui.renew-now")
	h.Until("what is wrong", func() bool { return h.title() == h.words.T("ui.preflight.failed") })
	h.Says("已插入。")
	if uitest.Contains(h.Text(), "1639757632") {
		t.Error("it names the slot")
	}
}
