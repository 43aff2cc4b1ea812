package ui

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/app/settings"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

// items are a licence that has a site and a seal that has none.
func items() []settings.Item {
	return []settings.Item{
		{ID: "licence", Name: settings.Text{"zh-Hans": "营业执照", "en": "Business licence"}, URL: "https://licence.example.cn"},
		{ID: "seal", Name: settings.Text{"zh-Hans": "电子印章", "en": "Electronic seal"}, Reason: settings.Text{"zh-Hans": "请到柜台办理。", "en": "Please go to the counter."}},
	}
}

// secondKey is the company's second one, due as well.
func secondKey(t *testing.T) app.Key {
	return newKey("投标专用", "7A21-0049-3381-1188", readCertificate(t, "encryption"), readCertificate(t, "signature"))
}

// itemDates remembers in memory.
type itemDates struct {
	mu    sync.Mutex
	dates map[string]time.Time
	err   error
}

func (d *itemDates) Dates() (map[string]time.Time, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	copied := map[string]time.Time{}
	for id, at := range d.dates {
		copied[id] = at
	}
	return copied, d.err
}

func (d *itemDates) Note(item string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dates[item] = today
	return d.err
}

// renewsEach makes the desk renew each key as the verb does: consent, PIN, and
// then what the test says of the key with that label.
func (h *harness) renewsEach(end map[string]error) (pins map[string][]string) {
	pins = map[string][]string{}
	var mu sync.Mutex
	h.desk.renew = func(ctx context.Context, id token.ID, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
		k := h.desk.plugged.Load().Key(id)
		whose, err := k.Holder(h.desk.holder.Load().(app.HolderID))
		if err != nil {
			return nil, err
		}
		ok, err := ask.Confirm(ctx, app.Confirmation{Key: k, What: app.ConfirmRenewal, Renewal: &app.Plan{Key: k, Signature: whose.Signature, Encryption: whose.Encryption}})
		if err != nil || !ok {
			return nil, errors.Join(app.ErrCancelled, err)
		}
		pin, err := ask.PIN(ctx, app.PINQuestion{Key: k, Purpose: app.ForRenewal, Certificate: whose.Signature})
		if err != nil {
			return nil, err
		}
		mu.Lock()
		pins[id.Label] = append(pins[id.Label], string(pin.Bytes()))
		mu.Unlock()
		pin.Wipe()
		progress(renew.Event{Step: renew.StepCheck, Done: true})
		if err := end[id.Label]; err != nil {
			return nil, err
		}
		fresh := readCertificate(h.T, "signature-new")
		return &renew.Result{Signature: &fresh.Certificate}, nil
	}
	return pins
}

// agree consents to the plan on the screen and types the PIN.
func (h *harness) agree(key, pin string) {
	h.T.Helper()
	h.Until("the plan of "+key, func() bool {
		return h.Button(h.words.T("ui.plan.begin")) != nil && uitest.Contains(h.Text(), key)
	})
	h.press("ui.plan.begin")
	h.Until("the PIN question of "+key, func() bool { return h.title() == h.words.T("ui.pin.title") })
	h.Write(pin)
	h.Key(fyneReturn)
}

// row is what the list shows of a key.
func (h *harness) row(k app.Key) renewalRow {
	h.T.Helper()
	for _, r := range h.renewals.rows {
		if r.id.key == nameOf(k.ID) {
			return r
		}
	}
	h.T.Fatalf("%s is not in the list", k.ID.Label)
	return renewalRow{}
}

func TestEachKeyAndEachItemHasItsRow(t *testing.T) {
	opts := chinese()
	opts.Items = items()
	opts.ItemDates = &itemDates{dates: map[string]time.Time{"licence": today.AddDate(0, -11, 0)}}
	h := open(t, opts)
	h.plug(snapshot(expiredKey(t), companyKey(t), newKey("新UKey", "1")))
	h.pick(selection{key: companyKey(t).ID})
	h.openRenewal()
	h.Until("the date", func() bool { return h.renewals.opened != nil })
	h.Says("数字证书", "单位证书（尾号 5526）", "最近更新日期：2025-12-20", "数字证书服务商：广东省电子商务认证有限公司", "更新",
		"业务章 2（尾号 9034）", "申请更新", "UKey中没有可以更新的签名证书。",
		"营业执照", "最近打开日期：2025-12-22", "统一社会信用代码：", "打开网站", "电子印章", "暂不能办理", "请到柜台办理。", "一键更新")
	if first := h.renewals.rows[0]; first.id.key != nameOf(companyKey(t).ID) {
		t.Errorf("the first row is %v, not the selected key's", first.id)
	}
}

func TestWhatARowOffersFollowsFromItsKey(t *testing.T) {
	locked, puk, initial := companyKey(t), companyKey(t), companyKey(t)
	locked.PIN.State = token.PINLocked
	puk.PIN.State, puk.PUK.State = token.PINLocked, token.PINOK
	initial.PIN.ToBeChanged = true
	unread := newKey("坏UKey", "2")
	unread.Err = token.ErrDriver
	approved := newApplication(t)
	approved.Case = aCase(cases.Approved)
	for name, c := range map[string]struct {
		key    app.Key
		undone undone
		act    rowAct
		label  string
	}{
		"due":         {companyKey(t), undone{}, rowRenew, "更新"},
		"valid":       {validKey(t), undone{}, rowRenew, "更新"},
		"expired":     {expiredKey(t), undone{}, rowApply, "申请更新"},
		"cut off":     {expiredKey(t), undone{interrupted: true}, rowRenew, "继续更新"},
		"applied for": {expiredKey(t), undone{application: newApplication(t)}, rowApply, "继续申请"},
		"approved":    {expiredKey(t), undone{application: approved}, rowInstall, "安装证书"},
		"locked":      {locked, undone{}, rowUnlock, "如何解锁"},
		"with a PUK":  {puk, undone{}, rowUnblock, "解锁"},
		"initial PIN": {initial, undone{}, rowChange, "修改PIN码"},
		"empty":       {newKey("新UKey", "1"), undone{}, rowNothing, ""},
		"unreadable":  {unread, undone{}, rowNothing, ""},
	} {
		r := rowsOfKey(words.New(words.Chinese), &c.key, func(app.HolderID) undone { return c.undone })[0]
		if r.act != c.act || r.label != c.label {
			t.Errorf("%s: %v %q, want %v %q", name, r.act, r.label, c.act, c.label)
		}
		if r.act != rowRenew && r.message == "" {
			t.Errorf("%s: the row does not say why", name)
		}
	}
}

func TestAtOneClickWhatIsDueIsRenewedAndNothingElse(t *testing.T) {
	row := func(serial string, act rowAct, due bool) renewalRow {
		return renewalRow{id: rowRef{key: keySelf{serial: serial}}, act: act, due: due}
	}
	for name, c := range map[string]struct {
		rows []renewalRow
		want string
	}{
		"some due":   {[]renewalRow{row("1", rowRenew, false), row("2", rowRenew, true), row("3", rowInstall, true)}, "23"},
		"none due":   {[]renewalRow{row("1", rowRenew, false), row("2", rowRenew, false)}, ""},
		"only forms": {[]renewalRow{row("1", rowApply, true), row("2", rowUnlock, false), row("3", rowOpen, false)}, ""},
		"a form due": {[]renewalRow{row("1", rowApply, true), row("2", rowRenew, false)}, ""},
	} {
		got := ""
		for _, id := range atOneClick(c.rows) {
			got += id.key.serial
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestKeysAreRenewedOneAfterTheOtherEachWithItsOwnPINAndEnd(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t), secondKey(t), expiredKey(t)))
	pins := h.renewsEach(map[string]error{"单位证书": &token.CallError{Call: "C_GenerateKeyPair", Code: 0x31, Err: token.ErrFull}})
	h.openRenewal()
	h.press("ui.renew.all")
	h.agree("单位证书", "111111")
	h.agree("投标专用", "222222")
	h.Until("the list", func() bool { return h.title() == "证照更新" && h.stage.Top() == h.renewals.dialog })
	h.Says("没有完成", "您的新证书已安装成功！新证书有效期至 2028-11-21", "已更新", "需要您办理")
	if got := fmt.Sprint(pins); got != "map[单位证书:[111111] 投标专用:[222222]]" {
		t.Errorf("the keys were given %s", got)
	}
	if r := h.row(companyKey(t)); r.state != "没有完成" || r.label != "更新" {
		t.Errorf("the key that is full: %+v", r)
	}
	if r := h.row(expiredKey(t)); r.state != "需要您办理" || r.label != "申请更新" {
		t.Errorf("the expired key: %+v", r)
	}
}

func TestAWrongPINIsAskedForAgainBeforeTheNextKeysTurn(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t), secondKey(t)))
	wrong := map[string]error{"单位证书": &token.PINIncorrectError{Tries: 5, State: token.PINLow}}
	pins := h.renewsEach(wrong)
	h.openRenewal()
	h.press("ui.renew.all")
	h.Says("证照更新")
	h.Until("the plan", func() bool { return h.Button(h.words.T("ui.plan.begin")) != nil })
	h.press("ui.plan.begin")
	h.Until("the PIN question", func() bool { return h.title() == h.words.T("ui.pin.title") })
	h.Write("999999")
	h.Key(fyneReturn)
	h.Until("the PIN question again", func() bool { return len(h.entries()) == 1 && h.title() == h.words.T("ui.pin.title") })
	h.Says("密码不正确，还可以再试 5 次。")
	delete(wrong, "单位证书")
	h.Write("111111")
	h.Key(fyneReturn)
	h.agree("投标专用", "222222")
	h.Until("the list", func() bool { return h.stage.Top() == h.renewals.dialog })
	if got := fmt.Sprint(pins); got != "map[单位证书:[999999 111111] 投标专用:[222222]]" {
		t.Errorf("the keys were given %s", got)
	}
}

func TestCancellingOneKeyLeavesTheOthersTheirTurn(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t), secondKey(t)))
	h.renewsEach(nil)
	h.openRenewal()
	h.press("ui.renew.all")
	h.Until("the plan", func() bool { return h.Button(h.words.T("ui.plan.begin")) != nil })
	h.press("ui.cancel")
	h.agree("投标专用", "222222")
	h.Until("the list", func() bool { return h.stage.Top() == h.renewals.dialog })
	if first, second := h.row(companyKey(t)), h.row(secondKey(t)); first.state != "已取消" || second.state != "已更新" {
		t.Errorf("%q and %q", first.state, second.state)
	}
}

func TestAKeyPulledOutMeanwhileFailsAloneInItsRow(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t), secondKey(t)))
	h.renewsEach(nil)
	h.openRenewal()
	h.press("ui.renew.all")
	h.Until("the plan", func() bool { return h.Button(h.words.T("ui.plan.begin")) != nil })
	h.plugIn(snapshot(secondKey(t)))
	h.agree("投标专用", "222222")
	h.Until("the list", func() bool { return h.stage.Top() == h.renewals.dialog })
	if second := h.row(secondKey(t)); second.state != "已更新" || len(h.renewals.rows) != 1 {
		t.Errorf("rows %+v", h.renewals.rows)
	}
}

func TestOneKeyAloneEndsOnThePageOfItsNewDates(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	h.renewsEach(nil)
	h.openRenewal()
	h.Key(fyneReturn) // 一键更新 has the focus
	h.agree("单位证书", "111111")
	h.Until("the result", func() bool { return h.Button(h.words.T("ui.close")) != nil })
	h.Says("您的新证书已安装成功！", "2026-11-22 到 2028-11-21")
	h.plug(snapshot(renewedKey(t)))
	h.Key(fyneReturn)
	h.Says("已更新", "最近更新日期：2026-11-22")
	h.Key(fyneReturn)
	if h.title() != "" {
		t.Error("Enter did not close the list after all was done")
	}
}

func TestARowLeadsToWhatItsKeyWantsFirst(t *testing.T) {
	h := open(t, chinese())
	locked := expiredKey(t)
	locked.PIN.State, locked.PIN.Tries = token.PINLocked, 0
	h.plug(snapshot(companyKey(t), locked))
	h.openRenewal()
	h.press("ui.how-to-unlock")
	h.Says("请带齐：")
	if h.model.selected.key != locked.ID {
		t.Error("the key that was chosen is not selected")
	}
}

func TestAnItemIsOpenedAtItsSiteWhichIsRemembered(t *testing.T) {
	opts := chinese()
	opts.Items = items()
	dates := &itemDates{dates: map[string]time.Time{}}
	opts.ItemDates = dates
	h := open(t, opts)
	h.openRenewal() // without a key
	h.Says("没有检测到UKey。", "还没有从这里打开过")
	h.press("ui.renew.open")
	h.Says("网站已在浏览器中打开", "最近打开日期：2026-11-22")
	h.Until("the date on the disk", func() bool { known, _ := dates.Dates(); return known["licence"].Equal(today) })
}

func TestTheListKeepsTheFocusWhenAKeyComes(t *testing.T) {
	h := open(t, chinese())
	h.plug(snapshot(companyKey(t)))
	h.openRenewal()
	company := h.row(companyKey(t)).id
	second := h.renewals.buttons[company]
	h.win.Canvas().Focus(second)
	h.plugIn(snapshot(companyKey(t), secondKey(t)))
	focused, ok := h.win.Canvas().Focused().(*kit.Button)
	if !ok || focused != h.renewals.buttons[company] {
		t.Errorf("the focus is at %v", h.win.Canvas().Focused())
	}
	h.Key(fyne.KeyEscape)
	if h.title() != "" {
		t.Error("Esc did not close the list")
	}
}
