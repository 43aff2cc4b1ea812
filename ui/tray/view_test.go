package tray

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ukey/app"
	"ukey/app/instance"
	"ukey/app/remind"
	"ukey/assets"
	"ukey/token"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

var now = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// certificate ends in that many days.
func certificate(t *testing.T, owner string, use token.Use, days int) app.Certificate {
	t.Helper()
	c := token.Certificate{
		Use: use, HasPrivateKey: true, Subject: token.Name{Attributes: []token.Attribute{{OID: "2.5.4.10", Short: "O", Value: owner}}},
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(0, 0, days).Add(time.Hour),
	}
	return app.Certificate{Certificate: c, Validity: c.Validity(now, 30)}
}

func key(label, serial string, certificates ...app.Certificate) app.Key {
	return app.Key{Info: token.Info{ID: token.ID{Driver: "d", Serial: serial, Label: label}}, Certificates: certificates}
}

func snapshot(keys ...app.Key) *app.Snapshot {
	return &app.Snapshot{At: now, Keys: keys, Drivers: []app.Driver{{State: app.DriverLoaded}}}
}

func chinese() *words.Printer { return words.New(words.Chinese, "words", "tray", "remind") }

// lines is the menu as a person reads it; what cannot be chosen is in brackets.
func linesOf(v View) (lines []string) {
	for i, group := range v.Menu {
		if i > 0 {
			lines = append(lines, "-")
		}
		for _, it := range group {
			if it.enabled() {
				lines = append(lines, it.Text)
			} else {
				lines = append(lines, "["+it.Text+"]")
			}
		}
	}
	return lines
}

func TestTheMenuSaysHowEachKeyStands(t *testing.T) {
	const owner = "深圳市示例科技有限公司"
	locked := key("财务章", "3", certificate(t, owner, token.Signature, 300))
	locked.PIN.State = token.PINLocked
	unreadable := key("坏", "4")
	unreadable.Err = token.ErrDriver
	v := NewView(chinese(), State{Snapshot: snapshot(
		key("单位证书", "1", certificate(t, owner, token.Signature, 300), certificate(t, owner, token.Encryption, 27)),
		key("业务章", "2", certificate(t, owner, token.Signature, -3)),
		locked, unreadable, key("新", "5"),
	)})
	want := []string{
		"◐ 深圳市示例科技有限公司（单位证书）  还有 27 天到期",
		"○ 深圳市示例科技有限公司（业务章）  已过期 2 天",
		"⚿ 深圳市示例科技有限公司（财务章）  已锁定 · 有效，还有 300 天",
		"? 坏  无法读取",
		"● 新  没有证书",
		"-", "证照更新", "修改PIN码", "环境检测", "-", "打开UKey管家", "退出",
	}
	if diff := cmp.Diff(want, linesOf(v)); diff != "" {
		t.Error(diff)
	}
	if want := "UKey管家\n5 个UKey，深圳市示例科技有限公司（业务章） 已过期 2 天"; v.Tooltip != want {
		t.Errorf("tooltip: %q", v.Tooltip)
	}
	if v.Icon != assets.TrayExpired {
		t.Errorf("icon: %s", v.Icon)
	}
}

func TestAKeyOfTwoHoldersNamesWhoseCertificateEndsFirst(t *testing.T) {
	v := NewView(chinese(), State{Snapshot: snapshot(key("两家单位", "1",
		certificate(t, "乙公司", token.Signature, 300), certificate(t, "乙公司", token.Encryption, 300),
		certificate(t, "甲公司", token.Signature, 27), certificate(t, "甲公司", token.Encryption, 27)))})
	if want := "◐ 甲公司（两家单位）  还有 27 天到期"; linesOf(v)[0] != want || v.Icon != assets.TrayDue {
		t.Errorf("%q with icon %s, want %q", linesOf(v)[0], v.Icon, want)
	}
}

func TestACertificateOfSomebodyElseIsNoMatterOfTheKeys(t *testing.T) {
	other := certificate(t, "别的单位", token.Signature, -3)
	other.HasPrivateKey = false
	v := NewView(chinese(), State{Snapshot: snapshot(key("单位证书", "1", certificate(t, "深圳市示例科技有限公司", token.Signature, 300), other))})
	if line := linesOf(v)[0]; !strings.Contains(line, "有效，还有 300 天") {
		t.Error(line)
	}
}

func TestACertificateThatIsNotValidYetIsNotCalledExpired(t *testing.T) {
	c := certificate(t, "甲公司", token.Both, 300)
	c.NotBefore = now.AddDate(0, 0, 11)
	c.Validity = c.Certificate.Validity(now, 30)
	v := NewView(chinese(), State{Snapshot: snapshot(key("单位证书", "1", c))})
	if want := "◐ 甲公司（单位证书）  尚未生效"; linesOf(v)[0] != want || v.Icon != assets.TrayDue {
		t.Errorf("%q with icon %s, want %q", linesOf(v)[0], v.Icon, want)
	}
}

func TestTheIconIsThatOfTheMostUrgentKey(t *testing.T) {
	of := func(days ...int) *app.Snapshot {
		var keys []app.Key
		for _, d := range days {
			keys = append(keys, key("", "", certificate(t, "O", token.Both, d)))
		}
		return snapshot(keys...)
	}
	replaced := certificate(t, "O", token.Signature, -1)
	replaced.Superseded = true
	for name, c := range map[string]struct {
		snapshot *app.Snapshot
		want     assets.TrayIcon
	}{
		"nothing known":  {nil, assets.TrayNone},
		"no key":         {snapshot(), assets.TrayNone},
		"valid":          {of(31, 400), assets.TrayOK},
		"one ends soon":  {of(400, 30), assets.TrayDue},
		"one ends today": {of(0), assets.TrayDue},
		"one expired":    {of(20, -1, 400), assets.TrayExpired},
		"renewed":        {snapshot(key("", "", replaced, certificate(t, "O", token.Signature, 400))), assets.TrayOK},
	} {
		if got := NewView(chinese(), State{Snapshot: c.snapshot}).Icon; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestItemsLeadToTheKeyThatIsMeant(t *testing.T) {
	soon := key("soon", "2", certificate(t, "O", token.Both, 10))
	sooner := key("sooner", "3", certificate(t, "O", token.Both, 5))
	request := func(v View, text string) instance.Request {
		t.Helper()
		for _, group := range v.Menu {
			for _, it := range group {
				if strings.Contains(it.Text, text) {
					return it.Request
				}
			}
		}
		t.Fatalf("no %s in %v", text, linesOf(v))
		return instance.Request{}
	}
	several := NewView(chinese(), State{Snapshot: snapshot(key("good", "1", certificate(t, "O", token.Both, 300)), soon, sooner)})
	one := NewView(chinese(), State{Snapshot: snapshot(soon)})
	show := func(screen instance.Screen, k instance.Key) instance.Request {
		return instance.Request{Verb: instance.Show, Screen: screen, Key: k}
	}
	for _, c := range []struct {
		view View
		text string
		want instance.Request
	}{
		{several, "good", show(instance.Home, instance.Key{Serial: "1", Label: "good"})},
		{several, "证照更新", show(instance.Renew, instance.Key{Serial: "3", Label: "sooner"})},
		{several, "修改PIN码", show(instance.PIN, instance.Key{})},
		{several, "环境检测", show(instance.Environment, instance.Key{})},
		{several, "打开", show(instance.Home, instance.Key{})},
		{several, "退出", instance.Request{Verb: instance.Quit}},
		{one, "修改PIN码", show(instance.PIN, instance.Key{Serial: "2", Label: "soon"})},
	} {
		if diff := cmp.Diff(c.want, request(c.view, c.text)); diff != "" {
			t.Errorf("%s: %s", c.text, diff)
		}
	}
}

func TestWithoutAKeyTheMenuSaysWhy(t *testing.T) {
	failed := snapshot()
	failed.Drivers, failed.Problems = nil, []app.Problem{{Driver: "d", Err: token.ErrDriver}}
	pending := snapshot()
	pending.Drivers[0].State = app.DriverPending
	for want, s := range map[string]*app.Snapshot{
		"[没有插入UKey]": snapshot(), "[没有可用的UKey驱动]": failed, "[正在读取UKey]": pending,
	} {
		lines := linesOf(NewView(chinese(), State{Snapshot: s}))
		if diff := cmp.Diff([]string{want, "-", "[证照更新]", "[修改PIN码]", "环境检测", "-", "打开UKey管家", "退出"}, lines); diff != "" {
			t.Error(diff)
		}
	}
}

// Of what the person was reminded is to be seen here, also while its key is in
// a drawer.
func TestAnOpenReminderIsALine(t *testing.T) {
	drawer, plugged := remind.Key{Serial: "9", Label: "旧"}, remind.Key{Serial: "1", Label: "新"}
	entry := func(k remind.Key) []remind.Entry {
		return []remind.Entry{{Key: k, Owner: "甲公司", NotAfter: now.AddDate(0, 0, -2).Add(-time.Hour)}}
	}
	s := State{
		Snapshot: snapshot(key("新", "1", certificate(t, "甲公司", token.Both, 300))),
		Open:     []remind.Reminder{{Key: drawer, At: now, Certificates: entry(drawer)}, {Key: plugged, At: now, Certificates: entry(plugged)}},
	}
	v := NewView(chinese(), s)
	want := []string{"● 甲公司（新）  有效，还有 300 天", "○ 甲公司（旧）（未插入）  已过期 2 天"}
	if diff := cmp.Diff(want, linesOf(v)[:2]); diff != "" {
		t.Error(diff)
	}
	if v.Icon != assets.TrayExpired {
		t.Errorf("icon: %s", v.Icon)
	}
	if got := v.Menu[len(v.Menu)-2][0].Request.Key.Serial; got != "1" {
		t.Errorf("the renewal is for %s, which is not plugged in", got)
	}
}

func TestOpenRemindersAreAnsweredFromTheMenu(t *testing.T) {
	of := func(label string, days int) remind.Reminder {
		k := remind.Key{Serial: "9" + label, Label: label}
		return remind.Reminder{Key: k, At: now, Certificates: []remind.Entry{{Key: k, Owner: "甲公司", NotAfter: now.AddDate(0, 0, days).Add(time.Hour)}}}
	}
	plugged := snapshot(key("新", "9新", certificate(t, "甲公司", token.Both, 7)))
	due, drawer := of("新", 7), of("旧", -3)
	for name, c := range map[string]struct {
		open []remind.Reminder
		want []string // between the keys and what can always be done
	}{
		"none":    {nil, nil},
		"one":     {[]remind.Reminder{due}, []string{"现在更新", "明天提醒", "-"}},
		"expired": {[]remind.Reminder{drawer}, []string{"现在更新", "明天提醒", "不再提醒…", "-"}},
		"several": {[]remind.Reminder{drawer, due}, []string{
			"现在更新：甲公司（旧）", "明天提醒：甲公司（旧）", "不再提醒…：甲公司（旧）", "-",
			"现在更新：甲公司（新）", "明天提醒：甲公司（新）", "-",
		}},
	} {
		lines := linesOf(NewView(chinese(), State{Snapshot: plugged, Open: c.open}))
		from := slices.Index(lines, "-") + 1
		if diff := cmp.Diff(c.want, slices.Clip(lines[from:slices.Index(lines, "证照更新")]), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	group := NewView(chinese(), State{Snapshot: plugged, Open: []remind.Reminder{drawer}}).Menu[1]
	asked := instance.Key{Serial: "9旧", Label: "旧"}
	for i, want := range []instance.Request{
		{Verb: instance.Show, Screen: instance.Renew, Key: asked},
		{Verb: instance.Later, Key: asked},
		{Verb: instance.Show, Screen: instance.Forget, Key: asked},
	} {
		if diff := cmp.Diff(want, group[i].Request); diff != "" {
			t.Errorf("%s: %s", group[i].Text, diff)
		}
	}
}

func TestKeysOfOneNameAreToldApart(t *testing.T) {
	a, b := key("章", "7A21-0001", certificate(t, "甲", token.Both, 300)), key("章", "7A21-0002", certificate(t, "甲", token.Both, 300))
	got := linesOf(NewView(chinese(), State{Snapshot: snapshot(a, b)}))[:2]
	want := []string{"● 甲（章） …0001  有效，还有 300 天", "● 甲（章） …0002  有效，还有 300 天"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What stands in a certificate was written by somebody else.
func TestTextOfCertificatesStaysInItsLine(t *testing.T) {
	evil := strings.Repeat("长", 200) + "\n退出"
	v := NewView(chinese(), State{Snapshot: snapshot(
		key("\u202ea\nb\x00c", "1", certificate(t, "", token.Both, 300)), key("x", "2", certificate(t, evil, token.Both, 300)))})
	for _, line := range linesOf(v) {
		if strings.ContainsAny(line, "\n\x00\u202e") || len([]rune(line)) > 64 {
			t.Errorf("%q", line)
		}
	}
	if n := len([]rune(v.Tooltip)); n > tooltipRunes {
		t.Errorf("the tooltip has %d characters", n)
	}
}

func TestTheTextsAreAllThere(t *testing.T) {
	uitest.Texts{Area: "tray", Made: []string{"tray.remind."}}.Check(t)
}
